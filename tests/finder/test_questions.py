"""Orders, counts, alternatives, stops and browsing, over tracks whose every measure is known by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ner.filters import Question
from ner.keywords import Query, Target
from vehiclefinder import AnyOf, AttributeFilter, Finder, Order
from vehiclefinder.core.types import Decision, Motion, Phase, Track
from vehiclefinder.finder.answer import COUNTED, Answer, VehicleCount
from vehiclefinder.finder.ordering import IN_SEVERAL_IMAGES, IN_THE_IMAGE, POSSIBLE_LATER
from vehiclefinder.finder.scope import Scope, ScopeField
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import START, Add, seen
from .test_finder import ask, keyword, target

VAN = picture(type="van")
WHITE = picture(type="van", colour="white")
A_VAN = target(keyword("type", "van"))


def find(catalog: Catalog, decider: Decider, sentence: str, *targets: Target, **asked: object) -> Answer:
    return ask(catalog, decider, *targets).find(sentence, Scope(**asked))  # type: ignore[arg-type]


def tracks(answer: Answer) -> list[int]:
    return [match.track for match in answer.matches]


def stood(number: int, *seconds: float) -> Track:
    """A track that drives between stops of so many seconds."""
    phases, at = [Phase(Motion.STRAIGHT, 0.0, 1.0, 90.0, 90.0)], 1.0
    for one in seconds:
        phases += [Phase(Motion.STOPPED, at, at + one), Phase(Motion.STRAIGHT, at + one, at + one + 1, 90.0, 90.0)]
        at += one + 1
    return replace(seen(number, heading=90.0), phases=tuple(phases))


def test_the_newest_of_all_that_match_come_first_not_of_the_best(catalog: Catalog, decider: Decider, add: Add) -> None:
    """The newest is the least sure, and would be cut off after the best two."""
    unsure = VAN * 0.9
    add([(seen(0), VAN), (seen(1), VAN)], start_time=START)
    add([(seen(2), unsure), (seen(3), picture(type="bus"))], camera="south", start_time=START + timedelta(hours=1))
    add([(seen(4), VAN)], camera="east")
    best = find(catalog, decider, "van", A_VAN, k=2)
    assert (tracks(best), best.order, best.found) == ([1, 2], Order.BEST, None)
    newest = find(catalog, decider, "van", A_VAN, k=2, order=Order.NEWEST)
    assert (tracks(newest), newest.order, newest.found) == ([3, 2], Order.NEWEST, 4)
    assert "1 of 4 vehicles comes last: their time is not known" in newest.notes
    oldest = find(catalog, decider, "van", A_VAN, order=Order.OLDEST)
    assert tracks(oldest) == [1, 2, 3, 5]


def test_the_last_van_is_a_van_not_the_last_that_may_be_one(catalog: Catalog, decider: Decider, add: Add) -> None:
    grey = (seen(5, monochrome=True), WHITE)
    add([(seen(0), WHITE), (seen(1), WHITE), grey, (seen(7), picture(type="bus"))], start_time=START)
    add([(seen(0), WHITE), (seen(1, monochrome=True), WHITE)], camera="east")
    white = target(keyword("color", "white", start=9), keyword("type", "van", start=15))
    last = find(catalog, decider, "the last white van", white)
    assert [(match.track, match.decision) for match in last.matches] == [
        (2, Decision.MATCH), (1, Decision.MATCH), (3, Decision.POSSIBLE), (5, Decision.MATCH), (6, Decision.POSSIBLE),
    ]  # fmt: skip
    assert {POSSIBLE_LATER, "2 of 5 vehicles come last: their time is not known"} <= set(last.notes)
    assert POSSIBLE_LATER not in find(catalog, decider, "the last white van", white, least=0.9).notes


def test_a_superlative_of_the_sentence_orders_unless_it_is_unheard_or_outranked(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(replace(seen(n), speed=speed), VAN) for n, speed in enumerate((0.2, 0.5, 0.1))])
    van = target(keyword("type", "van", start=12))
    fastest = find(catalog, decider, "the fastest van", van)
    assert tracks(fastest) == [2, 1, 3]
    assert fastest.notes == ("“fastest” orders by speed, the fastest first", IN_THE_IMAGE)
    assert tracks(find(catalog, decider, "the fastest van", van, order=Order.SLOWEST)) == [3, 1, 2]
    unheard = find(catalog, decider, "the fastest van", van, unheard=frozenset({ScopeField.ORDER}))
    assert (unheard.order, tracks(unheard)) == (Order.BEST, [1, 2, 3])
    two = find(catalog, decider, "the 2 fastest vans", target(keyword("type", "van", start=14)))
    assert (tracks(two), two.found) == ([2, 1], 3)
    biggest = find(catalog, decider, "the biggest van", van)
    assert biggest.notes == ("no amount is said, and nothing is ordered by it: biggest",)


def test_a_sentence_of_an_order_alone_orders_every_vehicle(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(replace(seen(n), speed=speed), VAN) for n, speed in enumerate((0.2, 0.5, 0.1))])
    fastest = find(catalog, decider, "Show me the 2 fastest")
    assert (tracks(fastest), fastest.found, fastest.query.text) == ([2, 1], 3, "Show me the 2 fastest")
    assert fastest.notes == ("“fastest” orders by speed, the fastest first", IN_THE_IMAGE)
    assert tracks(find(catalog, decider, "the fastest blorb")) == []
    assert tracks(find(catalog, decider, "last night")) == []
    assert tracks(find(catalog, decider, "fastest", unheard=frozenset({ScopeField.ORDER}))) == []
    assert tracks(find(catalog, decider, "fastest", least=0.5)) == []


def test_the_longest_stop_counts_and_what_never_stood_comes_last(catalog: Catalog, decider: Decider, add: Add) -> None:
    whole = seen(3, motion=Motion.STOPPED)  # from before phases were kept: one second
    add([(stood(0, 5.0, 5.0), VAN), (stood(1), VAN), (stood(2, 8.0), VAN), (whole, VAN)])
    longest = find(catalog, decider, "van", A_VAN, order=Order.LONGEST_STOP)
    assert tracks(longest) == [3, 1, 4, 2]
    assert "1 of 4 vehicles comes last: no stop of them is known" in longest.notes
    assert tracks(find(catalog, decider, "van", A_VAN, order=Order.SHORTEST_STOP)) == [4, 1, 3, 2]


def test_a_stop_of_a_duration_is_a_demand(catalog: Catalog, decider: Decider, add: Add) -> None:
    unknown = seen(3, motion=Motion.UNKNOWN)
    add([(stood(0, 60.0, 70.0), VAN), (stood(1, 130.0), VAN), (stood(2), VAN), (unknown, VAN)])

    def stopped(words: str) -> Answer:
        said = replace(keyword("motion", "stopped"), text=words, end=len(words))
        return find(catalog, decider, words, target(said))

    long = stopped("stopped for more than 2 minutes")
    assert [(match.track, match.decision) for match in long.matches[:2]] == [
        (2, Decision.MATCH), (4, Decision.POSSIBLE),
    ]  # fmt: skip
    assert long.matches[0].contributions[0].seconds == (1.0, 131.0)
    assert long.matches[1].contributions[0].probability is None
    assert {match.decision for match in long.matches[2:]} == {Decision.NONE}
    short = stopped("stopped for less than 90 seconds")
    assert [match.track for match in short.matches if match.decision is Decision.MATCH] == [1]


def test_left_to_right_is_by_the_middle_of_the_path(catalog: Catalog, decider: Decider, add: Add) -> None:
    def at(number: int, x: float) -> Track:
        return replace(seen(number), boxes=np.array([[x, 20, x + 40, 60], [x + 20, 20, x + 60, 60]], np.float32))

    add([(at(0, 300), VAN), (at(1, 10), VAN)])
    add([(at(2, 200), VAN)], camera="south", frame_size=(640, 360))
    answer = find(catalog, decider, "van", A_VAN, order=Order.LEFT_TO_RIGHT)
    assert tracks(answer) == [2, 3, 1]
    assert IN_SEVERAL_IMAGES in answer.notes
    assert tracks(find(catalog, decider, "van", A_VAN, order=Order.RIGHT_TO_LEFT)) == [1, 3, 2]


def test_a_count_is_of_all_that_match_and_tells_what_is_only_possible(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), WHITE), (seen(1), WHITE), (seen(2, monochrome=True), WHITE), (seen(3), VAN * 0)])
    white, van = keyword("color", "white", start=9), keyword("type", "van", start=15)
    answer = find(catalog, decider, "how many white vans", target(white, van), k=1)
    assert answer.counts == (VehicleCount("white van", 2, 1, 1),)
    assert (len(answer.matches), answer.found) == (1, 3)
    assert COUNTED in answer.notes
    assert find(catalog, decider, "white vans", target(white, van)).counts == ()
    assert answer.to_json()["counts"] == [{"vehicle": "white van", "matches": 2, "possible": 1, "untold": 1}]


def test_a_least_score_leaves_out_what_is_below(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), WHITE), (seen(1, monochrome=True), WHITE), (seen(2), picture(type="bus"))])
    white = target(keyword("color", "white"))
    assert len(find(catalog, decider, "white", white).matches) == 3
    assert tracks(find(catalog, decider, "white", white, least=0.3)) == [1, 2]
    assert tracks(find(catalog, decider, "white", white, least=0.6)) == [1]
    assert find(catalog, decider, "white", white, least=0.6, count=True).counts == (VehicleCount("white", 1, 0, 0),)
    with pytest.raises(ValueError, match=r"expected a least score from 0 to 1, got 1.5"):
        Scope(least=1.5)


def test_alternatives_share_one_ranking_and_each_match_tells_which_it_is(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), picture(type="bus")), (seen(1), picture(type="sedan", colour="red")), (seen(2), WHITE)])
    sedan = target(keyword("color", "red"), keyword("type", "sedan", start=4))
    van = target(keyword("color", "white", start=20), keyword("type", "van", start=26))
    either = find(catalog, decider, "red sedan or a white van", sedan, replace(van, alternative=True), k=2)
    assert [(match.track, match.target) for match in either.matches] == [(2, 0), (3, 1)]
    assert [part.keyword for part in either.matches[1].contributions] == ["white", "van"]
    each = find(catalog, decider, "red sedan and a white van", sedan, van, k=2)
    assert [(match.track, match.target) for match in each.matches[:2]] == [(2, 0), (3, 1)]
    assert len(each.matches) == 4
    counted = find(catalog, decider, "how many", sedan, replace(van, alternative=True))
    assert counted.counts == (VehicleCount("red sedan or white van", 2, 0, 0),)


def test_or_between_demands_of_one_vehicle_lets_any_of_them_do(catalog: Catalog, decider: Decider, add: Add) -> None:
    red = picture(type="van", colour="red")
    add([(seen(0), red), (seen(1, motion=Motion.LEFT), red), (seen(2), WHITE), (seen(3, motion=Motion.LEFT), WHITE)])
    sentence = "van that is white or left"
    van = target(keyword("type", "van"), keyword("color", "white", start=12), keyword("motion", "left", start=21))
    assert {m.track for m in find(catalog, decider, sentence, van).matches if m.decision is Decision.MATCH} == {2, 3, 4}
    filters: Sequence[AttributeFilter | AnyOf] = (
        AttributeFilter("vehicle_type", "van"),
        AnyOf((AttributeFilter("vehicle_color", "white"), AttributeFilter("vehicle_motion", "left"))),
    )
    answer = ask(catalog, decider).find("", attributes=filters)
    assert {match.track for match in answer.matches if match.decision is Decision.MATCH} == {2, 3, 4}
    neither = AnyOf((AttributeFilter("vehicle_color", "white", True), AttributeFilter("vehicle_motion", "left", True)))
    answer = ask(catalog, decider).find("", attributes=(neither,))
    assert {match.track for match in answer.matches if match.decision is Decision.MATCH} == {1, 2, 3}


def test_too_many_alternatives_are_refused(catalog: Catalog, decider: Decider) -> None:
    one = AnyOf(tuple(AttributeFilter("vehicle_color", colour) for colour in ("red", "white", "blue", "black")))
    with pytest.raises(ValueError, match="expected at most 64 ways to be what is asked for, got 256"):
        ask(catalog, decider).find("", attributes=(one,) * 4)


def test_every_vehicle_of_a_camera_and_time_can_be_browsed(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), VAN), (seen(1), WHITE), (seen(2), VAN)], start_time=START)
    add([(seen(0), VAN)], camera="south", start_time=START)
    add([(seen(0), VAN)], camera="east")
    finder = ask(catalog, decider)
    answer = finder.browse(Scope(2, ("north",)))
    assert (tracks(answer), answer.found, answer.order) == ([3, 2], 3, Order.NEWEST)
    assert [(match.score, match.decision, match.contributions) for match in answer.matches] == [
        (1.0, Decision.MATCH, ())
    ] * 2
    assert tracks(finder.browse(Scope(order=Order.OLDEST, until=START + timedelta(seconds=0.5)))) == [1, 4]
    assert "1 of 5 vehicles comes last: their time is not known" in finder.browse().notes
    assert tracks(finder.browse(Scope(visible=("south",)))) == [4]
    with pytest.raises(ValueError, match=r"expected a camera of \['south'\], got 'north'"):
        finder.browse(Scope(cameras=("north",), visible=("south",)))


def test_a_finer_index_forgets_no_stop_of_a_new_generation(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(stood(0, 5.0), VAN)])
    keeper = IndexKeeper(catalog.home / "i", catalog, "e", decider)
    finder = Finder(lambda text: Query(text, (A_VAN,)), decider, catalog, keeper)
    scope = Scope(order=Order.LONGEST_STOP)
    assert tracks(finder.find("van", scope)) == [1]
    add([(stood(1, 9.0), VAN)], camera="south")
    assert tracks(finder.find("van", scope)) == [2, 1]


def test_every_order_that_sentences_ask_for_is_known() -> None:
    from ner.filters.superlatives import _ORDERS

    said = {order for order, _ in _ORDERS} | {"left_to_right", "right_to_left"}
    assert {str(order) for order in Order} == said | {"best"}
    assert Scope().asked(Question("newest", "last", 3))[0] == Scope(3, order=Order.NEWEST)
