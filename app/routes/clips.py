"""What a track leads to: the clip around it, its best moment, and others that look like it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vehiclefinder import Scope

from ..dependencies import Id, Room, SearchLimit, Viewer
from ..files import file_response
from ..places import Cameras
from ..problems import documented
from .search import AnswerBody, page_of

router = APIRouter(tags=["tracks"])

HELD: dict[int | str, dict[str, Any]] = {304: {"description": "You have it already."}}


class ClipQuery(BaseModel):
    """How much of a track a clip shows."""

    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[float, Field(ge=0, le=30, description="How much is shown before and after.")] = 2.0
    longest: Annotated[
        float, Field(ge=1, le=60, description="Seconds in all; of more, what lies around the best moment.")
    ] = 60.0


class SimilarQuery(BaseModel):
    """Where and when to look."""

    model_config = ConfigDict(extra="forbid")

    k: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 5
    camera: Cameras = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


@router.get(
    "/v1/tracks/{track}/clip",
    response_class=FileResponse,
    responses={
        200: {"content": {"video/mp4": {}}},
        206: {"description": "The part that was asked for by Range.", "content": {"video/mp4": {}}},
        **documented(416),
        **HELD,
    },
)
def track_clip(
    track: Id,
    who: Viewer,
    room: Room,
    request: Request,
    asked: Annotated[ClipQuery, Query()],
) -> Response:
    """Return the clip around a track, with its box drawn. The first time takes a while."""
    return file_response(request, room.clips.clip(who, track, asked.seconds, asked.longest), "video/mp4")


@router.get(
    "/v1/tracks/{track}/still",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, **HELD},
)
def track_still(track: Id, who: Viewer, room: Room, request: Request) -> Response:
    """Return the frame of a track's best moment, with its box and path drawn."""
    return file_response(request, room.clips.still(who, track), "image/jpeg")


@router.get("/v1/tracks/{track}/similar")
async def similar_tracks(
    track: Id, who: Viewer, room: Room, limit: SearchLimit, asked: Annotated[SimilarQuery, Query()]
) -> AnswerBody:
    """Find vehicles that look like a track, from whatever side; scores are similarities, not probabilities."""
    scope = Scope(asked.k, tuple(asked.camera), asked.since, asked.until)
    async with limit.slot():
        return page_of(await run_in_threadpool(room.search.similar, who, track, scope), 0, asked.k)
