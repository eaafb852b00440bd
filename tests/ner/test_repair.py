"""Repair mends FindVehicle's known noise and leaves every true annotation as it is."""

import json
from collections import Counter
from pathlib import Path

import pytest

from ner.keywords import Entity
from ner.lexicon import entries
from ner.repair import repair
from ner.rows import read_rows


def mended(text: str, *annotated: tuple[str, str]) -> tuple[list[Entity | None], Counter[str]]:
    """Repair words of a sentence, each annotated at its first place."""
    found = [(label, text.index(words), text.index(words) + len(words)) for label, words in annotated]
    counts = Counter[str]()
    return repair(text, found, [words for _, words in annotated], counts), counts


@pytest.mark.parametrize("cased", [str, str.title, str.upper])
@pytest.mark.parametrize("surface", [entry.surface for entry in entries("vehicle_orientation")])
def test_every_wording_of_a_direction_survives(surface: str, cased: type[str]) -> None:
    text = f"I see the white van {cased(surface)} in the bottom left of the image and a bus that drives right ."
    way = ("vehicle_orientation", 20, 20 + len(surface))

    got, counts = mended(text, ("vehicle_orientation", cased(surface)), ("vehicle_location", "bottom left"))

    assert got[0] == way
    assert not counts


@pytest.mark.parametrize("words", ["coming closer", "to our side", "This-Way", "up the hill", "driving right"])
def test_a_wording_that_the_lexicon_lacks_is_left_alone(words: str) -> None:
    text = f"a van {words} and a bus driving left"
    assert mended(text, ("vehicle_orientation", words)) == ([("vehicle_orientation", 6, 6 + len(words))], Counter())


@pytest.mark.parametrize(
    ("text", "words", "place", "way"),
    [
        ("the van in the Bottom Left that driven left .", "Bottom", "Bottom Left", "left"),
        ("the van in the Bottom Left that driven right .", "Left", "Bottom Left", "right"),
        ("the van in the top of the image that drive This-Way .", "of", "top", "This-Way"),
        ("the bus driven in away which is in the top-left of the image", "of the", "top-left", "away"),
        ("the bus in the top right is heading towards us", "is", "top right", "towards us"),
    ],
)
def test_a_direction_on_another_word_is_moved(text: str, words: str, place: str, way: str) -> None:
    got, counts = mended(text, ("vehicle_orientation", words), ("vehicle_location", place))

    assert got[0] == ("vehicle_orientation", text.rindex(way), text.rindex(way) + len(way))
    assert got[1] == ("vehicle_location", text.index(place), text.index(place) + len(place))
    assert counts == {"orientation moved to its direction": 1}


@pytest.mark.parametrize("text", ["a van in the Bottom Left", "a van in the Bottom Left driving away or driving right"])
def test_what_has_no_one_place_to_go_is_dropped(text: str) -> None:
    got, counts = mended(text, ("vehicle_orientation", "Bottom"), ("vehicle_location", "Bottom Left"))

    assert got[0] is None
    assert counts == {"orientation on another word dropped": 1}


def test_offsets_are_moved_to_the_nearest_of_their_words() -> None:
    counts = Counter[str]()
    annotated: list[Entity] = [("vehicle_color", 13, 16), ("vehicle_type", 4, 7), ("vehicle_shape", 0, 3)]

    got = repair("red van, blue van", annotated, ["blue", "bus", "red"], counts)

    assert got == [("vehicle_color", 9, 13), None, None]
    assert counts == {
        "offset moved to its words": 1,
        "words not in the sentence dropped": 1,
        "unknown label dropped": 1,
    }


def test_rows_of_our_own_format_are_never_repaired(tmp_path: Path) -> None:
    path, counts = tmp_path / "own.jsonl", Counter[str]()
    truth = {"label": "vehicle_orientation", "start": 4, "end": 6}  # "of": what repair would move in the other format
    path.write_text(json.dumps({"data": "bus of mine driving left", "entities": [truth]}), encoding="utf-8")

    (row,) = read_rows(path, counts)

    assert row.entities == (("vehicle_orientation", 4, 6),)
    assert not counts
