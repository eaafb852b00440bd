"""What is believed of headers that proxies add."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

from app.authentication import OF_A_PAGE
from app.proxies import ForgedHeaderError, Proxies
from app.rest import create_app
from vehiclefinder import Settings
from vehiclefinder.control import ControlRoom, UserRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.errors import ForbiddenError

NETWORKS = ("10.0.0.0/8", "fd00::/8")


def asked(peer: str, *headers: tuple[str, str], kind: str = "http") -> dict[str, object]:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    return {"type": kind, "client": (peer, 5), "scheme": "ws" if kind == "websocket" else "http", "headers": raw}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["10.3.3.3, 10.2.2.2"], "10.3.3.3"),
        ("10.0.0.1", ["1.1.1.1, nonsense, 10.2.2.2"], "10.2.2.2"),
        ("10.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        ("fd00::1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    ],
)
def test_a_request_comes_from_the_last_address_that_is_not_trusted(
    peer: str, forwarded: list[str], address: str
) -> None:
    headers = [("X-Forwarded-For", one) for one in forwarded]
    scope, user = Proxies(NETWORKS, None).through(asked(peer, *headers))
    assert (scope["client"][0], user) == (address, None)


@pytest.mark.parametrize(
    ("kind", "peer", "scheme"),
    [
        ("http", "10.0.0.1", "https"),
        ("websocket", "10.0.0.1", "wss"),
        ("http", "192.0.2.1", "http"),
    ],
)
def test_a_trusted_proxy_says_what_the_browser_speaks(kind: str, peer: str, scheme: str) -> None:
    scope, _ = Proxies(NETWORKS, None).through(asked(peer, ("X-Forwarded-Proto", "https"), kind=kind))
    assert scope["scheme"] == scheme


def test_a_user_is_named_by_trusted_proxies_alone() -> None:
    proxies = Proxies(NETWORKS, "x-user")
    assert proxies.through(asked("10.0.0.1", ("X-User", "olga")))[1] == "olga"
    assert Proxies(NETWORKS, None).through(asked("10.0.0.1", ("X-User", "olga")))[1] is None
    with pytest.raises(ValueError, match="expected trusted_proxies beside proxy_user_header"):
        Proxies((), "x-user")
    with pytest.raises(ForgedHeaderError, match="x-user is believed from trusted proxies only"):
        proxies.through(asked("192.0.2.1", ("X-User", "olga"), ("X-Forwarded-For", "10.0.0.1")))
    with pytest.raises(ForbiddenError, match="expected one x-user, got 2"):
        proxies.through(asked("10.0.0.1", ("X-User", "olga"), ("X-User", "ada")))


@pytest.fixture(scope="module")
def room_and_app(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ControlRoom, TestClient]]:
    home = copytree(demo_home, tmp_path_factory.mktemp("proxy") / "home")
    app = create_app(Settings(home=home, trusted_proxies=NETWORKS, proxy_user_header="X-User"))
    with TestClient(app, base_url="http://finder", client=("10.0.0.1", 1)) as client:
        room: ControlRoom = app.state.room
        room.users.create(LOCAL, UserRequest("olga", Role.OPERATOR))
        yield room, client


def test_a_user_of_the_proxy_may_what_they_may(room_and_app: tuple[ControlRoom, TestClient]) -> None:
    room, client = room_and_app
    olga = {"X-User": "olga"}
    assert client.get("/v1/cameras", headers=olga).status_code == 200
    assert client.get("/v1/users", headers=olga).status_code == 403
    own, foreign = {"Origin": "http://finder"}, {"Origin": "https://evil.example"}
    assert client.post("/v1/cases", json={"name": "a"}, headers=olga | own).status_code == 201
    refused = client.post("/v1/cases", json={"name": "b"}, headers=olga | foreign)
    assert (refused.status_code, refused.json()["detail"]) == (401, OF_A_PAGE)
    basic = {"Authorization": "Basic eDp5"}
    assert client.get("/v1/cameras", headers=olga | basic).status_code == 200, "the proxy's own"
    stranger = client.get("/v1/cameras", headers={"X-User": "mallory"})
    assert (stranger.status_code, stranger.json()["detail"]) == (
        403,
        "'mallory' is no user here: an admin makes one, without a password",
    )
    room.users.set_disabled(LOCAL, room.users.named(LOCAL, "olga").id, disabled=True)
    assert client.get("/v1/cameras", headers=olga).status_code == 403


def test_a_token_is_no_user_of_a_proxy(room_and_app: tuple[ControlRoom, TestClient]) -> None:
    room, client = room_and_app
    secret = room.tokens.create(LOCAL, TokenRequest("robot")).secret
    assert client.get("/v1/cameras", headers={"X-User": "robot"}).status_code == 403
    assert client.get("/v1/cameras", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_forged_header_is_refused_and_written_down(room_and_app: tuple[ControlRoom, TestClient]) -> None:
    room, trusted = room_and_app
    outside = TestClient(trusted.app, base_url="http://finder", client=("192.0.2.66", 1))
    for path in ("/v1/cameras", "/healthz"):
        assert outside.get(path, headers={"X-User": "olga"}).status_code == 403
    entry = room.audit.list(LOCAL, 1)[0]
    assert (entry.who, entry.action, entry.detail) == ("unknown", "proxy.forged", {"address": "192.0.2.66", "more": 0})


def test_whoever_comes_through_a_proxy_is_not_at_this_machine(demo_home: Path, tmp_path: Path) -> None:
    app = create_app(Settings(home=copytree(demo_home, tmp_path / "home"), trusted_proxies=("127.0.0.1",)))
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        assert client.get("/v1/cameras").status_code == 200
        assert client.get("/v1/cameras", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Forwarded-Host", "X-Real-IP"])
def test_nor_is_whoever_comes_through_one_that_is_not_trusted(demo_home: Path, tmp_path: Path, name: str) -> None:
    """A proxy on this machine that names itself as this machine's host would open everything to everybody."""
    app = create_app(Settings(home=copytree(demo_home, tmp_path / "home")))
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        assert client.get("/v1/cameras", headers={name: "127.0.0.1"}).status_code == 403
        secret = app.state.room.tokens.create(LOCAL, TokenRequest("gate")).secret
        asked = {name: "127.0.0.1", "Authorization": f"Bearer {secret}"}
        assert client.get("/v1/cameras", headers=asked).status_code == 200
