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
from app.ui import NAMES
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


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 401),
        ("POST", "/v1/nothing", 401),
        ("GET", "/metrics/more", 401),
        ("GET", "/healthz/more", 404),
        ("POST", "/healthz", 405),
        ("GET", "/nonsense.php", 404),
        ("GET", "/nonsense/", 404),
        ("PUT", "/nonsense", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/_stcore/nothing", 404),
        ("GET", "/cases/nothing", 404),
        ("POST", "/cases", 405),
        ("GET", "/redoc", 404),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: TestClient, room: ControlRoom, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_is_known_is_told_what_is_not_there(client: TestClient, room: ControlRoom) -> None:
    admin = {"Authorization": f"Bearer {room.tokens.create(LOCAL, TokenRequest('nils', Role.ADMIN)).secret}"}
    for method, path, status in (
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/nothing", 404),
        ("GET", "/v1/search", 405),
        ("DELETE", "/v1/cameras", 405),
    ):
        answer = client.request(method, path, headers=admin)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
    slash = client.get("/v1/cameras/", headers=admin)
    assert (slash.status_code, slash.headers["location"]) == (307, "http://localhost/v1/cameras")


@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_page_opens_by_its_address(client: TestClient, name: str) -> None:
    page = client.get(f"/{name}")
    assert (page.status_code, "<title>Streamlit</title>" in page.text) == (200, True)
    assert "script-src 'self' blob: 'sha256-" in page.headers["content-security-policy"]


def test_a_page_that_has_not_changed_keeps_its_policy(client: TestClient) -> None:
    """A browser takes over the headers of such an answer: by another policy the page would stay empty."""
    page = client.get("/")
    again = client.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == page.headers["content-security-policy"]
