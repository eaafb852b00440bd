"""Single tracks and their pictures."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from vehiclefinder.control import StoredTrack, shown_name

from ..dependencies import Id, Room, Viewer
from ..files import file_response

router = APIRouter(tags=["tracks"])

Box = tuple[float, float, float, float]


MotionName = Literal["straight", "left", "right", "stopped", "u_turn", "unknown"]


class CropBody(BaseModel):
    """A picture of a track: seconds in the source, x1, y1, x2, y2 in pixels; a larger quality is better."""

    time: float
    box: Box
    quality: float


class PhaseBody(BaseModel):
    """A part of a path in which a vehicle did one thing; headings are null where it hardly moved."""

    motion: MotionName
    start: float
    end: float
    heading_start: float | None
    heading_end: float | None


class TrackBody(BaseModel):
    """One vehicle over time; times are seconds in the source, headings degrees of travel in the image, 0 = down."""

    track: int
    camera: str
    source: Annotated[str, Field(description="Name of the file or folder, or a stream's address.")]
    start_time: Annotated[datetime | None, Field(description="When the source began.")]
    label: str
    start: float
    end: float
    heading: float | None
    motion: Annotated[MotionName, Field(description="The longest turn, or else what it did for the longest time.")]
    phases: Annotated[list[PhaseBody], Field(description="What it did, one thing after the other, in order of time.")]
    place: Annotated[dict[str, float], Field(description="Share of the time spent in each part of the image.")]
    speed: Annotated[float, Field(description="Image heights per second.")]
    speed_kmh: Annotated[float | None, Field(description="On the calibrated road of the camera; null elsewhere.")]
    nearest_m: Annotated[float | None, Field(description="Least distance from the camera on that road, metres.")]
    farthest_m: Annotated[float | None, Field(description="Largest distance from the camera on that road, metres.")]
    monochrome: Annotated[
        bool | None, Field(description="Whether its pictures are without colour; null where that was not measured.")
    ]
    frame_size: Annotated[tuple[int, int], Field(description="Width and height, pixels.")]
    path: Annotated[list[tuple[float, float, float, float, float]], Field(description="Rows of t, x1, y1, x2, y2.")]
    crops: Annotated[list[CropBody], Field(description="Best first.")]
    crop: Annotated[str, Field(description="Where the best picture is.")]

    @classmethod
    def of(cls, track: StoredTrack) -> Self:
        """Take over all but where the pictures and the video lie."""
        places = {"source": shown_name(track.source), "crop": f"/v1/tracks/{track.id}/crop"}
        return cls.model_validate(track.to_json() | places)


@router.get("/v1/tracks/{track}")
def show_track(track: Id, who: Viewer, room: Room) -> TrackBody:
    """Return all that is known of a track."""
    return TrackBody.of(room.tracks.get(who, track))


@router.get(
    "/v1/tracks/{track}/crop",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "You have it already."}},
)
def track_crop(
    track: Id,
    who: Viewer,
    room: Room,
    request: Request,
    rank: Annotated[int, Query(ge=1, le=100, description="Which of its pictures; 1 is the best.")] = 1,
) -> Response:
    """Return a picture of a track."""
    return file_response(request, room.tracks.crop(who, track, rank), "image/jpeg")
