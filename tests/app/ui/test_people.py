"""The page of people."""

from pathlib import Path
from shutil import copytree

import pytest
from streamlit.testing.v1 import AppTest

from app import caller
from vehiclefinder import Settings, open_control_room
from vehiclefinder.control import Client, ControlRoom, UserRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import UnauthorizedError

from .conftest import OpenPage, shown


def press(page: AppTest, label: str) -> AppTest:
    """Click the first button of a label."""
    return next(one for one in page.button if one.label == label).click().run()


def test_an_admin_makes_and_revokes_tokens_and_reads_who_asked_what(
    open_page: OpenPage, page_room: ControlRoom
) -> None:
    secret = page_room.tokens.create(LOCAL, TokenRequest("ada", Role.ADMIN)).secret
    page = open_page("people", token=secret)
    assert not page.exception
    page.text_input(key="token name").input("robot")
    press(page, "Make a token")
    assert not page.exception
    made = next(one for one in page_room.tokens.list(LOCAL) if one.name == "robot")
    assert made.role is Role.VIEWER
    assert page_room.tokens.identify(page.code[0].value).name == "robot"
    press(page, "I have kept it")
    assert not page.code, "it is told once"
    warnings = [one.value for one in page.warning]
    assert warnings[0] == "It is your own: you are logged out."
    assert warnings[1].startswith("It is the last good account of an admin") and len(warnings) == 2
    page.button(key=f"revoke {made.id}").click().run()
    assert next(one for one in page_room.tokens.list(LOCAL) if one.name == "robot").revoked is not None
    assert "token.revoke" in page.dataframe[0].value["What"].tolist()


def test_the_first_token_is_told_until_it_is_kept(open_page: OpenPage, demo_home: Path, tmp_path: Path) -> None:
    home = copytree(demo_home, tmp_path / "home")
    page = open_page("people", token="", home=home)
    assert page.warning[0].value.startswith("There are no accounts yet")
    page.text_input(key="token name").input("ada")
    press(page, "Make a token").run()
    assert not page.exception
    secret = page.code[0].value
    with open_control_room(Settings(home=home)) as room:
        assert room.tokens.identify(secret).role is Role.ADMIN
    assert "Log in" in shown(page)
    press(page, "I have kept it")
    assert not page.code
    assert "Log in" in shown(page)


def test_an_admin_makes_changes_and_locks_out_users(open_page: OpenPage, page_room: ControlRoom) -> None:
    secret = page_room.tokens.create(LOCAL, TokenRequest("anna", Role.ADMIN)).secret
    page = open_page("people", token=secret)
    page.text_input(key="user name").input("uta")
    page.text_input(key="user password").input("short")
    press(page, "Make a user")
    assert page.error[0].value == "Expected a password of at least 10 characters, got 5."
    page.text_input(key="user name").input("uta")
    page.text_input(key="user password").input("correct horse")
    press(page, "Make a user")
    assert not page.exception
    uta = page_room.users.named(LOCAL, "uta")
    assert (uta.role, uta.cameras) == (Role.VIEWER, None)
    session = page_room.logins.by_password("uta", "correct horse", Client("192.0.2.1", "Fox"))
    page.run()
    page.selectbox(key=f"rights {uta.id} role").set_value(Role.OPERATOR)
    page.multiselect(key=f"rights {uta.id} cameras").set_value(["demo"])
    press(page, "Set rights")
    assert page_room.sessions.identify(session) == Identity("uta", Role.OPERATOR, ("demo",))
    told = " ".join(one.value for one in page.caption)
    assert "192\\.0\\.2\\.1" in told
    page.button(key=f"disable {uta.id}").click().run()
    assert not page.exception
    with pytest.raises(UnauthorizedError):
        page_room.sessions.identify(session)


def test_an_admin_logs_a_browser_out(open_page: OpenPage, page_room: ControlRoom) -> None:
    secret = page_room.tokens.create(LOCAL, TokenRequest("alma", Role.ADMIN)).secret
    page_room.users.create(LOCAL, UserRequest("ulla"), "correct horse")
    session = page_room.logins.by_password("ulla", "correct horse", Client("192.0.2.1"))
    page = open_page("people", token=secret)
    number = page_room.sessions.list(Identity("ulla", Role.VIEWER))[0].id
    page.button(key=f"session {number}").click().run()
    assert not page.exception
    with pytest.raises(UnauthorizedError, match="the session has ended"):
        page_room.sessions.identify(session)


def test_a_page_that_stays_open_asks_again(
    open_page: OpenPage, page_room: ControlRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "EVERY", 0.0)
    made = page_room.tokens.create(LOCAL, TokenRequest("axel", Role.ADMIN))
    page = open_page("people", token=made.secret)
    assert not page.exception and page.dataframe
    page_room.tokens.revoke(LOCAL, made.id)
    page.run()
    assert "Log in" in shown(page)
    assert not page.dataframe


def test_the_page_is_not_there_for_others(open_page: OpenPage) -> None:
    page = open_page("people")
    assert not page.dataframe
    assert "Make a token" not in [one.label for one in page.button]
