"""Single tracks and their pictures."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from ..deps import Id, Room, Viewer
from ..files import file_response

router = APIRouter(tags=["tracks"])


@router.get("/v1/tracks/{track}")
def show(track: Id, who: Viewer, room: Room) -> dict[str, Any]:
    """Return all that is known of a track: its path, when and where it was, its pictures."""
    told = room.tracks.get(who, track).to_json()
    for crop in told["crops"]:
        del crop["path"]
    return told | {"crop": f"/v1/tracks/{track}/crop"}


@router.get(
    "/v1/tracks/{track}/crop",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "You have it already."}},
)
def crop(track: Id, who: Viewer, room: Room, request: Request) -> Response:
    """Return the best picture of a track."""
    return file_response(request, room.tracks.crop(who, track), "image/jpeg")
