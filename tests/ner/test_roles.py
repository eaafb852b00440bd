"""Which vehicle is looked for, which only places or measures it, and what belongs to which; with the shipped model."""

from pathlib import Path

import pytest

from ner.keywords import TargetRole
from ner.reader import Reader


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def vehicles(reader: Reader, sentence: str) -> list[list[str]]:
    return [[keyword.text for keyword in target.keywords] for target in reader(sentence).targets]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The vehicle is described as a white van", [["vehicle", "white", "van"]]),
        ("Suspect vehicle: white van", [["vehicle", "white", "van"]]),
        ("white man in a red car", [["red", "car"]]),
        ("white male in a black sedan", [["black", "sedan"]]),
        ("men in the car", [["car"]]),
        ("a van and a truck, both facing right", [["van", "right"], ["truck", "right"]]),
        ("red cars and vans", [["red", "cars"], ["red", "vans"]]),
        ("two buses, one white and one blue", [["buses", "white"], ["buses", "blue"]]),
        ("how many red cars, blue vans or buses", [["red", "cars"], ["blue", "vans"], ["buses"]]),
        ("three vans", [["vans"]]),
        ("a group of motorbikes", [["motorbikes"]]),
        ("two cars together", [["cars"]]),
        ("follow the grey hatchback in front", [["grey", "hatchback"]]),
        ("park behind the blue SUV", [["blue", "SUV"]]),
        ("slow down for the bus ahead", [["bus"]]),
        ("the silver cars which are parking", [["silver", "cars", "are parking"]]),
        ("black cars in the left turning", [["black", "cars", "left", "turning"]]),
        ("A bus drives past while a man crosses the street", [["bus", "drives past"]]),
    ],
)
def test_words_belong_to_their_vehicle(reader: Reader, sentence: str, expected: list[list[str]]) -> None:
    assert vehicles(reader, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "wanted", "mentioned"),
    [
        ("cars faster than the bus", ["cars"], [["bus"]]),
        ("vehicles bigger than a van", ["vehicles"], [["van"]]),
        ("car between the bus and the truck", ["car"], [["bus"], ["truck"]]),
        ("car behind a white truck", ["car"], [["white", "truck"]]),
        ("car following a white truck", ["car"], [["white", "truck"]]),
        ("car next to the bus", ["car"], [["bus"]]),
        ("car ahead of a truck", ["car"], [["truck"]]),
        ("car overtaken by a bus", ["car"], [["bus"]]),
    ],
)
def test_what_only_places_or_measures_a_vehicle_is_context(
    reader: Reader, sentence: str, wanted: list[str], mentioned: list[list[str]]
) -> None:
    first, *others = reader(sentence).targets

    assert vehicles(reader, sentence) == [wanted, *mentioned]
    assert (first.role, {one.role for one in others}) == (TargetRole.TARGET, {TargetRole.CONTEXT})
    assert not any(keyword.negated for one in (first, *others) for keyword in one.keywords)


def test_a_police_bus_is_a_kind_of_its_own(reader: Reader) -> None:
    assert [(k.text, k.value) for k in reader("police bus").keywords] == [("police bus", "police bus")]


@pytest.mark.parametrize("sentence", ["anything bigger than a van", "something slower than the truck"])
def test_a_vehicle_that_only_measures_is_not_looked_for(reader: Reader, sentence: str) -> None:
    assert [target.role for target in reader(sentence).targets] == [TargetRole.CONTEXT]
