"""Pages over a home that cannot be written."""

import shutil
from pathlib import Path

import pytest

from app.ui import NAMES
from vehiclefinder import Settings, open_control_room
from vehiclefinder.control import Client
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from ...small_disk import SmallDisk
from .conftest import OpenPage

ENTRY = (
    "The audit log cannot be written (it is read-only), and this service answers nothing that it cannot log "
    "(setting audit_required)."
)


@pytest.fixture
def home(demo_home: Path, disk: SmallDisk) -> Path:
    return Path(shutil.copytree(demo_home, disk.path / "home"))


@pytest.fixture
def session(home: Path, disk: SmallDisk) -> str:
    """An admin who is logged in; from then on the home is read-only."""
    with open_control_room(Settings(home=home)) as room:
        token = room.tokens.create(LOCAL, TokenRequest("ada", Role.ADMIN)).secret
        secret = room.logins.by_token(token, Client("testclient"))
    disk.make_read_only()
    return secret


def test_every_page_opens(open_page: OpenPage, home: Path, session: str) -> None:
    for name in NAMES:
        page = open_page(name, home=home, session=session)
        assert (name, [error.value for error in (*page.exception, *page.error)]) == (name, [])


def test_a_search_that_must_be_logged_says_why_it_is_not_answered(
    open_page: OpenPage, home: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEHICLEFINDER_AUDIT_REQUIRED", "true")
    page = open_page("search", home=home, session=session, sentence="red car")
    assert [error.value for error in page.error] == [ENTRY]


def test_a_search_that_need_not_be_logged_is_answered(open_page: OpenPage, home: Path, session: str) -> None:
    page = open_page("search", home=home, session=session, sentence="red car")
    assert [error.value for error in page.error] == []
    assert "This is not in the audit log yet: it is read-only." in [caption.value for caption in page.caption]


@pytest.mark.parametrize("name", ["cameras", "watch"])
def test_where_people_look_all_day_it_is_told_what_cannot_be_stored(
    open_page: OpenPage, home: Path, session: str, name: str
) -> None:
    page = open_page(name, home=home, session=session)
    assert "Nothing can be stored now: it is read-only; the log of queries is not written." in [
        warning.value for warning in page.warning
    ]
