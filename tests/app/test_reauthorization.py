"""What lasts longer than the right to it: streams, downloads, uploads, websockets and pages."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

from app import caller, event_streams, reauthorization
from app.authentication import COOKIE
from app.caller import Caller
from app.rest import create_app
from vehiclefinder import Settings, open_control_room
from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.control import Client, ControlRoom, UserRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import UnauthorizedError

from ..service import SECONDS, running
from .endings import CHANGES

OLGA = Identity("olga", Role.OPERATOR)


@dataclass
class Rights:
    """Rights that a test takes away."""

    now: Identity | None = OLGA
    asked: int = 0

    def ask(self) -> Identity:
        self.asked += 1
        if self.now is None:
            raise UnauthorizedError("the session has ended; log in again")
        return self.now


@dataclass
class Line:
    """What goes to and fro of one request."""

    incoming: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)

    async def receive(self) -> Message:
        return self.incoming.pop(0)

    async def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "EVERY", 0.0)


def test_whoever_it_is_is_asked_once_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(caller, "monotonic", lambda: now)
    rights = Rights()
    asking = Caller(rights.ask)
    now = 100.9
    assert (asking.recheck(), rights.asked) == (OLGA, 1)
    now = 101.0
    assert (asking.recheck(), asking.recheck(), rights.asked) == (OLGA, OLGA, 2)
    rights.now = None
    assert asking.recheck() == OLGA, "not asked yet"
    now = 102.0
    for _ in range(2):
        with pytest.raises(UnauthorizedError, match="the session has ended"):
            asking.recheck()
    rights.now = OLGA
    with pytest.raises(UnauthorizedError):
        asking.recheck()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("now", [None, Identity("olga", Role.VIEWER), Identity("olga", Role.OPERATOR, ("north",))])
def test_a_download_is_broken_off(now: Identity | None) -> None:
    rights, line = Rights(), Line()

    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        rights.now = now
        yield b"second"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(parts())(scope, receive, send)

    scope = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}
    asyncio.run(reauthorization.serve(app, Caller(rights.ask), scope, line.receive, line.send))
    assert [message.get("body") for message in line.sent] == [None, b"first"]
    assert line.sent[-1]["more_body"], "it never ended well"


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/tracks/1/clip"), ("POST", "/v1/search")])
def test_what_took_long_to_find_is_not_told_any_more(method: str, path: str) -> None:
    rights, line = Rights(), Line()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        rights.now = None
        await Response("secret")(scope, receive, send)

    scope = {"type": "http", "method": method, "path": path}
    asyncio.run(reauthorization.serve(app, Caller(rights.ask), scope, line.receive, line.send))
    start, body = line.sent
    assert start["status"] == 401
    assert b"the session has ended" in body["body"]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("method", "status"), [("POST", 401), ("PUT", 401)])
def test_an_upload_is_refused_half_way(method: str, status: int) -> None:
    rights = Rights()
    line = Line([{"type": "http.request", "body": b"a", "more_body": True}] * 2)
    read = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        read.append(await receive())
        rights.now = None
        read.append(await receive())

    scope = {"type": "http", "method": method, "path": "/v1/sources/upload"}
    asyncio.run(reauthorization.serve(app, Caller(rights.ask), scope, line.receive, line.send))
    assert (len(read), line.sent[0]["status"]) == (1, status)


@pytest.mark.usefixtures("at_once")
def test_what_was_done_is_told() -> None:
    """Such as to whoever has just revoked their own token."""
    rights, line = Rights(), Line()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        rights.now = None
        await Response(status_code=204)(scope, receive, send)

    asyncio.run(
        reauthorization.serve(app, Caller(rights.ask), {"type": "http", "method": "DELETE"}, line.receive, line.send)
    )
    assert line.sent[0]["status"] == 204


@pytest.mark.usefixtures("at_once")
def test_a_websocket_is_closed_at_its_next_message() -> None:
    rights = Rights()
    line = Line([{"type": "websocket.receive", "bytes": b"1"}, {"type": "websocket.receive", "bytes": b"2"}])
    read = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        read.append((await receive()).get("bytes"))
        await send({"type": "websocket.send", "bytes": b"answer"})
        rights.now = None
        read.append((await receive())["type"])
        await send({"type": "websocket.send", "bytes": b"secret"})

    asyncio.run(reauthorization.serve(app, Caller(rights.ask), {"type": "websocket"}, line.receive, line.send))
    assert read == [b"1", "websocket.disconnect"]
    reason = "the session has ended; log in again"
    assert line.sent == [
        {"type": "websocket.send", "bytes": b"answer"},
        {"type": "websocket.close", "code": 1008, "reason": reason},
    ]


@pytest.fixture(scope="module")
def service(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(home=copytree(demo_home, tmp_path_factory.mktemp("reauthorization") / "home")))
    with TestClient(app, base_url="http://localhost") as client:
        app.state.room.tokens.create(LOCAL, TokenRequest("first", Role.ADMIN))
        yield client


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("change", CHANGES)
def test_a_stream_of_alerts_ends(service: TestClient, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_streams, "EVERY", 0.01)
    room: ControlRoom = service.app.state.room  # type: ignore[attr-defined]
    name = f"vera-{change.replace(' ', '-')}"
    user = room.users.create(LOCAL, UserRequest(name, Role.OPERATOR), "correct horse")
    secret = room.logins.by_password(name, "correct horse", Client("10.1.1.1"))
    asked = iter(range(100))
    latest = room.alerts.list

    def listed(*arguments: object) -> object:
        if next(asked) == 3:
            CHANGES[change](room, user.id)
        return latest(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(type(room.alerts), "list", lambda _, *arguments: listed(*arguments))
    ended = service.get("/v1/alerts/stream", headers={"Cookie": f"{COOKIE}={secret}"})
    assert (ended.status_code, next(asked)) == (200, 4)


def test_a_service_ends_the_stream_of_a_token_that_is_revoked(demo_home: Path, tmp_path: Path) -> None:
    home = copytree(demo_home, tmp_path / "home")
    with open_control_room(Settings(home=home)) as room:
        room.tokens.create(LOCAL, TokenRequest("ada", Role.ADMIN))
        token = room.tokens.create(LOCAL, TokenRequest("robot"))
    with running("serve", home) as url, httpx.Client(base_url=url, timeout=SECONDS) as client:
        headers = {"Authorization": f"Bearer {token.secret}"}
        with client.stream("GET", "/v1/alerts/stream", headers=headers) as stream:
            parts = stream.iter_text()
            assert next(parts).startswith("retry")
            with open_accounts(Settings(home=home)) as accounts:
                accounts.tokens.revoke(LOCAL, token.id)
            assert "".join(parts) in ("", "event: open_alerts\ndata: 0\n\n"), "which may have been under way"
        assert client.get("/v1/alerts/stream", headers=headers).status_code == 401
