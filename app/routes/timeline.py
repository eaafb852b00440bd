"""All that passed without a sentence: counts over time for each camera, and the vehicles in the order of time."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder import Order
from vehiclefinder.control import (
    FoundTrack,
    PassedQuery,
    SiteClock,
    Span,
    Strips,
    TimelineCursor,
    TimelineQuery,
    shown_name,
)

from ..dependencies import MAX_ID, Room, Viewer
from ..places import Cameras, ZonePaths, zone_names
from .search import Shards

router = APIRouter(tags=["timeline"])

CLOCK = "Without a zone: by the clock of the site."
Moment = Annotated[datetime | None, Field(description=CLOCK)]


class TimelineParameters(BaseModel):
    """Which stretch of time is counted, where, and how finely."""

    model_config = ConfigDict(extra="forbid")

    camera: Cameras = []
    zone: ZonePaths = []
    since: Moment = None
    until: Moment = None
    span: Annotated[
        Span | None, Field(description="Instead of both: the hour, day or week around `at` by that clock, or all.")
    ] = None
    at: Annotated[datetime | None, Field(description="None: when the last vehicle was seen.")] = None
    bins: Annotated[
        int, Field(ge=1, le=500, description="How many at most: they begin at round times of the clock.")
    ] = 120

    @property
    def query(self) -> TimelineQuery:
        """The same as a value."""
        times = (self.since, self.until, self.span, self.at)
        return TimelineQuery(tuple(self.camera), zone_names(self.zone), *times, bins=self.bins)


class StripBody(BaseModel):
    """What one camera saw, bin by bin."""

    camera: str
    counts: Annotated[list[int], Field(description="Vehicles that were first seen in each bin.")]
    recorded: Annotated[
        list[float], Field(description="The share of each bin that video covers; 0: nothing was recorded then.")
    ]
    tracks: Annotated[list[int | None], Field(description="A vehicle of each bin, for its picture.")]


class UntimedBody(BaseModel):
    """A video of which no time is known: its vehicles have no place on a clock."""

    video: int
    camera: str
    name: str
    duration: Annotated[float | None, Field(description="Seconds.")]
    tracks: int


class TimelineBody(BaseModel):
    """How many vehicles were first seen when, in bins that are the same for all cameras."""

    edges: Annotated[
        list[datetime], Field(description="Where n bins begin and end, n + 1; empty where no time is known.")
    ]
    span: Annotated[Span | None, Field(description="What it is, where it is a whole hour, day or week, or all.")]
    zone: Annotated[str, Field(description="What the zone of the site is called then.")]
    first: Annotated[datetime | None, Field(description="When the first of all was recorded or seen.")]
    last: Annotated[datetime | None, Field(description="When the last was.")]
    cameras: list[StripBody]
    untimed: Annotated[list[UntimedBody], Field(description="Videos of no known time, the latest first, 100 at most.")]
    untimed_videos: Annotated[int, Field(description="How many there are.")]
    notes: list[str]
    shards: Shards

    @classmethod
    def of(cls, strips: Strips) -> Self:
        """Take over all."""
        first, last = strips.bounds or (None, None)
        return cls(
            edges=list(strips.edges),
            span=strips.span,
            zone=strips.zone,
            first=first,
            last=last,
            cameras=[
                StripBody(
                    camera=one.camera, counts=list(one.counts), recorded=list(one.recorded), tracks=list(one.tracks)
                )
                for one in strips.cameras
            ],
            untimed=[
                UntimedBody(video=one.id, camera=one.camera, name=one.name, duration=one.duration, tracks=one.tracks)
                for one in strips.untimed
            ],
            untimed_videos=strips.untimed_videos,
            notes=list(strips.notes),
            shards=strips.shards,
        )


class PassedParameters(BaseModel):
    """Which vehicles are listed: those that were first seen from ``since`` on and before ``until``."""

    model_config = ConfigDict(extra="forbid")

    camera: Cameras = []
    zone: ZonePaths = []
    since: Moment = None
    until: Moment = None
    video: Annotated[
        int | None, Field(ge=1, le=MAX_ID, description="Instead: one video by its own seconds, its time known or not.")
    ] = None
    order: Literal["newest", "oldest"] = "newest"
    limit: Annotated[int, Field(ge=1, le=200)] = 60
    after: Annotated[str | None, Field(max_length=60, description="The `next` of the page before.")] = None

    @property
    def query(self) -> PassedQuery:
        """The same as a value."""
        after = None if self.after is None else TimelineCursor.of(self.after)
        where = (tuple(self.camera), zone_names(self.zone), self.since, self.until, self.video)
        return PassedQuery(*where, Order(self.order), self.limit, after)


class PassedBody(BaseModel):
    """One vehicle; ``start`` and ``end`` are seconds in the source."""

    track: int
    camera: str
    source: str
    label: str
    start: float
    end: float
    seen: Annotated[datetime | None, Field(description="When it came into view; null where no time is known.")]
    crop: Annotated[str | None, Field(description="Where the best picture is; null where it has none.")]

    @classmethod
    def of(cls, track: FoundTrack, clock: SiteClock) -> Self:
        """Tell it by the clock of the site."""
        return cls(
            track=track.id,
            camera=track.camera,
            source=shown_name(track.source),
            label=track.label,
            start=track.start,
            end=track.end,
            seen=clock.local(track.seen) if track.seen else None,
            crop=f"/v1/tracks/{track.id}/crop" if track.crop else None,
        )


class PassedPageBody(BaseModel):
    """Vehicles in the order of time."""

    tracks: list[PassedBody]
    next: Annotated[str | None, Field(description="The `after` of the next page; null on the last.")]
    notes: list[str]
    shards: Shards


@router.get("/v1/timeline")
def show_timeline(who: Viewer, room: Room, asked: Annotated[TimelineParameters, Query()]) -> TimelineBody:
    """Count all that passed, over time and by camera, and tell what was recorded."""
    return TimelineBody.of(room.timeline.strips(who, asked.query))


@router.get("/v1/timeline/tracks")
def list_passed(who: Viewer, room: Room, asked: Annotated[PassedParameters, Query()]) -> PassedPageBody:
    """List what the bars of ``/v1/timeline`` count, in the order of time, with what a card shows of each.

    It holds those that were first seen from ``since`` on and before ``until``, so that stretches that join share none,
    or one video by its own seconds. ``/v1/tracks`` has all that is known of those that were in view within a time.
    """
    page = room.timeline.passed(who, asked.query)
    following = None if page.next is None else str(page.next)
    told = [PassedBody.of(track, room.clock) for track in page.tracks]
    return PassedPageBody(tracks=told, next=following, notes=list(page.notes), shards=page.shards)
