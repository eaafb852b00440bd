"""The page of searches, beyond its box."""

import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from app.ui.counts_line import counts_line
from vehiclefinder import Answer, AttributeFilter, Decision, Match, Order, Scope
from vehiclefinder.control import Client, ControlRoom, Query
from vehiclefinder.core.access import LOCAL

from .conftest import OpenPage, shown, told


def test_a_zone_is_a_filter(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search")
    assert all(one.label != "Zones" for one in page.multiselect)
    corners = [[0.0, 0.0], [0.01, 0.0], [0.01, 0.01], [0.0, 0.01]]
    page_room.cameras.update(LOCAL, "demo", {"zones": [{"name": "the sky", "polygon": corners}]})
    page.text_input(key="sentence").input("red car").run()
    assert told(page).startswith("match: ")
    page.multiselect(key="zones").set_value([("demo", "the sky")]).run()
    assert not page.exception
    assert told(page).startswith("none: Nothing matches")


def test_what_pictures_do_not_tell_apart_is_noted(open_page: OpenPage) -> None:
    page = open_page("search", sentence="white and blue tanker")
    noted = "\n".join(text.value for text in page.caption)
    assert "“tanker” is not told apart from truck." in noted
    assert "Two colours at once are not told apart from one of them." in noted.replace("“white, blue”: two", "Two")
    assert not told(page).startswith("match")


def test_what_nobody_used_is_marked_and_noted(open_page: OpenPage) -> None:
    page = open_page("search", sentence="red car with a <b>ladder</b>")
    assert not page.exception
    assert '<u title="not checked">b&gt;ladder&lt;/b<small>not checked</small></u>' in shown(page)
    assert not told(page).startswith("match")


def test_how_many_and_the_order_of_a_sentence_are_shown_and_can_be_taken_off(open_page: OpenPage) -> None:
    page = open_page("search", sentence="how many cars, fastest first")
    assert re.match(r"match: cars: [0-9]+ match(es)?(, [0-9]+ possible)?, of 12 vehicles in", told(page))
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options[-1] == "order: fastest, how many"
    pills.set_value(list(pills.value or ())[:-1]).run()
    assert not page.exception
    assert not told(page).startswith("match: cars: ")
    assert page.query_params["unheard"] == "order"


def test_a_count_alone_is_no_order(open_page: OpenPage) -> None:
    page = open_page("search", sentence="how many cars")
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options[-1] == "count: how many"


def test_compass_points_and_zones_are_chips_that_can_be_taken_off(open_page: OpenPage, page_room: ControlRoom) -> None:
    corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    north = {"degrees": 180.0, "at": None}
    page_room.cameras.update(LOCAL, "demo", {"zones": [{"name": "Bus lane", "polygon": corners}], "north": north})
    page = open_page("search", sentence="cars heading north, not in the bus lane")
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options == ["type: cars", "compass: heading north", "zone: not Bus lane of demo"]
    assert told(page).startswith("none: Nothing matches"), "the zone is the whole picture"
    pills.set_value(list(pills.value or ())[:-1]).run()
    assert not page.exception and not told(page).startswith("none")
    page_room.cameras.update(LOCAL, "demo", {"zones": [], "north": None})


def test_an_order_and_a_least_score_are_filters(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search", sentence="car")
    page.selectbox(key="order").set_value(Order.OLDEST).run()
    scope = Scope(24, order=Order.OLDEST)
    assert page.session_state["shown"] == tuple(m.track for m in page_room.search.find(LOCAL, "car", scope).matches)
    page.slider(key="least").set_value(1.0).run()
    assert not page.exception
    assert told(page).startswith("none: Nothing matches")


def test_a_link_carries_everything_and_gives_the_same(open_page: OpenPage, page_room: ControlRoom) -> None:
    first = page_room.search.find(LOCAL, "red car", Scope(24)).matches[0].track
    query = {
        "sentence": "red car", "off": "vehicle_color.0.3", "motion": "straight", "camera": "demo",
        "order": "oldest", "least": "0.1", "show": "72", "selected": str(first),
    }  # fmt: skip
    page = open_page("search", **query)
    assert not page.exception and not page.warning
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options == [
        "colour: red", "type: car", "motion: straight", "camera: demo", "order: oldest first", "score: at least 0.10",
    ]  # fmt: skip
    assert list(pills.value or ()) == ["('vehicle_type', 4, 7)", *pills.options[2:]], "the colour is left out"
    demands = (AttributeFilter("vehicle_motion", "straight"),)
    scope = Scope(72, ("demo",), order=Order.OLDEST, least=0.1)
    found = page_room.search.find(LOCAL, "red car", scope, demands, [("vehicle_color", 0, 3)])
    assert page.session_state["shown"] == tuple(match.track for match in found.matches)
    assert {name: page.query_params[name] for name in query if name != "selected"} == {
        name: value for name, value in query.items() if name != "selected"
    }


def test_junk_in_an_address_is_told_and_the_rest_stands(open_page: OpenPage) -> None:
    page = open_page("search", sentence="red car", camera="nowhere", show="lots", colour="<b>", order="loudest")
    assert not page.exception
    (warned,) = page.warning
    for told_of in (
        "order: expected one of best",
        "got 'loudest'",
        "show: expected a number from 1 to 1000",
        "'nowhere'",
    ):
        assert told_of in warned.value.replace("\\", "")
    assert told(page).startswith("match: ")


def test_a_click_on_a_chip_takes_its_filter_away(open_page: OpenPage) -> None:
    page = open_page("search", sentence="car", camera="demo", color=["red", "blue"])
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options == ["type: car", "colour: red or blue", "camera: demo"]
    pills.set_value([pills.options[0], pills.options[2]]).run()
    assert not page.exception
    assert page.multiselect(key="attribute vehicle_color").value == []
    assert "color" not in page.query_params
    assert page.query_params["camera"] == "demo"


def test_a_new_sentence_ends_likeness_and_what_was_left_out(open_page: OpenPage, page_room: ControlRoom) -> None:
    track = page_room.search.find(LOCAL, "red car", Scope(1)).matches[0].track
    page = open_page("search", sentence="red car", similar=str(track), off="vehicle_color.0.3")
    assert told(page).startswith("possible: The 11 most alike, of 12 vehicles")
    page.text_input(key="sentence").input("white van").run()
    assert {name: page.query_params[name] for name in page.query_params} == {"sentence": "white van"}
    assert "most alike" not in told(page)


def test_a_verdict_is_given_and_taken_back(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search", sentence="red car")
    track = page.session_state["shown"][0]
    asked = {"act": "right", "track": track, "target": 0}
    for kept in ([("right", track, "match")], []):
        page.session_state["action of the gallery"] = asked
        page.run()
        given = page_room.feedback.list(LOCAL)
        assert [(one.verdict, one.track, one.decision) for one in given] == kept


def test_more_results_come_up_to_a_thousand(open_page: OpenPage) -> None:
    page = open_page("search", sentence="car", show="980")
    page.session_state["action of the gallery"] = {"act": "more", "track": 0, "target": 0}
    page.run()
    assert page.query_params["show"] == "1000"


def test_a_search_is_kept_asked_again_and_forgotten(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search", sentence="red car", camera="demo")
    next(box for box in page.text_input if box.label == "Save this search as").input("Red")
    next(button for button in page.button if button.label == "Save").click().run()
    assert not page.exception
    next(box for box in page.text_input if box.key == "sentence").input("bus").run()
    next(button for button in page.button if button.label == "Red").click().run()
    assert {name: page.query_params[name] for name in page.query_params} == {"sentence": "red car", "camera": "demo"}
    assert page.text_input(key="sentence").value == "red car"
    assert "bus" in [button.label for button in page.button if str(button.key).startswith("recent")]
    next(button for button in page.button if str(button.key).startswith("forget")).click().run()
    assert not [button for button in page.button if button.label == "Red"]


def test_a_search_becomes_a_watch(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search", sentence="red car", camera="demo")
    next(box for box in page.text_input if box.label == "Name of the watch").input("Reds")
    next(button for button in page.button if button.label == "Start watching").click().run()
    assert not page.exception
    (watch,) = page_room.watches.list(LOCAL)
    assert (watch.name, watch.sentence, watch.cameras, watch.who) == ("Reds", "red car", ("demo",), "olga")


def test_no_more_is_counted_than_is_known() -> None:
    def answer(*decisions: Decision, target: int = 0) -> Answer:
        matches = tuple(
            Match(1, "gate", "a.mp4", 0.5, decision, 0.0, 1.0, 0.5, (0, 0, 9, 9), (64, 48), "car", (), "", target)
            for decision in decisions
        )
        return Answer(Query("car"), matches, (), 0.0214, searched=1204)

    match, possible, none = Decision.MATCH, Decision.POSSIBLE, Decision.NONE
    said = "of 1,204 vehicles in 21 ms"
    assert counts_line(answer(match, possible, possible, none), 4) == f"1 match, 2 possible, {said}"
    assert counts_line(answer(match, match), 4) == f"2 matches, {said}"
    assert counts_line(answer(match, match), 2) == f"2 or more matches, {said}"
    assert counts_line(answer(match, possible), 2) == f"1 match, 1 or more possible, {said}"
    assert counts_line(answer(possible), 2) == f"No match, 1 possible, {said}"
    assert counts_line(answer(none), 2) == f"Nothing matches; the nearest are shown, {said}"
    assert counts_line(answer(), 2) == f"Nothing matches, {said}"
    all_shown = replace(answer(match, possible), found=2, order=Order.NEWEST)
    assert counts_line(all_shown, 4) == f"1 match, 1 possible, newest first, {said}"
    first_shown = replace(answer(match, match), found=54, order=Order.NEWEST)
    assert counts_line(first_shown, 2) == f"54 found: 2 or more matches, newest first, {said}"
    assert counts_line(replace(answer(), found=0, order=Order.NEWEST), 2) == f"Nothing matches, {said}"


def test_a_searcher_that_is_missing_is_warned_of(
    open_page: OpenPage,
    page_home: Path,
    page_room: ControlRoom,
    operator: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(open_page("search", sentence="red car").warning) == 0
    session = page_room.logins.by_token(operator, Client("testclient"))
    monkeypatch.setenv("VEHICLEFINDER_SHARD", "0/2")
    home = copytree(page_home, tmp_path / "home")
    page = open_page("search", home=home, session=session, sentence="red car")
    (warning,) = page.warning
    said = warning.value.replace("\\", "")
    assert said == "1 of 2 searchers answered: vehicles of the missing one are not among the results."
    assert not [one for one in page.caption if "searchers answered" in one.value]
