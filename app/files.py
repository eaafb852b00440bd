"""Stored pictures and the like over HTTP: named by what they hold, so that nothing is sent twice."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.datastructures import Headers
from starlette.responses import MalformedRangeHeader, RangeNotSatisfiable
from starlette.types import Receive, Scope, Send

from vehiclefinder.control import ReadableFile

from .problems import problem

CACHE = "private, max-age=300"
"""For the browser of whoever may see it alone, and not long: rights can end."""


class StoredFile(FileResponse):
    """A file, of which parts can be asked for as RFC 9110 has it: what is no range asks for the whole.

    Its background task runs, too, where a part is asked for that there is not.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or say (416) how large it is."""
        if not self._lacks(Headers(scope=scope)):
            await super().__call__(scope, receive, send)
            return
        size = self.headers["content-length"]
        refused = problem(416, f"there is no such part: expected a range within its {size} bytes")
        refused.headers["Content-Range"] = f"bytes */{size}"
        refused.background = self.background
        await refused(scope, receive, send)

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []

    def _lacks(self, headers: Headers) -> bool:
        asked, condition = (headers.get(name) for name in ("range", "if-range"))
        if asked is None or (condition is not None and not self._should_use_range(condition)):
            return False
        try:
            self._parse_range_header(asked, int(self.headers["content-length"]))
        except RangeNotSatisfiable:
            return True
        return False


class FileElsewhere(StoredFile):
    """A file that is read while it is sent, as one of a store: one part of it, or, for those who ask for more, all.

    :param file: The file.
    :param media_type: What it holds.
    """

    def __init__(self, file: ReadableFile, media_type: str) -> None:
        super().__init__(file.name, media_type=media_type, stat_result=file.stat())
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or say (416) how large it is."""
        headers, size = Headers(scope=scope), int(self.headers["content-length"])
        if self._lacks(headers):
            await super().__call__(scope, receive, send)
            return
        part = self._part(headers, size)
        begin, end = part or (0, size)
        told = dict(self.headers) | {"content-length": str(end - begin)}
        if part is not None:
            told["content-range"] = f"bytes {begin}-{end - 1}/{size}"
        status, is_head = 200 if part is None else 206, scope["method"] == "HEAD"
        content = iter(()) if is_head else self._content(begin, end)
        await StreamingResponse(content, status, told, background=self.background)(scope, receive, send)

    def _part(self, headers: Headers, size: int) -> tuple[int, int] | None:
        """Return the one part that is asked for, from its first byte to behind its last."""
        asked, condition = (headers.get(name) for name in ("range", "if-range"))
        if asked is None or (condition is not None and not self._should_use_range(condition)):
            return None
        parts = self._parse_range_header(asked, size)
        return parts[0] if len(parts) == 1 else None

    def _content(self, begin: int, end: int) -> Iterator[bytes]:
        with self._file.open("rb") as file:
            file.seek(begin)
            while begin < end and (chunk := file.read(min(self.chunk_size, end - begin))):
                begin += len(chunk)
                yield chunk


def file_response(request: Request, file: ReadableFile, media_type: str) -> Response:
    """Send a file or the parts of it that are asked for, or say (304) that whoever asks has it already."""
    response = (
        StoredFile(file, media_type=media_type, stat_result=file.stat())
        if isinstance(file, Path)
        else FileElsewhere(file, media_type)
    )
    response.headers["Cache-Control"] = CACHE
    etag = response.headers["etag"]
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in held or "*" in held:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": CACHE})
    return response
