"""What a sentence says beside its keywords outweighs them: words of a time or a camera are no demands on a vehicle."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ner.reader import Reader
from vehiclefinder.finder.sentence import read_sentence

NOW = datetime(2026, 11, 29, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("van since 2026-11-29 08:05", ["van"]),
        ("red car 29.11. 17:10", ["red", "car"]),
        ("cars after dark", ["cars"]),
        ("white van on Sundays", ["white", "van"]),
        ("bus parked since 8 today", ["bus", "parked"]),
    ],
)
def test_words_of_a_time_are_no_demands(reader: Reader, text: str, words: list[str]) -> None:
    said = read_sentence(reader(text), NOW)
    assert [keyword.text for keyword in said.heard.keywords] == words
    assert [keyword.text for keyword in said.query.keywords] == words
    assert (bool(said.filters.times), said.unchecked) == (True, ())


def test_words_of_a_camera_are_no_demands(reader: Reader) -> None:
    said = read_sentence(reader("car on camera Left turn"), NOW, ("Left turn", "Right turn"))
    assert [keyword.text for keyword in said.heard.keywords] == ["car"]
    assert said.filters.cameras == ("Left turn",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("everything on North Gate", True),
        ("anything on camera A40 west yesterday", True),
        ("all traffic on the A40 west camera this morning", True),
        ("traffic on North Gate", True),
        ("everything not on North Gate", True),
        ("everything today", True),
        ("the 3 fastest on North Gate", True),
        ("everything", False),
        ("hello on North Gate", False),
        ("anything with a ladder today", False),
    ],
)
def test_who_names_only_a_camera_or_a_time_asks_for_every_vehicle(reader: Reader, text: str, expected: bool) -> None:
    said = read_sentence(reader(text), NOW, ("North Gate", "A40 west"))
    assert (said.asks_for_all, said.heard.keywords) == (expected, ())
