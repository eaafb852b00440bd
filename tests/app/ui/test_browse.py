"""The page of all that passed, as far as it is drawn here; see ``tests/browser/test_browse.py`` for the rest."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from .conftest import OpenPage


def given(page: AppTest) -> list[Any]:
    """What the browser is given of it, once for each time that it is drawn."""
    parts = (json.loads(part.proto.json) for part in page.get("bidi_component"))
    return [part for part in parts if "asked" in part]


def test_the_address_tells_what_is_shown(open_page: OpenPage) -> None:
    page = open_page("browse", camera="demo", at="2026-05-01T08:00", order="oldest", **{"from": "2026-05-01"})
    assert not page.exception
    (browse,) = given(page)
    assert browse["cameras"] == ["demo"]
    assert browse["asked"] == {
        "cameras": ["demo"], "zones": [], "from": "2026-05-01T00:00:00", "to": None, "at": "2026-05-01T08:00:00",
        "order": "oldest", "video": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"camera": "south"}, "Expected a camera of ['demo'], got 'south'."),
        ({"zone": "demo/gate"}, "Expected a zone of [], got 'demo/gate'."),
        ({"from": "noon"}, "Expected from as a time such as 2026-05-01T08:00 in the address, got 'noon'."),
        ({"order": "best"}, "Expected order=newest or order=oldest in the address, got 'best'."),
        ({"video": "-1"}, "Expected the number of a video in the address, got '-1'."),
    ],
)
def test_an_address_that_says_it_wrongly_is_refused(open_page: OpenPage, query: dict[str, str], told: str) -> None:
    page = open_page("browse", **query)
    assert [error.value for error in page.error] == [told]
    assert given(page) == []


def test_those_without_a_camera_are_told_so(open_page: OpenPage, page_room: ControlRoom) -> None:
    nobody = page_room.tokens.create(LOCAL, TokenRequest("nobody", Role.VIEWER, ("elsewhere",))).secret
    page = open_page("browse", token=nobody)
    assert page.info[0].value == "There is no camera yet."
    assert given(page) == []
