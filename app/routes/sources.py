"""Videos to ingest: asked for, sent, watched on their way, cancelled."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vehiclefinder.control import Identity, Role, SourceRequest, StoredJob, shown_name

from ..dependencies import Admin, After, CameraName, Id, PageSize, Room, Viewer
from ..paging import Page, page


class _AdminFirst(APIRoute):
    """Asks who may before a body is read, which FastAPI puts on the disk otherwise, of whomever it is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def asked(request: Request) -> Response:
            who: Identity = request.state.identity
            who.require(Role.ADMIN)
            return await handle(request)

        return asked


router = APIRouter(tags=["sources"])
uploads = APIRouter(tags=["sources"], route_class=_AdminFirst)


class SourceBody(BaseModel):
    """A video that is there already, by its path on the server, or a stream by its address."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName
    path: Annotated[str | None, Field(min_length=1, max_length=4096)] = None
    url: Annotated[str | None, Field(min_length=1, max_length=2000, examples=["rtsp://camera-3/live"])] = None
    start_time: Annotated[AwareDatetime | None, Field(description="Of the first frame; streams bring their own.")] = (
        None
    )
    stride: Annotated[int, Field(ge=1, le=1000, description="Keep every n-th frame.")] = 1
    fps: Annotated[float | None, Field(gt=0, le=1000, description="Keep at most so many frames per second.")] = None
    source_fps: Annotated[
        float | None, Field(gt=0, le=1000, description="Frames per second of a video without a clock of its own.")
    ] = None


@router.post("/v1/sources", status_code=201)
def add_source(body: SourceBody, who: Admin, room: Room) -> StoredJob:
    """Queue a video or a stream; the answer's `id` tells how far it is. The server's settings say what is allowed."""
    return room.sources.submit(who, SourceRequest(**body.model_dump()))


@uploads.post("/v1/sources/upload", status_code=201)
def upload_source(
    who: Admin,
    room: Room,
    file: UploadFile,
    camera: Annotated[str, Form(min_length=1, max_length=200)],
    start_time: Annotated[AwareDatetime | None, Form()] = None,
) -> StoredJob:
    """Send a video, at most 8 GiB, and queue it."""
    return room.sources.upload(who, file.file, file.filename or "", camera, start_time)


@router.get("/v1/sources")
def list_sources(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[StoredJob]:
    """List what was asked for, newest first, with its state and progress."""
    return page([_shown(job, who) for job in room.sources.list(who, limit, after)], limit)


@router.get("/v1/sources/{job}")
def show_source(job: Id, who: Viewer, room: Room) -> StoredJob:
    """Return how far a job is."""
    return _shown(room.sources.get(who, job), who)


@router.delete("/v1/sources/{job}")
def cancel_source(job: Id, who: Admin, room: Room) -> StoredJob:
    """Cancel a job that waits or runs."""
    return room.sources.cancel(who, job)


def _shown(job: StoredJob, who: Identity) -> StoredJob:
    """Return a job; where its video lies on the server is for those who may say so alone."""
    return job if who.role.covers(Role.ADMIN) else replace(job, uri=shown_name(job.uri))
