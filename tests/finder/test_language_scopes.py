"""What sentences in other languages ask for beside looks is what their English asks for.

``language_scopes.csv`` was written by somebody who saw none of the words and phrases of these languages.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ner.amounts import Amount, read_amount
from ner.reader import Reader
from ner.stops import read_stop
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import read_sentence

NOW = datetime(2026, 5, 13, 15, tzinfo=UTC)
"""A Wednesday."""
CAMERAS = {f"camera {number}": number for number in range(1, 10)}
SHARED = "carros a menos de 30 km/h"
"""Spanish has every word of it, too."""


def rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("language_scopes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Asked:
    """Where and when to look, the order and the count; amounts; how long vehicles stood; which are alternatives."""

    scope: Scope
    amounts: tuple[Amount, ...]
    stops: tuple[Amount, ...]
    alternatives: tuple[bool, ...]


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx", models / "ner" / "languages.onnx")


def asked(reader: Reader, text: str) -> Asked:
    sentence = read_sentence(reader(text), NOW, CAMERAS)
    scope, _ = Scope(k=50).narrowed(sentence.filters, CAMERAS)
    scope, _ = scope.asked(sentence.question)
    amounts = (read_amount(keyword, sentence.heard.text) for keyword in sentence.heard.keywords)
    stops = (read_stop(k.text) for k in sentence.heard.keywords if k.label == "vehicle_motion")
    return Asked(
        scope,
        tuple(found[1] for found in amounts if found),
        tuple(filter(None, stops)),
        tuple(target.alternative for target in sentence.query.targets),
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["sentence"])
def test_the_scope_is_that_of_the_english_sentence(reader: Reader, row: dict[str, str]) -> None:
    assert reader(row["sentence"]).language == row["language"] or row["sentence"] == SHARED
    assert asked(reader, row["sentence"]) == asked(reader, row["english"])


def test_a_camera_of_a_number_leaves_other_numbers_alone(reader: Reader) -> None:
    cameras = {"5": 1, "north": 2}
    sentence = read_sentence(reader("weißer Lieferwagen vor 5 Minuten auf Kamera north"), NOW, cameras)
    assert sentence.filters.cameras == ("north",)
    assert sentence.filters.since == datetime(2026, 5, 13, 14, 50, tzinfo=UTC)
    assert sentence.unchecked == ()
