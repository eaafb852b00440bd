"""Refuses bodies that are too large, before and while they are read."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehiclefinder.control import UPLOAD_BYTES

from .problems import problem

JSON_BYTES = 64 * 1024
"""Enough for a thousand names of cameras."""
LONGEST_NUMBER = 18
"""Digits of a length; nobody sends as much as a longer one says."""
STREAMS = 32
"""Each is a thread's work once a second."""
STREAM_SECONDS = 600.0
"""Rights may end: a stream is asked for anew from time to time."""
WAITING = 100
"""Searches in a queue: what is behind so many would be answered too late for anybody."""
WAIT_SECONDS = 10.0
"""Half a minute is what programs commonly wait, and the search itself takes time, too."""


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """How much may be asked for.

    :param json: Bytes of an ordinary request.
    :param upload: Bytes where video is sent, as a form.
    :param upload_paths: Where paths begin to which video is sent.
    :param streams: Streams of alerts at once.
    :param stream_seconds: Seconds after which a stream ends.
    :param waiting: Searches that wait for their turn.
    :param wait_seconds: Seconds that each of them may wait.
    """

    json: int = JSON_BYTES
    upload: int = UPLOAD_BYTES
    upload_paths: tuple[str, ...] = ("/v1/sources/upload",)
    streams: int = STREAMS
    stream_seconds: float = STREAM_SECONDS
    waiting: int = WAITING
    wait_seconds: float = WAIT_SECONDS

    def of(self, path: str, media_type: str) -> int:
        """Return the most bytes that may be sent to a path; only forms go to the disk, all else into memory."""
        sends = path.startswith(self.upload_paths) and media_type.lower().startswith("multipart/form-data")
        return self.upload if sends else self.json


class TooLargeError(HTTPException):
    """A body turned out to be too large while it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"expected a body of at most {limit} bytes, got more")


class BodyLimitMiddleware:
    """Middleware that counts what is received."""

    def __init__(self, app: ASGIApp, limits: RequestLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as long as its body is small enough."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limits.of(scope["path"], Headers(scope=scope).get("content-type", ""))
        try:
            _require_announced(scope, limit)
            await self._app(scope, _counted(receive, limit), send)
        except TooLargeError as error:  # raised before any route was reached, so nothing was sent yet
            await problem(error.status_code, error.detail)(scope, receive, send)


def _require_announced(scope: Scope, limit: int) -> None:
    announced = dict(scope["headers"]).get(b"content-length", b"")
    if announced.isdigit() and (len(announced) > LONGEST_NUMBER or int(announced) > limit):
        raise TooLargeError(limit)


def _counted(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise TooLargeError(limit)
        return message

    return counted
