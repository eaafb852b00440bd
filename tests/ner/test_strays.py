"""Keywords that say nothing of a vehicle, by value."""

import pytest

from ner.keywords import Keyword, Query, Target
from ner.strays import strays


def query(text: str, *said: tuple[str, str, str | None]) -> Query:
    """A sentence in which some words are keywords of one vehicle: words, label, value."""
    keywords = [
        Keyword(f"vehicle_{label}", words, text.index(words), text.index(words) + len(words), value=value)
        for words, label, value in said
    ]
    return Query(text, (Target(tuple(keywords)),))


VAN = ("van", "type", "van")


@pytest.mark.parametrize(
    ("text", "odd", "said"),
    [
        ("boss wants the van", ("boss", "model", "Boss"), [VAN]),
        ("van with a sticker of a shark", ("shark", "model", "Shark"), [VAN]),
        ("van, plate ends 7KD", ("7KD", "model", None), [VAN]),
        ("van LK21ABC", ("LK21ABC", "model", None), [VAN]),
        ("not a golf", ("golf", "type", None), [("golf", "model", "Golf")]),
        ("rusty van", ("rusty", "color", "brown|orange"), [VAN]),
        ("dusty van, mud on wheels", ("mud", "color", "brown|beige"), [VAN]),
    ],
)
def test_what_names_nothing_of_a_vehicle_is_no_keyword(
    text: str, odd: tuple[str, str, str | None], said: list[tuple[str, str, str | None]]
) -> None:
    start = text.index(odd[0])
    assert strays(query(text, *said, odd)) == ((f"vehicle_{odd[1]}", start, start + len(odd[0])),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a van and a golf", [VAN, ("golf", "model", "Golf")]),
        ("a van and an escort", [VAN, ("escort", "model", "Escort")]),
        ("red escort behind a van", [("red", "color", "red"), ("escort", "model", "Escort"), VAN]),
        ("a shark parked on the left", [("shark", "model", "Shark"), ("left", "location", "left")]),
        ("van, Boss", [VAN, ("Boss", "model", "Boss")]),
        ("dusty pink van", [("dusty pink", "color", "pink"), VAN]),
        ("van, Peugeot 308", [VAN, ("Peugeot", "brand", "Peugeot"), ("308", "model", "308")]),
    ],
)
def test_what_may_name_a_vehicle_stays(text: str, said: list[tuple[str, str, str | None]]) -> None:
    assert strays(query(text, *said)) == ()
