"""Stored pictures and the like over HTTP: named by what they hold, so that nothing is sent twice."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, Response

CACHE = "private, max-age=300"
"""For the browser of whoever may see it alone, and not long: rights can end."""


def file_response(request: Request, path: Path, media_type: str) -> Response:
    """Send a file, or say (304) that whoever asks has it already."""
    response = FileResponse(path, media_type=media_type, stat_result=path.stat())
    response.headers["Cache-Control"] = CACHE
    etag = response.headers["etag"]
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in held or "*" in held:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": CACHE})
    return response
