"""The page of watches."""

from streamlit.testing.v1 import AppTest

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

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
