"""Logging in and out by forms, without a browser."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient
from httpx import Response
from time_machine import Traveller

from app.authentication import COOKIE, OF_A_PAGE
from app.rest import create_app
from app.routes import login
from app.routes.login import own_path
from vehiclefinder import Settings
from vehiclefinder.control import ControlRoom, UserRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

PASSWORD = "correct horse"
OWN = {"Origin": "http://localhost"}


@pytest.fixture
def client(demo_home: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser before a service with a user called olga, from a machine whose logins never failed."""
    settings = Settings(home=copytree(demo_home, tmp_path / "home"), trusted_proxies=("127.0.0.0/8",))
    app = create_app(settings)
    app.include_router(login.router)  # as the dashboard does
    asking = TestClient(
        app, base_url="http://localhost", follow_redirects=False, client=("127.0.0.1", 1), headers={"User-Agent": "Fox"}
    )
    with asking as client:
        app.state.room.users.create(LOCAL, UserRequest("olga", Role.OPERATOR), PASSWORD)
        yield client


@pytest.fixture
def room(client: TestClient) -> ControlRoom:
    room: ControlRoom = client.app.state.room  # type: ignore[attr-defined]
    return room


def log_in(client: TestClient, password: str = PASSWORD, name: str = "olga", **headers: str) -> Response:
    """Send the form."""
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    answer: Response = client.post("/login", data={"name": name, "password": password}, headers=OWN | sent)
    return answer


def test_a_user_logs_in_and_out(client: TestClient, room: ControlRoom) -> None:
    assert client.get("/v1/cameras").status_code == 401
    done = log_in(client)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    sent = done.headers.get_list("set-cookie")[0].lower()
    assert all(part in sent for part in ("httponly", "samesite=strict", "max-age=43200", "path=/"))
    assert "secure" not in sent
    assert client.get("/v1/cameras").status_code == 200
    secret = client.cookies[COOKIE]
    assert "Log out" in client.get("/logout").text
    assert client.get("/v1/cameras").status_code == 200, "a link alone ends nothing"
    left = client.post("/logout", headers=OWN)
    assert (left.status_code, left.headers["location"], COOKIE in client.cookies) == (303, "/login", False)
    assert client.get("/v1/cameras", headers={"Cookie": f"{COOKIE}={secret}"}).status_code == 401, "a kept copy"
    told = [(one.who, one.action) for one in room.audit.list(LOCAL, 2)]
    assert told == [("olga", "logout"), ("olga", "login.success")]


def test_a_session_changes_something_from_pages_of_this_address_alone(client: TestClient) -> None:
    log_in(client)
    refused = client.post("/v1/cases", json={"name": "a"})
    assert (refused.status_code, refused.json()["detail"]) == (401, OF_A_PAGE)
    assert client.post("/v1/cases", json={"name": "a"}, headers=OWN).status_code == 201


def test_a_token_logs_in_and_is_no_cookie(client: TestClient, room: ControlRoom) -> None:
    token = room.tokens.create(LOCAL, TokenRequest("robot")).secret
    wrong = client.post("/login", data={"token": "guessed"}, headers=OWN)
    assert (wrong.status_code, "unknown, expired or revoked" in wrong.text) == (401, True)
    assert client.post("/login", data={"token": f" {token} "}, headers=OWN).status_code == 303
    assert token not in client.cookies.values()
    assert client.get("/v1/sessions").json()["items"][0]["agent"] == "Fox"
    room.tokens.revoke(LOCAL, room.tokens.list(LOCAL)[0].id)
    assert client.get("/v1/sessions").status_code == 401, "with its token"


@pytest.mark.parametrize("name", ["olga", "nobody", "<script>", ""])
def test_a_wrong_login_does_not_tell_who_is_there(client: TestClient, name: str, room: ControlRoom) -> None:
    refused = log_in(client, "guessed wrongly", name)
    assert (refused.status_code, "The name or the password is wrong." in refused.text) == (401, True)
    assert "<script>" not in refused.text
    entry = room.audit.list(LOCAL, 1)[0]
    known = "olga" if name == "olga" else "unknown"
    assert (entry.who, entry.action, entry.detail["name"]) == ("unknown", "login.failure", known)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:9"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_forms_of_other_pages_are_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    sent = {"name": "olga", "password": PASSWORD}
    assert client.post("/login", data=sent, headers=headers).status_code == status
    if status == 403:
        log_in(client)
    assert client.post("/logout", headers=headers).status_code == status
    assert (COOKIE in client.cookies) == (status == 403)


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/result?track=7&b=%20", "/result?track=7&b=%20"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: b", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_pages_of_this_site_alone(path: str, leads: str) -> None:
    assert own_path(path) == leads


def test_the_address_of_a_long_search_is_kept(client: TestClient) -> None:
    path = f"/?sentence={'%D0%B3' * 1000}&camera=a'b(c)!*;$&selected=1-2"
    assert own_path(path) == path
    assert 'value="/?sentence=%D0%B3' in client.get("/login", params={"next": path}).text
    assert log_in(client).status_code == 303
    assert own_path("/" + "a" * 16_000) == "/"


def test_where_nobody_asks_a_key_means_nothing(client: TestClient) -> None:
    key = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    statuses = {
        path: client.post(path, headers=key | OWN, content=b"{}").status_code for path in ("/login", "/healthz")
    }
    assert statuses == {"/login": 401, "/healthz": 405}


def test_one_goes_on_where_one_was(client: TestClient) -> None:
    assert 'value="/result?track=7"' in client.get("/login", params={"next": "/result?track=7"}).text
    sent = {"name": "olga", "password": PASSWORD, "next": "/result?track=7"}
    assert client.post("/login", data=sent, headers=OWN).headers["location"] == "/result?track=7"


def test_guessing_is_slowed_down_for_one_address(client: TestClient, room: ControlRoom, clock: Traveller) -> None:
    for _ in range(10):
        assert log_in(client, "guessed wrongly", X_Forwarded_For="203.0.113.7").status_code == 401
    refused = log_in(client, X_Forwarded_For="203.0.113.7")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    assert [one.action for one in room.audit.list(LOCAL, 2)] == ["login.throttled", "login.failure"]
    clock.shift(6)
    assert log_in(client, X_Forwarded_For="203.0.113.8").status_code == 303, "another address waits for a name alone"
    clock.shift(25)
    assert log_in(client, "guessed wrongly", X_Forwarded_For="203.0.113.7").status_code == 401
    refused = log_in(client, X_Forwarded_For="203.0.113.7")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")


def test_a_proxy_that_is_trusted_says_that_it_is_https(client: TestClient, room: ControlRoom) -> None:
    done = log_in(client, X_Forwarded_Proto="https", X_Forwarded_For="198.51.100.1, 203.0.113.9")
    assert "secure" in done.headers.get_list("set-cookie")[0].lower()
    assert room.sessions.list(LOCAL)[0].address == "203.0.113.9"


def test_ones_own_password_is_changed_and_ends_sessions(client: TestClient, room: ControlRoom) -> None:
    log_in(client)
    wrong = client.put("/v1/password", json={"present": "guessed wrongly", "new": "a new password"}, headers=OWN)
    assert (wrong.status_code, wrong.json()["detail"]) == (403, "the present password is wrong")
    short = client.put("/v1/password", json={"present": PASSWORD, "new": "short"}, headers=OWN)
    assert (short.status_code, short.json()["detail"]) == (
        422,
        "expected a password of at least 10 characters, got 5",
    )
    done = client.put("/v1/password", json={"present": PASSWORD, "new": "a new password"}, headers=OWN)
    assert done.status_code == 204
    assert client.get("/v1/cameras").status_code == 401
    assert (log_in(client).status_code, log_in(client, "a new password").status_code) == (401, 303)


def test_one_sees_and_ends_ones_own_sessions_alone(client: TestClient, room: ControlRoom) -> None:
    room.users.create(LOCAL, UserRequest("ada", Role.ADMIN), PASSWORD)
    log_in(client, name="ada")
    admin = client.cookies[COOKIE]
    log_in(client)
    own, other = client.get("/v1/sessions").json()["items"], room.sessions.list(LOCAL)
    assert [one["name"] for one in own] == ["olga"]
    assert [one.name for one in other] == ["olga", "ada"]
    assert client.delete(f"/v1/sessions/{other[1].id}", headers=OWN).status_code == 404
    assert client.delete(f"/v1/sessions/{own[0]['id']}", headers=OWN).status_code == 204
    assert client.get("/v1/sessions").status_code == 401
    client.cookies.set(COOKIE, admin)
    assert [one["open"] for one in client.get("/v1/sessions").json()["items"]] == [False, True]


def test_bearers_that_guess_are_written_down_once(client: TestClient, room: ControlRoom) -> None:
    for _ in range(5):
        assert client.get("/v1/cameras", headers={"Authorization": "Bearer guessed"}).status_code == 401
    told = [one.detail for one in room.audit.list(LOCAL, 50) if one.action == "token.failure"]
    assert told == [{"address": "127.0.0.1", "more": 0}]
