"""Kinds of vehicle that the matcher does not tell apart, in all the ways in which they are written."""

from pathlib import Path

import pytest

from ner.keywords import Query
from ner.kinds import find_kinds, kind_named, kinds, types_of
from ner.lexicon import entries
from ner.reader import Reader
from ner.values import canonical

VALUES = {
    "sedan", "hatchback", "suv", "mpv", "estate_car", "coupe", "sports_car", "roadster", "pickup", "van", "truck",
    "bus", "motorcycle", "bicycle", "vintage_car", "car",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def types(query: Query) -> list[tuple[str, str | None, bool]]:
    return [(k.text, k.value, k.negated) for k in query.keywords if k.label == "vehicle_type"]


def test_kinds_are_of_types_that_the_matcher_knows() -> None:
    assert {type_ for kind in kinds().values() for type_ in kind.types} <= VALUES
    assert not kinds().keys() & VALUES
    assert (kinds()["tanker"].types, kinds()["school bus"].paint) == (("truck",), "yellow")
    assert (types_of("minibus"), types_of("tractor"), types_of("van")) == (("van", "bus"), (), ("van",))


def test_the_lexicon_says_of_every_kind_what_the_table_says() -> None:
    """Two tables must not say two things: the lexicon is the tagger's, the kinds are the matcher's."""
    said = {entry.surface: entry.value for entry in entries("vehicle_type")}
    assert {surface: kind for surface in said if (kind := kind_named(surface))} == {
        surface: value for surface, value in said.items() if value in kinds()
    }


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("tuk tuk", "auto rickshaw"), ("Tuk-Tuks", "auto rickshaw"), ("tuktuk", "auto rickshaw"),
        ("doubledecker bus", "double-decker"), ("double decker buses", "double-decker"), ("coaches", "coach"),
        ("tanker lorries", "tanker"), ("armored trucks", "security van"), ("armoured lorry", "security van"),
        ("snowplow", "snowplough"), ("builder\u2019s van", "work van"), ("18 wheeler", "articulated lorry"),
        ("18-wheeler trucks", "articulated lorry"), ("artic lorry", "articulated lorry"), ("scooter bike", "scooter"),
        ("tractor vehicle", "tractor"), ("limousine car", "limousine"), ("minibus taxi", "minibus"),
        ("tanker bus", None), ("trailer truck", None), ("horse box", "horsebox"),
        ("lorries", None), ("buses", None), ("delivery van", None), ("tanker driver", None), ("fire engine", None),
    ],
)  # fmt: skip
def test_a_kind_is_known_in_the_plural_with_hyphens_and_in_both_spellings(words: str, kind: str | None) -> None:
    assert kind_named(words) == kind


def test_kinds_are_found_in_a_sentence_but_not_in_names_of_places_and_people() -> None:
    def named(text: str) -> list[str]:
        return [kind.name for kind in find_kinds(text)]

    assert named("a tractor trailer behind the tractor, then a milk-float") == [
        "articulated lorry", "tractor", "milk float",
    ]  # fmt: skip
    assert named("red car at the tram stop near the train station, by the coach driver") == []
    assert named("tanker, truck and a tram, bus") == ["tanker", "tram"]
    assert named("a TV set on two cars side, by side") == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("big flatbed tow truck", "tow truck"), ("18-wheeler", "articulated lorry"), ("minibus", "minibus"),
        ("tankr", "tanker"), ("green garbage trucks", "garbage truck"), ("mopeds", "moped"),
    ],
)  # fmt: skip
def test_the_value_of_a_kind_is_the_kind(words: str, value: str) -> None:
    assert canonical("vehicle_type", words) == value


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("18-wheeler truck", [("18-wheeler truck", "articulated lorry", False)]),
        ("green milk float", [("milk float", "milk float", False)]),
        ("black SWAT van", [("SWAT van", "SWAT van", False)]),
        ("an open top bus", [("open top bus", "open-top bus", False)]),
        ("armoured car turning left", [("armoured car", "security van", False)]),
        ("cash-in-transit van", [("cash-in-transit van", "security van", False)]),
        ("truck, not a tanker", [("truck", "truck|pickup", False), ("tanker", "tanker", True)]),
        ("car towing a caravan", [("car", "car", False)]),
        ("red pickup parked at the tram stop", [("pickup", "pickup", False)]),
    ],
)
def test_what_the_tagger_loses_or_sees_in_part_is_read(
    reader: Reader, sentence: str, read: list[tuple[str, str | None, bool]]
) -> None:
    assert types(reader(sentence)) == read


def test_a_make_stays_a_make(reader: Reader) -> None:
    assert [(k.label, k.text) for k in reader("I need every JCB").keywords] == [("vehicle_brand", "JCB")]


@pytest.mark.parametrize(
    ("sentence", "colours"),
    [
        ("red-white bus", [("red", "red"), ("white", "white")]),
        ("black-and-white car", [("black", "black"), ("white", "white")]),
        ("white+green van", [("white", "white"), ("green", "green")]),
        ("blue-grey hatchback", [("blue-grey", "blue|grey")]),
        ("dark blue pickup", [("dark blue", "blue")]),
    ],
)
def test_colours_said_in_one_breath_are_parted(
    reader: Reader, sentence: str, colours: list[tuple[str, str | None]]
) -> None:
    assert [(k.text, k.value) for k in reader(sentence).keywords if k.label == "vehicle_color"] == colours
