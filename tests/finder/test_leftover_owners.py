"""Which of several vehicles a leftover speaks of, by the words of a sentence."""

import re

import pytest

from ner.keywords import Keyword, Query, Target
from ner.leftovers import find_leftovers
from vehiclefinder.finder.leftover_owners import owners_of

COLOURS = ("white", "red", "blue")


def query(text: str) -> Query:
    """A sentence in which each colour with a "van", "car" or "bus" behind it is a vehicle."""
    targets = []
    for match in re.finditer(rf"({'|'.join(COLOURS)}) (vans?|cars?|bus)", text):
        colour, type_ = (
            Keyword(label, match[number], match.start(number), match.end(number), value=match[number])
            for label, number in (("vehicle_color", 1), ("vehicle_type", 2))
        )
        targets.append(Target((colour, type_)))
    return Query(text, tuple(targets))


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("white van with a ladder and a red car", {0}),
        ("white van with a ladder, a rack and a dent, and a red car", {0}),
        ("a white van and a dented red car", {1}),
        ("a dented white van and a red car", {0}),
        ("a white van and a red car with a ladder", {1}),
        ("white van with a ladder and a red car with a dent", {0, 1}),
        ("a white van, a rusty red car and a blue bus", {1}),
    ],
)
def test_a_leftover_is_of_the_vehicle_that_it_stands_by(text: str, owners: set[int]) -> None:
    read = query(text)
    spans = [(k.start, k.end) for k in read.keywords]
    assert set(owners_of(find_leftovers(text, spans), read) or ()) == owners


@pytest.mark.parametrize(
    "text",
    [
        "white van with a ladder",
        "white vans and red cars with ladders",
        "a white van and a red car, both with a ladder",
        "dented white vans and red cars",
        "parked outside the church: a white van and a red car",
    ],
)
def test_where_that_is_not_plain_it_may_be_of_any(text: str) -> None:
    read = query(text)
    spans = [(k.start, k.end) for k in read.keywords]
    assert owners_of(find_leftovers(text, spans), read) is None


def test_what_is_shared_makes_it_not_plain() -> None:
    text = "white van with a ladder and car"
    white, van, car = (
        Keyword("vehicle_type", w, text.index(w), text.index(w) + len(w)) for w in ("white", "van", "car")
    )
    read = Query(text, (Target((white, van)), Target((white, car))))
    assert owners_of(find_leftovers(text, [(0, 9), (28, 31)]), read) is None
