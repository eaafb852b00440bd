"""``Idempotency-Key``: a program that lost the reply to a creation sends it again, and nothing is created twice."""

import hashlib
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehiclefinder import VehicleFinderError
from vehiclefinder.control import ControlRoom, IdempotentRequest, StoredResponse

from .problems import problem_of

HEADER = "Idempotency-Key"
LONGEST = 255


class IdempotencyMiddleware:
    """Middleware that keeps the replies (201) to requests with a key, and gives them again.

    A reply that is ``no-store`` is not kept. Only JSON may carry a key: the content of a video is its own. Where nobody
    needs to say who asks, as at ``/login``, a key means nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was answered before, else pass it on."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None or "identity" not in scope.get("state", {}):  # replies are kept for somebody
            await self._app(scope, receive, send)
            return
        try:
            await self._answer(key, scope, receive, send)
        except (ValueError, VehicleFinderError) as error:
            await problem_of(error)(scope, receive, send)

    async def _answer(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        room: ControlRoom = scope["app"].state.room
        request = Request(scope, receive)
        asked = await _identified(key, request)
        if before := await run_in_threadpool(room.idempotency.begin, asked):
            headers = {"Idempotent-Replayed": "true"}
            await Response(before.body, before.status, headers, before.media_type)(scope, receive, send)
            return
        messages: list[Message] = []
        try:
            await self._app(scope, _again(await request.body()), _into(messages))
        finally:  # before it is sent: whoever asks again at once is answered
            await run_in_threadpool(_settle, room, asked, _response(messages))
        for message in messages:
            await send(message)


async def _identified(key: str, request: Request) -> IdempotentRequest:
    if not 0 < len(key) <= LONGEST:
        raise ValueError(f"expected an {HEADER} of 1 to {LONGEST} characters, got {len(key)}")
    if request.headers.get("content-type", "application/json").split(";")[0] != "application/json":
        raise ValueError(f"expected JSON beside an {HEADER}, got {request.headers['content-type'][:50]!r}")
    route = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    digest = hashlib.sha256(route + await request.body()).hexdigest()
    return IdempotentRequest(request.state.identity.name, key, digest)


def _settle(room: ControlRoom, asked: IdempotentRequest, response: StoredResponse | None) -> None:
    with suppress(VehicleFinderError):  # what is done is done; what was begun lapses by itself
        if response is None:
            room.idempotency.release(asked)
        else:
            room.idempotency.complete(asked, response)


def _again(body: bytes) -> Receive:
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _into(messages: list[Message]) -> Send:
    async def send(message: Message) -> None:
        messages.append(message)

    return send


def _response(messages: list[Message]) -> StoredResponse | None:
    """What is to be kept of a response."""
    if not messages or messages[0]["status"] != 201:
        return None
    headers = Headers(raw=messages[0]["headers"])
    if "no-store" in headers.get("cache-control", ""):
        return None
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return StoredResponse(201, headers.get("content-type", "application/json"), body)
