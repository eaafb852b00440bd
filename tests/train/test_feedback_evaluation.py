"""Decisions against verdicts, with a matcher whose every number is known by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ner.keywords import Keyword, Query, Target
from vehiclefinder.core.types import Decision
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.train.feedback_evaluation import evaluate, read_pairs, summarise

from ..axes import CANONICAL, EVEN, FakeWords, picture

WHITE, RED = (250, 250, 250), (200, 20, 20)


class FakeEyes:
    """An encoder that tells white from red and sees trucks that go right."""

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        colours = ["white" if pixels[..., 1].mean() > 100 else "red" for pixels in inputs["pixels"]]
        return [np.stack([picture(type="truck", colour=colour, orientation="right") for colour in colours])]


def read(sentence: str) -> Query:
    labels = {"white": "color", "red": "color", "truck": "type", "left": "location", "right": "orientation"}
    keywords = [
        Keyword(f"vehicle_{labels[word]}", word, sentence.index(word), sentence.index(word) + len(word), value=word)
        for word in sentence.split()
    ]
    return Query(sentence, (Target(tuple(keywords)),))


@pytest.fixture
def decider() -> Decider:
    scale, weight, offset, rarity = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0, 0.0))
    words = CANONICAL | {"away": {("orientation", "rear"): 1.0}}
    return Decider(
        TextEncoder(FakeWords(words)), Calibration(scale, weight, offset, rarity, EVEN, match=0.6, possible=0.3)
    )


def write(folder: Path, rows: list[dict[str, Any]]) -> None:
    (folder / "crops").mkdir()
    plain = {"target": 0, "label": "truck", "heading": None, "motion": "unknown", "place": {"centre": 1.0}}
    lines = []
    for number, row in enumerate(rows):
        Image.new("RGB", (40, 30), row.pop("colour")).save(folder / "crops" / f"{number}.png")
        lines.append(json.dumps(plain | {"crop": f"crops/{number}.png"} | row))
    (folder / "pairs.jsonl").write_text("\n".join(lines) + "\n")


def test_decisions_are_held_against_verdicts(tmp_path: Path, decider: Decider) -> None:
    rows: list[dict[str, Any]] = [
        {"colour": WHITE, "sentence": "white truck", "verdict": "right"},  # found
        {"colour": RED, "sentence": "white truck", "verdict": "wrong"},  # rightly left out
        {"colour": RED, "sentence": "red truck", "verdict": "wrong"},  # a false alarm
        {"colour": RED, "sentence": "white truck", "verdict": "right"},  # missed
        {"colour": WHITE, "sentence": "white truck", "verdict": "right", "target": 1},  # the sentence has no second one
        {"colour": WHITE, "sentence": "white left", "verdict": "right", "place": {"left": 0.9}},  # found
        {"colour": WHITE, "sentence": "white left", "verdict": "wrong"},  # rightly left out, by its place
        {"colour": WHITE, "sentence": "white right", "verdict": "right"},  # found, by its look
        {"colour": WHITE, "sentence": "white right", "verdict": "wrong", "heading": 270.0},  # left out, by its path
    ]
    write(tmp_path, rows)
    measured = evaluate(tmp_path, read, ImageEncoder(FakeEyes(), "e", 8), decider)
    assert measured["pairs"] == 9
    assert measured["precision"] == pytest.approx(3 / 4)
    assert measured["recall"] == pytest.approx(3 / 5)
    assert measured["f1"] == pytest.approx(2 * 3 / (4 + 5))
    assert measured["decisions"] == {
        "right": {"match": 3, "possible": 0, "none": 2}, "wrong": {"match": 1, "possible": 0, "none": 3},
    }  # fmt: skip


def test_no_match_at_all_is_no_division_by_zero() -> None:
    measured = summarise([False, False], [Decision.POSSIBLE, Decision.NONE])
    assert (measured["precision"], measured["recall"], measured["f1"]) == (0.0, 0.0, 0.0)
    assert measured["decisions"]["wrong"] == {"match": 0, "possible": 1, "none": 1}


@pytest.mark.parametrize("change", [{"verdict": "maybe"}, {"motion": "flies"}, {"label": "boat"}, {"place": []}])
def test_other_files_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"expected a folder with pairs\.jsonl"):
        read_pairs(tmp_path)
    row: dict[str, Any] = {"colour": WHITE, "sentence": "white truck", "verdict": "right"}
    write(tmp_path, [row | change])
    with pytest.raises(ValueError, match="expected pairs of crop, sentence and verdict"):
        read_pairs(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").touch()
    with pytest.raises(ValueError, match="expected pairs in"):
        read_pairs(tmp_path)
