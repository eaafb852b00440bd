"""Keywords to checks."""

import re

from ner.amounts import Amount
from ner.keywords import Keyword, Target
from vehiclefinder.finder.plan import Check, Witness, plan
from vehiclefinder.finder.reservations import Reservation
from vehiclefinder.match.decision import SlotQuery


def keyword(sentence: str, words: str, label: str, value: str | None = None, negated: bool = False) -> Keyword:
    found = re.search(re.escape(words), sentence)
    assert found
    return Keyword(f"vehicle_{label}", words, *found.span(), negated, value)


def checks(sentence: str, *keywords: Keyword) -> tuple[Check, ...]:
    return plan(Target(keywords), sentence)


def test_colours_of_one_vehicle_are_alternatives() -> None:
    text = "yellow or green taxi"
    colour, taxi = checks(
        text,
        keyword(text, "yellow", "color", "yellow"),
        keyword(text, "green", "color", "green"),
        keyword(text, "taxi", "type", "taxi"),
    )
    assert colour.wanted == SlotQuery("colour", ("yellow", "green"))
    assert colour.text == "yellow, green"
    assert taxi.wanted == SlotQuery("service", ("taxi",))


def test_types_are_alternatives_only_where_or_joins_them() -> None:
    text = "sedan or SUV"
    (one,) = checks(text, keyword(text, "sedan", "type", "sedan"), keyword(text, "SUV", "type", "suv"))
    assert one.wanted == SlotQuery("type", ("sedan", "suv"))
    text = "Toyota Corolla car"
    both = checks(text, keyword(text, "Toyota Corolla", "type-sedan", "sedan"), keyword(text, "car", "type", "car"))
    assert [check.wanted for check in both] == [SlotQuery("type", ("sedan",)), SlotQuery("type", ("car",))]


def test_a_model_without_its_brand_means_its_body() -> None:
    text = "golf or clio, not a Ford Focus"
    either, models, make, model, brand = checks(
        text,
        keyword(text, "golf", "model"),
        keyword(text, "clio", "model"),
        keyword(text, "Ford", "brand", "Ford", negated=True),
        keyword(text, "Focus", "model", "Focus", negated=True),
        keyword(text, "Ford Focus", "type-hatchback", "hatchback", negated=True),
    )
    assert either.wanted == SlotQuery("type", ("hatchback",))
    assert either.text == models.text == "golf, clio"
    assert (models.witness, models.note) == (Witness.NOBODY, "models are not recognised from pictures")
    assert sorted(check.witness for check in (make, model, brand)) == [
        Witness.APPEARANCE, Witness.NOBODY, Witness.NOBODY,
    ]  # fmt: skip


def test_a_make_of_one_thing_means_its_body_unless_it_is_ruled_out() -> None:
    text = "red harley or a range rover"
    one, other = keyword(text, "harley", "brand"), keyword(text, "range rover", "brand")
    either, makes = checks(text, one, other)
    assert either.wanted == SlotQuery("type", ("motorcycle", "suv"))
    assert (makes.witness, makes.keywords, makes.reserved) == (Witness.NOBODY, (one, other), True)
    (ruled_out,) = checks("not a harley", keyword("not a harley", "harley", "brand", negated=True))
    assert ruled_out.witness is Witness.NOBODY


def test_a_model_is_settled_by_what_will_do_instead_or_by_another_body_where_it_is_ruled_out() -> None:
    text = "a golf or a bus"
    (either,) = checks(text, keyword(text, "golf", "model", "Golf"), keyword(text, "bus", "type", "bus"))
    assert either.wanted == SlotQuery("type", ("hatchback", "bus"))
    assert either.reservation == Reservation(
        "“golf” counted by body alone: models are not recognised from pictures", SlotQuery("type", ("bus",))
    )
    (ruled_out,) = checks("not a golf", keyword("not a golf", "golf", "model", "Golf", negated=True))
    assert ruled_out.witness is Witness.NOBODY
    assert ruled_out.reservation
    assert ruled_out.reservation.settled == SlotQuery("type", ("hatchback",), negated=True)


def test_a_model_of_several_makes_may_have_the_body_of_any() -> None:
    either, _ = checks("a titan", keyword("a titan", "titan", "model", "Titan"))
    assert either.wanted
    assert set(either.wanted.values) == {"pickup", "truck", "bus"}


def test_a_negated_keyword_stands_alone() -> None:
    text = "black, not white, not grey"
    found = checks(
        text,
        keyword(text, "black", "color", "black"),
        keyword(text, "white", "color", "white", negated=True),
        keyword(text, "grey", "color", "grey", negated=True),
    )
    assert [check.wanted for check in found] == [
        SlotQuery("colour", ("black",)),
        SlotQuery("colour", ("white",), negated=True),
        SlotQuery("colour", ("grey",), negated=True),
    ]
    assert [check.text for check in found] == ["black", "not white", "not grey"]


def test_the_path_is_the_witness_of_direction_place_and_motion() -> None:
    text = "on the top left turning going away"
    found = checks(
        text,
        keyword(text, "top left", "location", "top left"),
        keyword(text, "turning", "motion", "left|right"),
        keyword(text, "away", "orientation", "away"),
    )
    assert [(check.witness, check.values) for check in found] == [
        (Witness.PLACE, ("top left",)),
        (Witness.MOTION, ("left", "right")),
        (Witness.HEADING, ("away",)),
    ]


def test_what_nobody_can_tell_says_why() -> None:
    text = "Toyota at some speed flurbing"
    brand, speed, motion = checks(
        text,
        keyword(text, "Toyota", "brand", "Toyota"),
        keyword(text, "some speed", "velocity"),
        keyword(text, "flurbing", "motion"),
    )
    assert {brand.witness, speed.witness, motion.witness} == {Witness.NOBODY}
    assert "not recognised" in brand.note
    assert speed.note == motion.note == "not understood"


def test_the_calibrated_road_is_the_witness_of_speed_and_distance() -> None:
    text = "not over 50 km/h, 30 m away"
    speed, distance = checks(
        text,
        keyword(text, "50 km/h", "velocity", "50 km/h", negated=True),
        keyword(text, "30 m", "range", "30 m"),
    )
    assert (speed.witness, speed.amounts, speed.text) == (Witness.SPEED, (Amount(0, 50),), "not over 50 km/h")
    assert not speed.negated
    assert (distance.witness, distance.amounts) == (Witness.DISTANCE, (Amount(30, 30),))


def test_a_motion_that_no_path_tells_is_reported() -> None:
    text = "changing lanes"
    (motion,) = checks(text, keyword(text, "changing lanes", "motion", "lane_change"))
    assert (motion.witness, motion.note) == (Witness.NOBODY, "a path does not tell this")


def test_a_word_without_value_goes_to_the_text_encoder_as_it_is() -> None:
    text = "Gunmetal van"
    (colour,) = checks(text, keyword(text, "Gunmetal", "color"))
    assert colour.wanted == SlotQuery("colour", ("gunmetal",))
