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

from app import caller
from app.authentication import COOKIE
from app.dashboard_app import create_dashboard_app
from app.routes.login import FORMER_COOKIE
from app.ui import NAMES
from vehiclefinder import Settings
from vehiclefinder.control import Client, ControlRoom, UserRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from .endings import CHANGES


@pytest.fixture(scope="module")
def client(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("site") / "home")
    settings = Settings(home=home, trusted_proxies=("127.0.0.1",), proxy_user_header="X-User")
    # This machine's own name: without tokens no other is served.
    with TestClient(
        create_dashboard_app(settings), base_url="http://localhost", follow_redirects=False, client=("127.0.0.1", 1)
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


def test_pages_are_counted_beside_routes(client: TestClient) -> None:
    for path in ("/", "/favicon.png", "/v1/cameras"):
        assert client.get(path).status_code == 200
    told = client.get("/metrics").text
    assert 'vehiclefinder_http_requests_total{method="GET",route="other",status="200"}' in told
    assert 'vehiclefinder_http_requests_total{method="GET",route="/v1/cameras",status="200"}' in told


def test_no_other_name_is_served_without_accounts(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/_stcore/stream", headers={"Host": "localhost", "Origin": "http://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_without_accounts_pages_of_this_machine_change_nothing_but_ours(
    client: TestClient, room: ControlRoom, headers: dict[str, str], status: int
) -> None:
    case = {"name": f"of {headers}"}
    assert client.post("/v1/cases", json=case, headers=headers).status_code == status
    sent = client.post("/v1/sources/upload", files={"file": b"no video"}, data={"camera": "demo"}, headers=headers)
    assert sent.status_code == (422 if status == 201 else status)


def test_a_cookie_changes_things_from_our_own_pages_alone(client: TestClient, room: ControlRoom) -> None:
    token = room.tokens.create(LOCAL, TokenRequest("otto", Role.OPERATOR)).secret
    client.cookies.set(COOKIE, room.logins.by_token(token, Client("testclient")))
    case = {"name": "Hit and run"}
    assert client.post("/v1/cases", json=case).status_code == 401, "no origin: not a page of ours"
    for foreign in ("https://evil.example", "http://localhost:9", "null"):
        assert client.post("/v1/cases", json=case, headers={"Origin": foreign}).status_code == 401
    assert client.post("/v1/cases", json=case, headers={"Origin": "http://localhost"}).status_code == 201
    client.cookies.clear()


def test_a_token_is_no_cookie(client: TestClient, room: ControlRoom) -> None:
    token = room.tokens.create(LOCAL, TokenRequest("oscar")).secret
    for name in (COOKIE, FORMER_COOKIE):
        assert client.get("/v1/cameras", headers={"Cookie": f"{name}={token}"}).status_code == 401


def test_what_pages_offer_for_download_is_guarded(client: TestClient, room: ControlRoom) -> None:
    assert not room.tokens.local_only
    assert client.get("/media/0123456789abcdef.csv").status_code == 401


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by_proxy", [False, True])
def test_the_websocket_of_a_page_is_closed(
    client: TestClient, change: str, by_proxy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "EVERY", 0.0)
    if by_proxy and change in ("other password", "session ended"):
        pytest.skip("a proxy asks for neither")
    room: ControlRoom = client.app.state.room  # type: ignore[attr-defined]
    name = f"olga-{change.replace(' ', '-')}-{by_proxy}"
    user = room.users.create(LOCAL, UserRequest(name, Role.OPERATOR), "correct horse")
    secret = room.logins.by_password(name, "correct horse", Client("192.0.2.1"))
    headers = {"X-User": name} if by_proxy else {"Cookie": f"{COOKIE}={secret}"}
    with client.websocket_connect("/_stcore/stream", headers=headers | {"Host": "localhost"}) as line:
        CHANGES[change](room, user.id)
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                line.send_bytes(b"\x0a\x00")
                line.receive_bytes()
    assert closed.value.code == 1008


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
        ("GET", "/static/%2e%2e/index.html", 404),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/script-health-check", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("GET", "/auth/login", 404),
        ("GET", "/auth/logout", 404),
        ("GET", "/oauth2callback", 404),
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
