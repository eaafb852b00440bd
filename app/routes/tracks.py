"""Single tracks and their pictures."""

import json
from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vehiclefinder import Scope
from vehiclefinder.control import WRITERS, ListOrder, StoredTrack, TrackFormat, TrackSelection, shown_name

from ..dependencies import MAX_ID, Id, Operator, Room, Viewer
from ..files import file_response
from ..places import Cameras, ZonePaths, zone_names
from .search import Shards

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


class TrackFacts(BaseModel):
    """What is known of one vehicle but its path.

    Times are seconds in the source, headings degrees of travel in the image, 0 = down.
    """

    track: int
    camera: str
    source: Annotated[str, Field(description="Name of the file or folder, or a stream's address.")]
    start_time: Annotated[datetime | None, Field(description="When the source began.")]
    seen: Annotated[datetime | None, Field(description="When it came into view; null where that is not known.")]
    label: str
    external_id: Annotated[str | None, Field(description="What another tracker called it; null if it was found here.")]
    external_class: Annotated[str | None, Field(description="What its class is called there.")]
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
    crops: Annotated[list[CropBody], Field(description="Best first.")]
    crop: Annotated[str, Field(description="Where the best picture is.")]

    @classmethod
    def of(cls, track: StoredTrack) -> Self:
        """Take over all but where the pictures and the video lie."""
        places = {"source": shown_name(track.source), "crop": f"/v1/tracks/{track.id}/crop"}
        return cls.model_validate(track.to_json() | places)


class TrackBody(TrackFacts):
    """One vehicle over time; times are seconds in the source, headings degrees of travel in the image, 0 = down."""

    path: Annotated[list[tuple[float, float, float, float, float]], Field(description="Rows of t, x1, y1, x2, y2.")]


class TracksBody(BaseModel):
    """One page of every vehicle."""

    tracks: list[TrackFacts]
    next: Annotated[str | None, Field(description="The `after` of the next page; null on the last.")]
    notes: Annotated[list[str], Field(description="What is not among them, and why.")]
    shards: Shards


SourceIds = Annotated[
    list[Annotated[int, Field(ge=1, le=MAX_ID)]], Field(max_length=1000, description="Numbers of sources; none: all.")
]


class TracksQuery(BaseModel):
    """Which vehicles are meant: of any of the cameras and sources, in any of the zones, within the times."""

    model_config = ConfigDict(extra="forbid")

    camera: Cameras = []
    zone: ZonePaths = []
    source: SourceIds = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @property
    def scope(self) -> Scope:
        """Where and when to look."""
        return Scope(
            cameras=tuple(self.camera),
            since=self.since,
            until=self.until,
            zones=zone_names(self.zone),
            sources=tuple(self.source) or None,
        )


class ListQuery(TracksQuery):
    """Which vehicles are listed, and how."""

    order: ListOrder = ListOrder.NEWEST
    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50
    after: Annotated[str | None, Field(max_length=60, description="The `next` of the page before.")] = None


@router.get("/v1/tracks")
def list_tracks(who: Viewer, room: Room, asked: Annotated[ListQuery, Query()]) -> TracksBody:
    """List every vehicle of some cameras, zones, sources and times, the newest first, with all but its path.

    It holds those that were in view between ``since`` and ``until``, both included, and last those of which no time is
    known. Tracks that are added meanwhile move none of the pages that follow. What the bars of ``/v1/timeline`` count
    is listed by ``/v1/timeline/tracks``.
    """
    found = room.search.tracks(who, asked.scope, asked.order, asked.limit, asked.after)
    tracks = [TrackFacts.of(one) for one in found.tracks]
    return TracksBody(tracks=tracks, next=found.next, notes=list(found.notes), shards=found.shards)


class ExportQuery(BaseModel):
    """Which tracks are handed over, and in which format."""

    model_config = ConfigDict(extra="forbid")

    format: TrackFormat = TrackFormat.JSONL
    camera: Cameras = []
    source: SourceIds = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    path: Annotated[bool, Field(description="With where each was, frame by frame (jsonl, csv).")] = False


@router.get(
    "/v1/tracks/export",
    response_class=StreamingResponse,
    responses={200: {"content": {writer.media_type.partition(";")[0]: {} for writer in WRITERS.values()}}},
)
def export_tracks(who: Operator, room: Room, asked: Annotated[ExportQuery, Query()]) -> StreamingResponse:
    """Hand tracks over in the format of another program, as a file; as a ZIP where there is one for each source.

    It is sent while it is made. ``X-Notes`` tells, as JSON, what is left out.
    """
    chosen = TrackSelection(tuple(asked.camera), tuple(asked.source), asked.since, asked.until)
    made, writer = room.exports.tracks(who, chosen, asked.format, asked.path), WRITERS[asked.format]
    headers = {
        "Content-Disposition": f'attachment; filename="tracks{writer.suffix}"',
        "X-Notes": json.dumps(made.notes),
    }
    return StreamingResponse(made.parts(), media_type=writer.media_type, headers=headers)


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
