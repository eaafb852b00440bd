"""Amounts keep their whole number and unit, and the label that the unit says."""

import pytest

from ner.labels import LABELS
from ner.quantities import with_plain_amounts, with_whole_amounts, without_other_measures
from ner.spans import Span, tokens_of
from ner.tokens import tokenise

MARK = LABELS.index


def after(text: str, *seen: tuple[str, str]) -> set[tuple[str, str]]:
    """Return labels and words once amounts are whole, of a tagger that saw these words."""
    tokens = tokenise(text)
    found: list[Span] = [
        (MARK(f"vehicle_{label}"), *tokens_of(text.index(words), text.index(words) + len(words), tokens))
        for label, words in seen
    ]
    spans = with_whole_amounts(found, text, tokens)
    return {
        (LABELS[label].removeprefix("vehicle_"), text[tokens.starts[first] : tokens.end(end - 1)])
        for label, first, end in spans
    }


@pytest.mark.parametrize(
    ("text", "seen", "whole"),
    [
        ("a van one hundred and ten ft away", ("range", "ten ft"), ("range", "one hundred and ten ft")),
        ("drives at two hundred km/h", ("velocity", "hundred km/h"), ("velocity", "two hundred km/h")),
        ("drives at sixty-five kilometers an hour", ("velocity", "five kilometers"),
         ("velocity", "sixty-five kilometers an hour")),
        ("at a speed of 41 meters per second .", ("range", "41 meters"), ("velocity", "41 meters per second")),
        ("at a speed of 41 meters per second .", ("range", "41"), ("velocity", "41 meters per second")),
        ("it is 208 kilometers away from me", ("velocity", "208 kilometers"), ("range", "208 kilometers")),
        ("at 16.5 yards from us", ("range", "16.5"), ("range", "16.5 yards")),
    ],
)  # fmt: skip
def test_an_amount_seen_in_part_becomes_whole(text: str, seen: tuple[str, str], whole: tuple[str, str]) -> None:
    assert after(text, seen) == {whole}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("driving left with 75 km/h and a", ("velocity", "75")),  # as FindVehicle annotates two of its templates
        ("they are 41 meters away from me", ("range", "41")),
        ("doing 80 kilometers", ("velocity", "80 kilometers")),
        ("at 50 mph past the 30 mph sign", ("velocity", "50 mph")),
        ("bay 4 m", ("type", "bay")),
    ],
)
def test_what_is_right_already_is_left_alone(text: str, seen: tuple[str, str]) -> None:
    assert after(text, seen) == {seen}


def test_words_of_a_number_are_neither_model_nor_motion() -> None:
    text = "which is one hundred meters away"
    seen = ("motion", "is one"), ("model", "hundred"), ("range", "hundred meters")
    assert after(text, *seen) == {("range", "one hundred meters")}


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("blue Audi doing 140 km/h", "velocity", "140 km/h"),
        ("ninety miles per hour in a 50 mph zone", "velocity", "ninety miles per hour"),
        ("aygo turning left 50M away", "range", "50M"),
        ("van 20 metres from the camera", "range", "20 metres"),
    ],
)
def test_plain_amounts_are_read_where_the_tagger_saw_none(text: str, label: str, words: str) -> None:
    tokens = tokenise(text)
    ((mark, first, end),) = with_plain_amounts([], text, tokens)
    assert (LABELS[mark], text[tokens.starts[first] : tokens.end(end - 1)]) == (f"vehicle_{label}", words)


@pytest.mark.parametrize(
    ("text", "label", "words", "kept"),
    [
        ("car in a 50 mph zone", "velocity", "50 mph", False),
        ("speed limit is 30 km/h, find the van", "velocity", "30 km/h", False),
        ("van at 30 km/h", "velocity", "30 km/h", True),
        ("car 20 m behind the bus", "range", "20 m", False),
        ("car 60 m from you", "range", "60 m", False),
        ("car 20 m from the camera", "range", "20 m", True),
        ("car 20 m in front of us", "range", "20 m", True),
        ("car 20 m ahead", "range", "20 m", True),
        ("car 81 m away from the right bottom", "range", "81 m", True),
    ],
)
def test_limits_and_distances_from_others_are_no_amounts(text: str, label: str, words: str, kept: bool) -> None:
    tokens = tokenise(text)
    span = (MARK(f"vehicle_{label}"), *tokens_of(text.index(words), text.index(words) + len(words), tokens))
    assert without_other_measures([span], text, tokens) == [span] * kept


@pytest.mark.parametrize(
    "text", ["a 19-year-old on a bike", "tow truck 10-97", "a 3 door hatchback", "a 12 tonne lorry"]
)
def test_a_bare_number_that_counts_something_else_is_no_amount(text: str) -> None:
    tokens = tokenise(text)
    first = next(i for i, word in enumerate(tokens.words) if word[0].isdigit())

    assert without_other_measures([(MARK("vehicle_range"), first, first + 1)], text, tokens) == []
