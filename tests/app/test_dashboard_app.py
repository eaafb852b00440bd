"""Dashboard and REST endpoint on one port: who gets in, and by what."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.authentication import COOKIE
from app.dashboard_app import create_dashboard_app
from vehiclefinder import Settings
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role


@pytest.fixture(scope="module")
def client(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("site") / "home")
    # This machine's own name: without tokens no other is served.
    with TestClient(
        create_dashboard_app(Settings(home=home)), base_url="http://localhost", follow_redirects=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def room(client: TestClient) -> ControlRoom:
    room: ControlRoom = client.app.state.room  # type: ignore[attr-defined]
    return room


def test_pages_and_pictures_come_from_one_place(client: TestClient) -> None:
    assert "<title>Streamlit</title>" in client.get("/").text
    assert client.get("/v1/cameras").json()["items"][0]["name"] == "demo"
    assert client.get("/healthz").status_code == 200


def test_no_other_name_is_served_without_accounts(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/_stcore/stream", headers={"Host": "localhost", "Origin": "http://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


def test_a_token_logs_in_and_out(client: TestClient, room: ControlRoom) -> None:
    secret = room.tokens.create(LOCAL, TokenRequest("olga", Role.OPERATOR)).secret
    assert client.get("/v1/cameras").status_code == 401, "from the first token on, one is needed"
    wrong = client.post("/login", data={"token": "guessed"})
    assert (wrong.status_code, "unknown, expired or revoked" in wrong.text) == (401, True)
    assert client.get("/login").status_code == 200
    right = client.post("/login", data={"token": f" {secret} "})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    sent = right.headers["set-cookie"].lower()
    assert all(part in sent for part in ("httponly", "samesite=strict", "max-age=43200", "path=/"))
    assert client.get("/v1/cameras").status_code == 200
    client.get("/logout")
    assert COOKIE not in client.cookies
    assert client.get("/v1/cameras").status_code == 401


def test_a_cookie_changes_things_from_our_own_pages_alone(client: TestClient, room: ControlRoom) -> None:
    client.cookies.set(COOKIE, room.tokens.create(LOCAL, TokenRequest("otto", Role.OPERATOR)).secret)
    case = {"name": "Hit and run"}
    assert client.post("/v1/cases", json=case).status_code == 401, "no origin: not a page of ours"
    for foreign in ("https://evil.example", "http://localhost:9", "null"):
        assert client.post("/v1/cases", json=case, headers={"Origin": foreign}).status_code == 401
    assert client.post("/v1/cases", json=case, headers={"Origin": "http://localhost"}).status_code == 201
    client.cookies.clear()
