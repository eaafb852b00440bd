"""The page of cases."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.runtime.resources import load_app
from vehiclefinder.store.control.case_records import StoredCase

from .conftest import OpenPage, shown


def button(page: AppTest, label: str) -> Button:
    return next(one for one in page.button if one.label == label)


@pytest.fixture
def case(page_room: ControlRoom, request: pytest.FixtureRequest) -> StoredCase:
    """A case of two vehicles."""
    made = page_room.cases.create(LOCAL, request.node.name, "first <b>seen</b>")
    matches = page_room.search.find(LOCAL, "red car").matches[:2]
    scores = {match.track: match.score for match in matches}
    return page_room.cases.add(LOCAL, made.id, Selection(tuple(scores), "red car", "look <i>here</i>", scores))


def test_a_case_is_started_and_opened(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("cases")
    assert page.info[0].value == "There is no open case."
    page.text_input[1].input("Station *Road*")
    button(page, "Start a case").click().run()
    assert not page.exception
    (case,) = page_room.cases.list(LOCAL)
    assert (case.name, case.created_by) == ("Station *Road*", "olga")
    assert page.title[0].value == r"Station \*Road\*"
    button(page, "All cases").click().run()
    assert button(page, r"Station \*Road\*")
    page.run()
    assert len(page_room.cases.list(LOCAL)) == 1


def test_a_name_that_is_taken_is_told_plainly(open_page: OpenPage, case: StoredCase) -> None:
    page = open_page("cases")
    page.text_input[1].input(case.name)
    button(page, "Start a case").click().run()
    assert not page.exception
    assert case.name in page.error[0].value


def test_what_is_kept_is_shown_with_its_clip(open_page: OpenPage, case: StoredCase, page_room: ControlRoom) -> None:
    page = open_page("cases", case=str(case.id))
    assert not page.exception and not page.error
    html = shown(page)
    for item in page_room.cases.items(LOCAL, case.id):
        base = f"/v1/cases/{case.id}/items/{item.id}/files"
        assert f'<video src="{base}/clip.mp4" poster="{base}/still.jpg"' in html
        assert f'src="{base}/crop-1.jpg"' in html
        assert f"Found with “red car”, score {item.score:.2f}" in html
    assert "look &lt;i&gt;here&lt;/i&gt;" in html and "<i>" not in html
    assert f'href="/v1/cases/{case.id}/export"' in html


def test_what_is_kept_comes_by_pages(
    open_page: OpenPage, case: StoredCase, page_room: ControlRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_app("ui.case"), "SHOWN", 1)
    first, second = page_room.cases.items(LOCAL, case.id)
    page = open_page("cases", case=str(case.id))
    assert f"/items/{first.id}/" in shown(page) and f"/items/{second.id}/" not in shown(page)
    page.session_state[f"items page {case.id} 2"] = 2
    page.run()
    assert f"/items/{second.id}/" in shown(page) and f"/items/{first.id}/" not in shown(page)


def test_name_and_notes_change(open_page: OpenPage, case: StoredCase, page_room: ControlRoom) -> None:
    page = open_page("cases", case=str(case.id))
    page.text_input[0].input("renamed")
    page.text_area[0].input("new notes")
    button(page, "Save").click().run()
    changed = page_room.cases.get(LOCAL, case.id)
    assert (changed.name, changed.notes) == ("renamed", "new notes")
    assert page.title[0].value == "renamed"


def test_an_item_is_removed(open_page: OpenPage, case: StoredCase, page_room: ControlRoom) -> None:
    page = open_page("cases", case=str(case.id))
    first, second = page_room.cases.items(LOCAL, case.id)
    page.button(key=f"remove {first.id}").click().run()
    assert [item.id for item in page_room.cases.items(LOCAL, case.id)] == [second.id]
    assert f"/items/{first.id}/" not in shown(page)


def test_a_closed_case_is_listed_apart_and_opened_again(
    open_page: OpenPage, case: StoredCase, page_room: ControlRoom
) -> None:
    page = open_page("cases", case=str(case.id))
    button(page, "Close").click().run()
    assert page_room.cases.get(LOCAL, case.id).closed is not None
    assert not [one for one in page.button if one.label == "Remove it"]
    listed = open_page("cases")
    assert f"case {case.id}" not in {one.key for one in listed.button}
    listed.button_group(key="cases shown").set_value("Closed").run()
    assert f"case {case.id}" in {one.key for one in listed.button}
    button(page, "Open again").click().run()
    assert page_room.cases.get(LOCAL, case.id).closed is None


def test_a_case_is_deleted(open_page: OpenPage, case: StoredCase, page_room: ControlRoom) -> None:
    page = open_page("cases", case=str(case.id))
    button(page, "Delete for good").click().run()
    with pytest.raises(NotFoundError):
        page_room.cases.get(LOCAL, case.id)
    assert page.title[0].value == "Cases"


def test_a_case_that_is_not_there_is_told_plainly(open_page: OpenPage) -> None:
    page = open_page("cases", case="999999")
    assert not page.exception
    assert page.error[0].value == "No case 999999."


def test_a_viewer_looks_and_changes_nothing(open_page: OpenPage, case: StoredCase, page_room: ControlRoom) -> None:
    viewer = page_room.tokens.create(LOCAL, TokenRequest("looker", Role.VIEWER))
    page = open_page("cases", token=viewer.secret, case=str(case.id))
    assert [one.label for one in page.button] == ["All cases"]
    assert "/export" not in shown(page)
    assert "first &lt;b&gt;seen&lt;/b&gt;" in shown(page)
    assert "/clip.mp4" in shown(page)
    listed = open_page("cases", token=viewer.secret)
    assert "Start a case" not in {one.label for one in listed.button}
    assert f"case {case.id}" in {one.key for one in listed.button}
