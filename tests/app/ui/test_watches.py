"""The page of watches."""

from streamlit.testing.v1 import AppTest

from vehiclefinder import Decision
from vehiclefinder.control import ControlRoom, WatchRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.store.control.watch_records import WatchZone

from .conftest import OpenPage, shown


def start_watch(page: AppTest, name: str, sentence: str) -> AppTest:
    """Ask for a watch, as it is done on the page."""
    page.text_input(key="watch sentence 0").input(sentence).run()
    page.text_input(key="watch name 0").input(name).run()
    return next(one for one in page.button if one.label == "Start watching").click().run()


def test_a_sentence_that_fits_nothing_is_refused(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = start_watch(open_page("watch"), "Flurbs", "flurb")
    assert not page.exception
    assert "expected a sentence with a type" in page.error[0].value.lower()
    assert page_room.watches.list(LOCAL) == []


def test_a_watch_is_made_paused_and_deleted(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("watch")
    assert page.info[0].value.startswith("There is no watch yet")
    start_watch(page, "Red vans", "red van <b>")
    assert not page.exception
    (watch,) = page_room.watches.list(LOCAL)
    assert (watch.name, watch.sentence, watch.who, watch.cameras) == ("Red vans", "red van <b>", "olga", None)
    assert "<mark" in shown(page)
    assert "<b>" not in shown(page)
    page.button(key=f"switch {watch.id}").click().run()
    assert not page_room.watches.get(LOCAL, watch.id).active
    page.button(key=f"delete {watch.id}").click().run()
    assert page_room.watches.list(LOCAL) == []


def test_whoever_makes_a_watch_is_told_what_does_not_count(open_page: OpenPage) -> None:
    page = open_page("watch")
    page.text_input(key="watch sentence 0").input("red van with a ladder").run()
    assert "ladder<small>not checked</small></u>" in shown(page)
    start_watch(page, "Ladders", "red van with a ladder")
    assert not page.exception
    assert "Not checked\\: ladder. No alert will be raised" in page.warning[0].value
    assert "ladder<small>not checked</small></u>" in shown(open_page("watch")), "beside the watch, too"


def test_a_viewer_looks_alone(open_page: OpenPage, page_room: ControlRoom) -> None:
    secret = page_room.tokens.create(LOCAL, TokenRequest("vera", Role.VIEWER)).secret
    page = open_page("watch", token=secret)
    assert not page.exception
    assert not page.button


def test_a_watch_is_begun_from_the_address_of_a_search(open_page: OpenPage, page_room: ControlRoom) -> None:
    corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    page_room.cameras.update(LOCAL, "demo", {"zones": [{"name": "all/of it", "polygon": corners}]})
    said = {"sentence": "red car", "camera": "demo", "zone": "demo/all/of it", "least": "possible"}
    page = open_page("watch", **said)
    assert not page.exception
    assert page.text_input(key="watch sentence 0").value == "red car"
    page.text_input(key="watch name 0").input("of a search").run()
    next(one for one in page.button if one.label == "Start watching").click().run()
    assert not page.exception
    (watch,) = [one for one in page_room.watches.list(LOCAL) if one.name == "of a search"]
    assert (watch.sentence, watch.cameras, watch.zones) == ("red car", ("demo",), (WatchZone("demo", "all/of it"),))
    assert (watch.least, watch.schedule, watch.cooldown) == (Decision.POSSIBLE, None, 0)
    assert page.text_input(key="watch sentence 1").value == "", "the next one begins empty"
    page_room.watches.delete(LOCAL, watch.id)


def test_what_an_address_names_and_is_not_there_is_said(open_page: OpenPage) -> None:
    page = open_page("watch", sentence="red car", camera="gate 9", zone="demo/lane 9")
    assert not page.exception
    said = [one.value for one in page.caption]
    assert "Not there: gate 9" in said
    assert "Not there: demo · lane 9" in said


def test_a_watch_is_edited_in_place_snoozed_and_tried_out(open_page: OpenPage, page_room: ControlRoom) -> None:
    olga = Identity("olga", Role.OPERATOR)
    watch = page_room.watches.create(olga, WatchRequest("Cars", "red car"))
    page = open_page("watch")
    page.button(key=f"edit {watch.id}").click().run()
    page.text_input(key=f"watch hours of {watch.id}").input("mon-fri 22:00-6:00").run()
    page.selectbox(key=f"watch cooldown of {watch.id}").select(15).run()
    page.button(key=f"save {watch.id}").click().run()
    assert not page.exception
    changed = page_room.watches.get(olga, watch.id)
    assert (changed.schedule, changed.cooldown, changed.sentence) == ("Mon-Fri 22:00-06:00", 15, "red car")
    assert "By its schedule it tells of no vehicle whose time is not known" in page.warning[0].value
    facts = "Matches · all cameras · Mon\\-Fri 22\\:00\\-06\\:00 · silent for 15 min after an alert"
    assert any(one.value.startswith(facts) for one in page.caption)
    page.button(key=f"edit {watch.id}").click().run()
    page.text_input(key=f"watch hours of {watch.id}").input("at night").run()
    page.button(key=f"save {watch.id}").click().run()
    assert "xpected a schedule such as Mon-Fri" in page.error[0].value
    page.button(key=f"cancel {watch.id}").click().run()
    page.button(key=f"snooze {watch.id} 8").click().run()
    assert page_room.watches.get(olga, watch.id).snoozed_until is not None
    page.button(key=f"wake {watch.id}").click().run()
    assert page_room.watches.get(olga, watch.id).snoozed_until is None
    page.button(key=f"test {watch.id}").click().run()
    assert not page.exception
    told = "Would have raised **0 alerts** in the last 24 hours, **0 alerts** in the last 7 days."
    assert told in [one.value for one in page.markdown]
    page_room.watches.delete(olga, watch.id)
