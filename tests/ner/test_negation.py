"""What a sentence rules out, and what only counts, asks or doubts; with the shipped model."""

from pathlib import Path

import pytest

from ner.amounts import Amount, read_amount
from ner.negation import may_rule_out, ruled_out_before
from ner.reader import Reader


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def said(reader: Reader, sentence: str) -> list[str]:
    """The keywords of the only vehicle, with a mark before those that are ruled out."""
    (target,) = reader(sentence).targets
    return ["!" * keyword.negated + keyword.text for keyword in target.keywords]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("more than 3 trucks", ["trucks"]),
        ("northbound car", ["car"]),
        ("vans on North Street", ["vans"]),
        ("no more than one bus", ["bus"]),
        ("not only red but also blue cars", ["red", "blue", "cars"]),
        ("isn't that a red car?", ["red", "car"]),
        ("wasn't it a bus?", ["bus"]),
        ("do not lose that van", ["van"]),
        ("don't let the red car out of sight", ["red", "car"]),
        ("never mind the colour, find the van", ["van"]),
        ("no idea, maybe a Clio", ["Clio"]),
        ("van, not sure, maybe blue", ["van", "blue"]),
        ("cars without roof rack", ["cars"]),
    ],
)
def test_counts_questions_and_doubts_rule_nothing_out(reader: Reader, sentence: str, expected: list[str]) -> None:
    assert said(reader, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("no white or silver cars", ["!white", "!silver", "cars"]),
        ("red car, did not stop", ["red", "car", "!stop"]),
        ("not a white van or a bus", ["!white", "!van", "!bus"]),
        ("red car, not a taxi", ["red", "car", "!taxi"]),
        ("black cab, but not the Mercedes Vito", ["black", "cab", "!Mercedes Vito", "!Mercedes", "!Vito"]),
        ("any colour but red", ["!red"]),
        ("anything except a bus", ["!bus"]),
        ("ignore parked cars", ["!parked", "cars"]),
        ("skip parked cars", ["!parked", "cars"]),
        ("leave out parked cars", ["!parked", "cars"]),
        ("cars excluding parked ones", ["cars", "!parked"]),
        ("all vehicles except parked cars", ["vehicles", "!parked", "cars"]),
    ],
)
def test_what_is_ruled_out_is_a_demand_on_the_vehicle(reader: Reader, sentence: str, expected: list[str]) -> None:
    assert said(reader, sentence) == expected


def test_neither_of_two_vehicles_did_what_is_said(reader: Reader) -> None:
    targets = reader("neither the car nor the van turned").targets

    assert [[(k.text, k.negated) for k in one.keywords] for one in targets] == [
        [("car", False), ("turned", True)],
        [("van", False), ("turned", True)],
    ]


def test_neither_of_two_vehicles_was_faster(reader: Reader) -> None:
    sentence = "neither the car nor the bus exceeded 50 km/h"
    targets = reader(sentence).targets
    assert [[(k.text, k.negated) for k in one.keywords] for one in targets] == [
        [("car", False), ("50 km/h", True)],
        [("bus", False), ("50 km/h", True)],
    ]
    found = read_amount(targets[0].keywords[1], sentence)
    assert found is not None
    assert (found[0].text, found[1]) == ("exceeded 50 km/h", Amount(0.0, 50.0))


def test_only_a_sentence_whose_every_word_of_negation_is_harmless_rules_nothing_out() -> None:
    assert not may_rule_out("isn't that a red car?")
    assert not may_rule_out("more than 3 trucks")
    assert may_rule_out("isn't that a red car, not a taxi?")
    assert may_rule_out("more than 3 trucks but no vans")
    assert may_rule_out("silver bus, isn't a Mercury, waiting")
    assert may_rule_out("wihtout vans")


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("taxi -yellow", "-yellow", True),
        ("NEG VAN. VEH IS A JEEP", "VAN", True),
        ("not a Crown Vic", "Crown Vic", True),
        ("neither a Galaxy nor a Sharan", "Sharan", True),
        ("two-tone van", "tone", False),
        ("nothing but a Ford", "Ford", False),
        ("a white Ford", "Ford", False),
    ],
)
def test_what_stands_before_a_make_may_rule_it_out(text: str, words: str, expected: bool) -> None:
    assert ruled_out_before(text, text.index(words), of_make=True) is expected
