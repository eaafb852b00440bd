"""The names of a site's cameras and zones are words of its sentences; ``camera_sentences.csv`` says what is meant."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ner.reader import Reader
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import Sentence, read_sentence, tagged

NOW = datetime(2026, 5, 13, 15, tzinfo=UTC)
SITES = {
    "a": ("Avenue", "Highway West", "gate-03", "Green", "Ford", "North"),
    "b": ("Highway East", "Highway West", "Station Road", "Gare du Nord", "Tor 3 (Süd)", "Straße Süd", "Main", "left"),
}


def rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("camera_sentences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx", models / "ner" / "languages.onnx")


def parts(text: str) -> set[str]:
    return set(text.split(";")) - {""}


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['site']}: {row['sentence']}")
def test_what_is_called_by_name(reader: Reader, row: dict[str, str]) -> None:
    cameras = {name: number for number, name in enumerate(SITES[row["site"]], 1)}
    said = read_sentence(tagged(reader, row["sentence"], cameras), NOW, cameras)
    scope, notes = Scope().narrowed(said.filters, cameras)
    assert (set(scope.cameras), set(scope.excluded)) == (parts(row["cameras"]), parts(row["excluded"]))
    assert " ".join(keyword.text for keyword in said.query.keywords) == row["keywords"]
    assert [one.text for one in said.unchecked] == ([row["unchecked"]] if row["unchecked"] else [])
    assert bool(notes) is bool(scope.cameras or scope.excluded)


def unchecked(said: Sentence) -> list[tuple[str, str]]:
    return [(one.text, one.reason) for one in said.unchecked]


def test_what_looks_like_a_place_is_told_with_what_there_is(reader: Reader) -> None:
    said = read_sentence(reader("white van on Broadway"), NOW, ("Avenue", "gate-03"), [("Avenue", "Loading bay")])
    told = "no camera or zone is called that (there are: Avenue, gate-03, Loading bay)"
    assert unchecked(said) == [("on Broadway", told)]
    assert unchecked(read_sentence(reader("white van on Broadway"), NOW)) == [("on Broadway", "not checked")]


def test_a_compass_point_in_the_name_of_a_road_is_no_direction(reader: Reader) -> None:
    told = "no camera or zone is called that (there are: Avenue)"
    assert unchecked(read_sentence(reader("everything on motorway east"), NOW, ("Avenue",))) == [
        ("on motorway east", told)
    ]
    assert unchecked(read_sentence(reader("everything on the motorway east"), NOW, ("Avenue",))) == [
        ("east", "compass points are not checked")
    ]


def test_of_many_names_the_first_are_told(reader: Reader) -> None:
    said = read_sentence(reader("van on Broadway"), NOW, [f"gate {number}" for number in range(1, 12)])
    assert said.unchecked[0].reason.endswith("gate 6 and 3 more)")


def test_several_cameras_of_a_part_of_their_names_are_all_searched_and_told(reader: Reader) -> None:
    cameras = {"Highway East": 1, "Highway West": 2, "Avenue": 3}
    said = read_sentence(reader("cars on highway"), NOW, cameras)
    scope, notes = Scope().narrowed(said.filters, cameras)
    assert scope.cameras == ("Highway East", "Highway West")
    assert notes == ("camera highway is taken for Highway East, Highway West",)


@pytest.mark.parametrize("text", ["van in der Hofeinfahrt Süd", "van in the hofeinfahrt sud", "VAN ON HOFEINFAHRT SÜD"])
def test_accents_do_not_tell_zones_apart(reader: Reader, text: str) -> None:
    for name in ("Hofeinfahrt Süd", "Hofeinfahrt Sud"):
        said = read_sentence(tagged(reader, text, ("Avenue", name)), NOW, ("Avenue",), [("Avenue", name)])
        assert [one.zones for one in said.places.zones] == [(name,)]


def test_a_zone_is_called_in_other_languages_too(reader: Reader) -> None:
    said = read_sentence(reader("rotes Auto auf dem Parkdeck"), NOW, ("Avenue",), [("Avenue", "Parkdeck")])
    assert [one.zones for one in said.places.zones] == [("Parkdeck",)]
    assert said.unchecked == ()
