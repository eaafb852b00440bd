"""Canonical values of keywords."""

import re

import numpy as np
import pytest

from ner.kinds import kinds
from ner.labels import BODIES, LABELS, is_fine
from ner.lexicon import vehicle_models
from ner.train.colours import colour_mixtures, to_lab
from ner.values import body_of, body_of_make, canonical, fine_label, lexicon, type_from

COLOURS = {
    "white", "black", "grey", "silver", "red", "blue", "green", "yellow", "orange", "brown", "beige", "purple", "pink",
    "multi",
}  # fmt: skip
TYPES = {*BODIES, "pickup", "bicycle", "taxi", "police", "ambulance", "fire", "car", "vehicle"}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("maroon", "red|brown"), ("navy", "blue"), ("turquoise", "green|blue"), ("gray", "grey"), ("Dark Red", "red"),
        ("dark", "black|grey|blue"), ("gold", "beige|yellow"), ("cream", "beige|white"), ("two-tone", "multi"),
        ("very light blue", "blue"), ("orange colour", "orange"), ("burgandy", "red|brown"), ("sliver", "silver"),
        ("cerulean", "blue"), ("metallic green", "green"), ("dark-brown", "brown"), ("qwxz", None),
    ],
)  # fmt: skip
def test_colours(words: str, value: str | None) -> None:
    assert canonical("vehicle_color", words) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("lorry", "truck"), ("truck", "truck|pickup"), ("HGV", "truck"), ("goods vehicle", "truck|van"),
        ("people carrier", "mpv"), ("Minivan", "mpv"), ("estate", "estate_car"), ("wagon", "estate_car"),
        ("pick-up", "pickup"), ("pick up truck", "pickup"), ("crossover", "suv"), ("cabriolet", "roadster|coupe"),
        ("fire engine", "fire"), ("fire truck", "fire"), ("cop car", "police"), ("squad car", "police"),
        ("patrol car", "police"), ("emergency vehicle", "police|ambulance|fire"), ("cab", "taxi"),
        ("bike", "bicycle|motorcycle"), ("seden", "sedan"), ("SUVs", "suv"),
        ("flatbed pickup", "pickup"), ("car", "car"), ("vehicles", "vehicle"),
    ],
)  # fmt: skip
def test_types(words: str, value: str) -> None:
    assert canonical("vehicle_type", words) == value


@pytest.mark.parametrize(
    ("label", "words", "value"),
    [
        ("vehicle_brand", "chevy", "Chevrolet"), ("vehicle_brand", "VW", "Volkswagen"),
        ("vehicle_brand", "merc", "Mercedes-Benz"), ("vehicle_brand", "Toyotta", "Toyota"),
        ("vehicle_model", "rav-4", "RAV4"), ("vehicle_model", "three zero eight", "308"),
        ("vehicle_type-suv", "toyota rav 4", "suv"), ("vehicle_type-truck", "Dodge Ram", "pickup"),
        ("vehicle_type-coupe", "Nobody Knows", "coupe"), ("vehicle_location", "Upper-Left", "top left"),
        ("vehicle_location", "top centre", "top"), ("vehicle_orientation", "towards the camera", "this way"),
        ("vehicle_orientation", "This-Way", "this way"), ("vehicle_orientation", "way", None),
        ("vehicle_motion", "is turning left", "left"),
        ("vehicle_motion", "took a right", "right"), ("vehicle_motion", "made a U-turn", "u_turn"),
        ("vehicle_motion", "runs down the street", "straight"),
        ("vehicle_motion", "merges into the left lane", "lane_change"),
        ("vehicle_motion", "is parked", "parked"), ("vehicle_motion", "comes to a stop", "stopped"),
        ("vehicle_motion", "reversing", "moving"), ("vehicle_motion", "pulling out", "moving"),
        ("vehicle_motion", "is broken down", "stopped"), ("vehicle_motion", "double parked", "parked"),
        ("vehicle_motion", "has pulled over", "stopped"), ("vehicle_motion", "swerving left", "left"),
        ("vehicle_velocity", "65km/h", "65 km/h"),
        ("vehicle_velocity", "40 mph", "64.4 km/h"), ("vehicle_velocity", "seventy-five miles per hour", "120.7 km/h"),
        ("vehicle_velocity", "172", "172 km/h"), ("vehicle_velocity", "10 m/s", "36 km/h"),
        ("vehicle_velocity", "12.5 meters per second", "45 km/h"), ("vehicle_velocity", "a hundred km/h", "100 km/h"),
        ("vehicle_range", "50 meters", "50 m"), ("vehicle_range", "100 feet", "30.5 m"),
        ("vehicle_range", "a hundred yards", "91.4 m"), ("vehicle_range", "2 km", "2000 m"),
        ("vehicle_range", "m", None),
    ],
)  # fmt: skip
def test_other_labels(label: str, words: str, value: str | None) -> None:
    assert canonical(label, words) == value


def test_every_wording_of_the_lexicon_has_a_value_that_the_matcher_knows() -> None:
    table = lexicon()

    assert {value for values in table["vehicle_color"].values() for value in values.split("|")} == COLOURS
    types = {value for values in table["vehicle_type"].values() for value in values.split("|")}
    assert types - kinds().keys() <= TYPES
    for label in LABELS:
        for surface, value in table.get(label, {}).items():
            if label != "vehicle_motion" and not is_fine(label):
                assert canonical(label, surface) is not None
            assert value


@pytest.mark.parametrize(
    ("brand", "model", "label"),
    [
        ("Ford", "Taurus", "sedan"), ("mercedes", "vito", "van"), ("mercedez benz", "c class", "sedan"),
        ("mazda", "2", "hatchback"), ("peugeot", "three zero eight", "hatchback"), ("Chevy", "Silverado", "truck"),
        ("Toyota", "Corrolla", "sedan"), ("Jeep", "Renegade", "suv"),
    ],
)  # fmt: skip
def test_the_lexicon_tells_the_body_of_a_make(brand: str, model: str, label: str) -> None:
    assert fine_label(brand, model) == f"vehicle_type-{label}"


def test_a_model_without_its_brand_has_the_bodies_of_all_of_that_name() -> None:
    assert body_of("golf") == "hatchback"
    assert body_of("Silverado") == "pickup"
    assert body_of("A3") == "hatchback|sedan"
    assert body_of("Dravia") is None


@pytest.mark.parametrize(
    ("make", "body"),
    [
        ("Harley", "motorcycle"), ("kenworth", "truck"), ("Range Rover", "suv"), ("Jetta", "sedan|suv"), ("Ford", None),
        ("Land Rover", None), ("Dravia", None),
    ],
)  # fmt: skip
def test_a_make_has_a_body_where_it_makes_but_one(make: str, body: str | None) -> None:
    assert body_of_make(make) == body


@pytest.mark.parametrize(("brand", "model"), [("Audi", "Z99"), ("Dravia", "Golf"), ("Ford", "")])
def test_an_unknown_make_has_no_body(brand: str, model: str) -> None:
    assert fine_label(brand, model) is None


def test_phrases_of_motion_mean_what_the_lexicon_says() -> None:
    assert {p: canonical("vehicle_motion", p) for p in lexicon()["vehicle_motion"]} == lexicon()["vehicle_motion"]


def test_the_lexicon_is_as_large_as_it_claims() -> None:
    models = vehicle_models()

    assert len({model.brand for model in models}) >= 80
    assert len({(model.brand, model.model) for model in models}) == len(models) >= 600
    assert {model.body for model in models} == {*BODIES, "pickup"}


def test_lab_agrees_with_published_values() -> None:
    # sRGB primaries under D65, from Bruce Lindbloom's calculator
    published = {(1, 1, 1): (100, 0, 0), (1, 0, 0): (53.24, 80.09, 67.20), (0, 0, 1): (32.30, 79.19, -107.86)}
    for rgb, lab in published.items():
        assert np.allclose(to_lab(np.array(rgb, float)), lab, atol=0.02)


def test_the_colour_survey_is_what_its_script_makes() -> None:
    pytest.importorskip("matplotlib")
    from ner.lexicon import entries

    assert {entry.surface: entry.value for entry in entries("colour_survey")} == colour_mixtures()
    assert not [e.surface for e in entries("colour_survey") if re.search(r"[^a-z -]", e.surface)]


def test_the_words_of_a_type_that_its_value_is_not_read_of_stand_before_it() -> None:
    words = ("courtesy bus", "delivery van", "delivry van", "works flatbed pickup", "tanker", "blorb")
    assert [type_from(one) for one in words] == [9, 0, 0, 6, 0, 0]
