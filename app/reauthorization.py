"""Rights that are asked for again while a request lasts: uploads, downloads, streams and websockets end with them."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehiclefinder import VehicleFinderError

from .caller import Caller
from .problems import problem, problem_of
from .safe_requests import reads

REFUSED = 1008
"""Why a websocket is closed: policy (RFC 6455)."""


class EndedUploadError(HTTPException):
    """The right to send something ended while it was sent."""


class _EndedDownloadError(Exception):
    """The right to get something ended while it was got; half a response can only be broken off."""


async def serve(app: ASGIApp, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request on, and ask again who makes it, at most once a second, for as long as messages go to and fro."""
    kind = _Websocket if scope["type"] == "websocket" else _Request
    await kind(caller, scope, receive, send).run(app)


class _Reauthorized:
    def __init__(self, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        self._caller = caller
        self._scope, self._receive, self._send = scope, receive, send

    async def _ended(self) -> VehicleFinderError | None:
        if not self._caller.due:
            return None
        try:
            await run_in_threadpool(self._caller.recheck)
        except VehicleFinderError as error:
            return error
        return None


class _Request(_Reauthorized):
    """What is done is told, even to those who lost the right to it meanwhile: only what is read is asked for again."""

    _started = False

    async def run(self, app: ASGIApp) -> None:
        send = self.send if reads(self._scope) else self._send
        try:
            await app(self._scope, self.receive, send)
        except EndedUploadError as error:  # read by a middleware, before any route was reached
            await problem(error.status_code, error.detail)(self._scope, self._receive, self._send)
        except _EndedDownloadError:
            return

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and (error := await self._ended()):
            raise EndedUploadError(problem_of(error).status_code, str(error))
        return message

    async def send(self, message: Message) -> None:
        tells = message["type"] == "http.response.start" or message.get("body")
        if tells and (error := await self._ended()):
            if not self._started:
                await problem_of(error)(self._scope, self._receive, self._send)
            raise _EndedDownloadError
        self._started = True
        await self._send(message)


class _Websocket(_Reauthorized):
    _closed = False

    async def run(self, app: ASGIApp) -> None:
        await app(self._scope, self.receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and await self._close():
            return {"type": "websocket.disconnect", "code": REFUSED}
        return message

    async def send(self, message: Message) -> None:
        if not await self._close():
            await self._send(message)

    async def _close(self) -> bool:
        """Close it where the right to it has ended, and say whether it is closed."""
        if not self._closed and (error := await self._ended()):
            self._closed = True
            await self._send({"type": "websocket.close", "code": REFUSED, "reason": str(error)[:100]})
        return self._closed
