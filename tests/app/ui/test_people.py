"""The page of people."""

from pathlib import Path
from shutil import copytree

from streamlit.testing.v1 import AppTest

from vehiclefinder import Settings, open_control_room
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

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
    page.text_input[0].input("robot")
    press(page, "Make a token")
    assert not page.exception
    made = next(one for one in page_room.tokens.list(LOCAL) if one.name == "robot")
    assert made.role is Role.VIEWER
    assert page_room.tokens.identify(page.code[0].value).name == "robot"
    press(page, "I have kept it")
    assert not page.code, "it is told once"
    warnings = [one.value for one in page.warning]
    assert warnings[0] == "It is your own: you are logged out."
    assert warnings[1].startswith("It is the last good one of an admin") and len(warnings) == 2
    page.button(key=f"revoke {made.id}").click().run()
    assert next(one for one in page_room.tokens.list(LOCAL) if one.name == "robot").revoked is not None
    assert "token.revoke" in page.dataframe[0].value["What"].tolist()


def test_the_first_token_is_told_until_it_is_kept(open_page: OpenPage, demo_home: Path, tmp_path: Path) -> None:
    home = copytree(demo_home, tmp_path / "home")
    page = open_page("people", token="", home=home)
    assert page.warning[0].value.startswith("There are no accounts yet")
    page.text_input[0].input("ada")
    press(page, "Make a token").run()
    assert not page.exception
    secret = page.code[0].value
    with open_control_room(Settings(home=home)) as room:
        assert room.tokens.identify(secret).role is Role.ADMIN
    assert "Log in" in shown(page)
    press(page, "I have kept it")
    assert not page.code
    assert "Log in" in shown(page)


def test_the_page_is_not_there_for_others(open_page: OpenPage) -> None:
    page = open_page("people")
    assert not page.dataframe
    assert "Make a token" not in [one.label for one in page.button]
