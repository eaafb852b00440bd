"""Videos that were ingested: when they began and whose camera they are, corrected or deleted."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from vehiclefinder.control import IngestAgain, Looks, StoredJob, StoredSource, VideoChange

from ..dependencies import Admin, After, CameraName, Id, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["videos"])


class VideoBody(BaseModel):
    """A video, a folder or a stretch of a stream, with what became of it."""

    id: int
    camera: str
    name: Annotated[str, Field(description="Of the file or folder; a stream's address without its password.")]
    kind: str
    start_time: Annotated[datetime | None, Field(description="Of the first frame; null where it is not known.")]
    start_time_from: Annotated[str | None, Field(description="What said so when it was ingested, or since.")]
    duration: Annotated[float | None, Field(description="Seconds; null while it is not finished.")]
    frame_size: Annotated[list[int], Field(min_length=2, max_length=2, description="Width and height, pixels.")]
    status: str
    error: str | None
    created: datetime
    tracks: int
    left_out: Annotated[int, Field(description="Tracks that are not kept, as their pictures show no vehicle.")]

    @classmethod
    def of(cls, source: StoredSource) -> Self:
        """Return a video as it is answered, without where it lies on the server."""
        return cls.model_validate(source.to_json())


class VideoPatch(BaseModel):
    """What is to change of a video; what is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName | None = None
    start_time: Annotated[AwareDatetime | None, Field(description="Of the first frame; null: not known.")] = None

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.camera is None and "start_time" not in self.model_fields_set:
            raise ValueError("expected a camera, a start time or both, got neither")
        return self

    @property
    def change(self) -> VideoChange:
        """What was said."""
        untimed = "start_time" in self.model_fields_set and self.start_time is None
        return VideoChange(self.camera, self.start_time, untimed)


@router.get("/v1/videos")
def list_videos(
    who: Viewer,
    room: Room,
    limit: PageSize = 50,
    after: After = None,
    camera: Annotated[str | None, Query(max_length=200, description="Only of this camera.")] = None,
) -> Page[VideoBody]:
    """List what was ingested, newest first, unfinished videos too."""
    return page([VideoBody.of(one) for one in room.videos.list(who, limit, after, camera)], limit)


@router.get("/v1/videos/{video}")
def show_video(video: Id, who: Viewer, room: Room) -> VideoBody:
    """Return one video."""
    return VideoBody.of(room.videos.get(who, video))


@router.patch("/v1/videos/{video}")
def change_video(video: Id, body: VideoPatch, who: Admin, room: Room) -> VideoBody:
    """Correct when a video began, or whose camera it is; its tracks are found there at once."""
    return VideoBody.of(room.videos.update(who, video, body.change))


class VideoAgain(BaseModel):
    """How a video is to be ingested again; what is absent stays as it was."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName | None = None
    start_time: Annotated[AwareDatetime | None, Field(description="Of the first frame.")] = None
    fps: Annotated[float | None, Field(gt=0, le=1000, description="Keep at most so many frames per second.")] = None
    per_second: Annotated[float | None, Field(gt=0, le=1000, description="Looks for vehicles in a second.")] = None
    side: Annotated[Literal[512, 640, 736] | None, Field(description="Longest side of the detector's input.")] = None


@router.post("/v1/videos/{video}/ingest", status_code=201)
def ingest_again(video: Id, body: VideoAgain, who: Admin, room: Room) -> StoredJob:
    """Ingest a video again; its tracks are replaced at once when the new ones are whole, and get other numbers."""
    how = IngestAgain(body.camera, body.start_time, body.fps, Looks(body.per_second, body.side))
    return room.videos.ingest_again(who, video, how)


@router.delete("/v1/videos/{video}", status_code=204)
def delete_video(video: Id, who: Admin, room: Room) -> None:
    """Remove a video with its tracks and pictures; cases, alerts and feedback keep their copies."""
    room.videos.delete(who, video)
