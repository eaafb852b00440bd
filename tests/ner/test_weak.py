"""The rules that label human sentences."""

import json
from pathlib import Path

import pytest

from ner.keywords import TargetRole
from ner.train.weak import label, sentences


def spans(text: str) -> list[tuple[str, list[str]]]:
    query = label(text)
    assert query is not None
    return [(target.role.value, [keyword.text for keyword in target.keywords]) for target in query.targets]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A dark-red SUV slowly turns left at a red light.", [("target", ["dark-red", "SUV", "turns left"])]),
        ("Grey 4 door sedan going left.", [("target", ["Grey", "sedan", "left"])]),
        (
            "A white van goes straight down the road followed by a black Jeep.",
            [("target", ["white", "van", "goes straight"]), ("context", ["black", "Jeep"])],
        ),
        (
            "A gray SUV runs down the street passing parked cars and turns right.",
            [("target", ["gray", "SUV", "runs down the street", "turns right"]), ("context", ["parked", "cars"])],
        ),
        ("A sedan follows a van going straight.", [("target", ["sedan", "going straight"]),
                                                   ("context", ["van", "going straight"])]),
    ],
)  # fmt: skip
def test_what_the_rules_see(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text", ["A red car does something left of it.", "Nothing here.", "After stopping at red light."]
)
def test_what_they_are_not_sure_of_is_left_out(text: str) -> None:
    assert label(text) is None


def test_sentences_of_a_dev_set_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "human.txt").write_text("A red car stops.\nA blue van turns left.\n", encoding="utf-8")
    (tmp_path / "dev.jsonl").write_text(json.dumps({"data": "a red car stops"}), encoding="utf-8")

    used = list(sentences(tmp_path / "human.txt", tmp_path / "dev.jsonl"))

    assert [query.text for query in used] == ["A blue van turns left."]
    assert used[0].targets[0].role is TargetRole.TARGET
