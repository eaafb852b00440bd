"""Sentences with colours, over tracks whose pictures have none."""

import numpy as np
import pytest

from ner.keywords import Keyword, Query, Target
from vehiclefinder import Finder
from vehiclefinder.core.types import Contribution, Decision
from vehiclefinder.finder import track_scoring
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.attribute_filter import AttributeFilter
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import Add, seen

RED, NOT_RED = Keyword("vehicle_color", "red", 0, 3, value="red"), Keyword("vehicle_color", "red", 0, 3, True, "red")
SEDAN = Keyword("vehicle_type", "sedan", 4, 9, value="sedan")
SILVER_SEDAN, SILVER_VAN = picture(colour="silver", type="sedan"), picture(colour="silver", type="van")
GREY = "grey picture"
ONE = "1 track of north is a grey picture: its colour could not be told"
TWO = "2 tracks of north, south are grey pictures: their colour could not be told"


def ask(catalog: Catalog, decider: Decider, *keywords: Keyword, scope: Scope = Scope()) -> Answer:
    index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
    sentence = ""
    for keyword in keywords:
        sentence = sentence.ljust(keyword.start) + keyword.text
    return Finder(lambda text: Query(text, (Target(keywords),)), decider, catalog, index).find(sentence, scope)


def told(answer: Answer) -> list[tuple[float, Decision, tuple[float | None, ...]]]:
    """Start, decision and probabilities of every match."""
    return [
        (one.start, one.decision, tuple(c.probability and round(c.probability, 2) for c in one.contributions))
        for one in answer.matches
    ]


@pytest.mark.parametrize("colour", [RED, NOT_RED])
def test_a_colour_that_is_asked_for_is_neither_claimed_nor_held_against_a_grey_picture(
    catalog: Catalog, decider: Decider, add: Add, colour: Keyword
) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN), (seen(1, monochrome=True), SILVER_VAN)])
    answer = ask(catalog, decider, colour, SEDAN)
    assert told(answer) == [(0, Decision.POSSIBLE, (None, 1.0)), (1, Decision.NONE, (None, 0.0))]
    assert answer.matches[0].contributions[0] == Contribution(
        "not red" if colour.negated else "red", "vehicle_color", None, GREY
    )
    assert 0.3 < answer.matches[0].score < 0.6


def test_pictures_in_colour_are_judged_as_ever_and_come_first(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN), (seen(1, monochrome=False), picture(colour="red", type="sedan"))])
    add([(seen(2), SILVER_SEDAN)], "south")
    answer = ask(catalog, decider, RED, SEDAN)
    assert told(answer) == [
        (1, Decision.MATCH, (1.0, 1.0)),
        (0, Decision.POSSIBLE, (None, 1.0)),
        (2, Decision.NONE, (0.0, 1.0)),
    ]
    assert answer.notes == (ONE,)


@pytest.mark.parametrize("colour", [RED, NOT_RED])
def test_grey_pictures_of_which_colour_alone_is_asked_are_possible(
    catalog: Catalog, decider: Decider, add: Add, colour: Keyword
) -> None:
    add([(seen(0, monochrome=True), picture(colour="red", type="van"))])
    answer = ask(catalog, decider, colour)
    assert (told(answer), answer.notes) == ([(0, Decision.POSSIBLE, (None,))], (ONE,))


@pytest.mark.parametrize("besides", [
    Keyword("vehicle_brand", "Ford", 4, 8, value="Ford"), Keyword("vehicle_type", "tractor", 4, 11, value="tractor"),
])  # fmt: skip
def test_what_nobody_can_check_of_any_vehicle_takes_nothing_from_a_grey_picture(
    catalog: Catalog, decider: Decider, add: Add, besides: Keyword
) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN)])
    assert told(ask(catalog, decider, RED, besides)) == [(0, Decision.POSSIBLE, (None, None))]


def test_what_does_not_speak_of_colour_finds_grey_pictures_as_ever(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN)])
    answer = ask(catalog, decider, SEDAN)
    assert (told(answer), answer.notes) == ([(0, Decision.MATCH, (1.0,))], ())


def test_the_colour_of_a_filter_is_not_told_either(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN)])
    finder = Finder(
        lambda text: Query(text), decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider)
    )
    filters = (AttributeFilter("vehicle_type", "sedan"), AttributeFilter("vehicle_color", "silver"))
    answer = finder.find("", attributes=filters)
    assert (told(answer), answer.notes) == ([(0, Decision.POSSIBLE, (1.0, None))], (ONE,))


def test_grey_pictures_are_counted_by_the_cameras_that_were_searched(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0, monochrome=True), SILVER_SEDAN)], "south")
    add([(seen(1, monochrome=True), SILVER_SEDAN), (seen(2), SILVER_SEDAN)], "north")
    add([(seen(3, monochrome=False), SILVER_SEDAN)], "east")
    assert ask(catalog, decider, RED).notes == (TWO,)
    for scope in (Scope(cameras=("north",)), Scope(excluded=("south",)), Scope(visible=("north", "east"))):
        assert ask(catalog, decider, RED, scope=scope).notes == (ONE,)
    assert ask(catalog, decider, RED, scope=Scope(cameras=("east",))).notes == ()


def test_grey_pictures_that_only_look_like_a_colour_crowd_nothing_out(
    catalog: Catalog, decider: Decider, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SAMPLE", "BLOCK", "BATCH"):
        monkeypatch.setattr(track_scoring, name, 2)
    red_van = picture(colour="red", type="van")
    add([(seen(number, monochrome=True), red_van + np.float32(0.01)) for number in range(4)])
    add([(seen(4), picture(colour="red", type="sedan") * np.float32(0.9)), (seen(5), SILVER_VAN)], "south")
    add([(seen(6, monochrome=True), SILVER_SEDAN)], "east")
    answer = ask(catalog, decider, RED, SEDAN, scope=Scope(k=2))
    assert [(start, decision) for start, decision, _ in told(answer)] == [(4, Decision.MATCH), (6, Decision.POSSIBLE)]
