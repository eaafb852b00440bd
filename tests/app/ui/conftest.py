"""Pages of the dashboard, opened by their address."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from vehiclefinder import Settings, open_control_room
from vehiclefinder.control import Client, ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.runtime.resources import app_folder, load_app

OpenPage = Callable[..., AppTest]
"""Takes the path of a page, what its address says (``track="7"``), the ``token=`` of who looks (else olga
does; nobody, if it is empty), and another ``home=`` with a ``session=`` of it."""


@pytest.fixture(scope="module")
def page_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for one file of tests, which may change it."""
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("page") / "home"))


@pytest.fixture(scope="module")
def page_room(page_home: Path) -> Iterator[ControlRoom]:
    """What is in that home."""
    with open_control_room(Settings(home=page_home)) as room:
        yield room


@pytest.fixture(scope="module")
def operator(page_room: ControlRoom) -> str:
    """The token of an operator called olga."""
    return page_room.tokens.create(LOCAL, TokenRequest("olga", Role.OPERATOR)).secret


@pytest.fixture
def open_page(page_home: Path, page_room: ControlRoom, operator: str, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens a page over that home."""

    def opened(path: str, *, token: str = operator, home: Path = page_home, session: str = "", **query: str) -> AppTest:
        ui = load_app("ui")
        first = {path: ui.NAMES[path]}
        monkeypatch.setattr(ui, "NAMES", first | ui.NAMES)
        monkeypatch.setenv("VEHICLEFINDER_HOME", str(home))
        if token and not session:
            session = page_room.logins.by_token(token, Client("testclient"))
        monkeypatch.setattr(type(st.context), "cookies", {"vehiclefinder_session": session} if session else {})
        page = AppTest.from_file(str(app_folder() / "dashboard_script.py"), default_timeout=600)
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return opened


def shown(page: AppTest) -> str:
    """All the HTML of a page."""
    return "".join(str(part.proto.body) for part in page.get("html"))


def told(page: AppTest) -> str:
    """What a page of searches says of how much was found."""
    found = re.search(r'<div class="vf-told (\w+)" role="status">(.*?)</div>', shown(page))
    return f"{found[1]}: {found[2]}" if found else ""
