"""Logging in, in a real browser: by name and password, and by a proxy that knows who it is."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vehiclefinder import Settings
from vehiclefinder.assemble.accounts import Accounts, open_accounts
from vehiclefinder.control import Role, UserRequest
from vehiclefinder.core.access import LOCAL

from ..service import running
from .login_proxy import login_proxy

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "correct horse"
PROXY = {"VEHICLEFINDER_TRUSTED_PROXIES": "127.0.0.1", "VEHICLEFINDER_PROXY_USER_HEADER": "X-User"}


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("login") / "home"))


@pytest.fixture(scope="module")
def people(home: Path) -> Iterator[Accounts]:
    """The accounts of the dashboard: an admin, and an operator whom the tests lock out."""
    with open_accounts(Settings(home=home)) as people:
        people.users.create(LOCAL, UserRequest("ada", Role.ADMIN), PASSWORD)
        people.users.create(LOCAL, UserRequest("olga", Role.OPERATOR), PASSWORD)
        yield people


@pytest.fixture(scope="module")
def site(home: Path, people: Accounts) -> Iterator[str]:
    with running("dashboard", home, PROXY) as url:
        yield url


def log_in(page: "Page", name: str, password: str = PASSWORD) -> None:
    """Fill the form in."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_one_logs_in_goes_on_where_one_was_and_logs_out(page: "Page", site: str) -> None:
    page.goto("/statistics")
    page.get_by_text("You are not logged in").wait_for()
    page.get_by_role("link", name="Log in").click()
    log_in(page, "olga", "guessed wrongly")
    page.get_by_text("The name or the password is wrong.").wait_for()
    log_in(page, "olga")
    page.wait_for_url("**/statistics")
    page.get_by_text("olga, operator").wait_for()
    page.get_by_text("Download as CSV").first.wait_for()
    page.get_by_role("link", name="Log out").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto("/")
    page.get_by_text("You are not logged in").wait_for()


def test_a_login_returns_to_the_search_that_a_link_asked_for(page: "Page", site: str) -> None:
    page.context.clear_cookies()
    page.goto("/?sentence=red+car&camera=demo&order=oldest")
    page.get_by_text("You are not logged in").wait_for()
    page.get_by_role("link", name="Log in").click()
    log_in(page, "olga")
    page.wait_for_url("**/?sentence=red+car&camera=demo&order=oldest")
    page.get_by_text("order: oldest first").wait_for()
    assert page.get_by_label("What are you looking for?").input_value() == "red car"
    page.context.clear_cookies()


def test_an_open_page_shows_nothing_more_to_whoever_is_locked_out(page: "Page", people: Accounts) -> None:
    page.goto("/login")
    log_in(page, "olga")
    page.get_by_text("olga, operator").wait_for()
    people.users.set_disabled(LOCAL, people.users.named(LOCAL, "olga").id, disabled=True)
    page.wait_for_timeout(1100)
    with page.expect_websocket():  # the line is closed, and the page opens another one, of nobody
        page.get_by_label("What are you looking for?").fill("red car")
        page.keyboard.press("Enter")
    page.get_by_label("What are you looking for?").fill("red cars")
    page.keyboard.press("Enter")
    page.get_by_text("You are not logged in").wait_for()
    assert page.locator(".card img").count() == 0


def test_a_proxy_says_who_it_is(page: "Page", site: str, people: Accounts) -> None:
    with login_proxy(site, "ada") as proxy:
        page.goto(f"{proxy.url}/people")
        page.get_by_text("ada, admin").wait_for()
        page.get_by_role("tab", name="Users").wait_for()
        proxy.user = "mallory"
        page.goto(f"{proxy.url}/people")
        page.get_by_text("is no user here").wait_for()
        page.goto("about:blank")
