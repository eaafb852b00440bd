"""What a timeline is asked for, and what it is answered with."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from vehiclefinder.control.timeline.spans import Span
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.ordering import TIMES, Order
from vehiclefinder.store.tracks.found import FoundTrack
from vehiclefinder.store.tracks.recorded import UntimedVideo

MOST_BINS = 500
MOST_TRACKS = 200
YEARS = range(1971, 3000)
CURSOR = re.compile(r"(-?\d{1,12}(?:\.\d{1,12})?(?:e-?\d{1,3})?)_(\d{1,18})")

ZoneNames = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which stretch of time is counted, where, and how finely.

    A time without a zone is by the clock of the site, here and in :class:`PassedQuery`.

    :param cameras: Names; empty means all.
    :param zones: Camera and name; vehicles that were in any of them. Empty means everywhere.
    :param since: Its begin; None: the earliest of all.
    :param until: Its end; None: the latest of all.
    :param span: Instead of both: the hour, day or week around ``at``, or all.
    :param at: None means when the last vehicle was seen.
    :param bins: How many at most, 1 to 500.
    """

    cameras: tuple[str, ...] = ()
    zones: ZoneNames = ()
    since: datetime | None = None
    until: datetime | None = None
    span: Span | None = None
    at: datetime | None = None
    bins: int = 120

    def __post_init__(self) -> None:
        if not 1 <= self.bins <= MOST_BINS:
            raise ValueError(f"expected 1 to {MOST_BINS} bins, got {self.bins}")
        if self.span and (self.since or self.until):
            raise ValueError("expected a span, or since and until, got both")
        if self.at and not self.span:
            raise ValueError("expected a span around the moment, got the moment alone")
        _require_years(self.since, self.until, self.at)


@dataclass(frozen=True, slots=True)
class TimelineCursor:
    """Where a list goes on: after what began then, seconds since 1970 UTC, or in one video seconds of it."""

    start: float
    track: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Read one.

        :raises ValueError: It is none.
        """
        match = CURSOR.fullmatch(text)
        if match is None:
            raise ValueError(f"expected the 'next' of the page before, got {text!r}")
        return cls(float(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.start!r}_{self.track}"


@dataclass(frozen=True, slots=True)
class PassedQuery:
    """Which vehicles are listed: those that were first seen from ``since`` on and before ``until``.

    :param video: The id of a video: all of it by its own seconds, for those of which no time is known.
    :param order: Newest or oldest first.
    :param limit: How many, 1 to 200.
    :param after: The ``next`` of the page before.
    """

    cameras: tuple[str, ...] = ()
    zones: ZoneNames = ()
    since: datetime | None = None
    until: datetime | None = None
    video: int | None = None
    order: Order = Order.NEWEST
    limit: int = 60
    after: TimelineCursor | None = None

    def __post_init__(self) -> None:
        if self.order not in TIMES:
            raise ValueError(f"expected newest or oldest first, got {self.order}")
        if not 1 <= self.limit <= MOST_TRACKS:
            raise ValueError(f"expected a limit of 1 to {MOST_TRACKS}, got {self.limit}")
        if self.video is not None and (self.cameras or self.zones or self.since or self.until):
            raise ValueError("expected a video, or cameras, zones and times, got both")
        _require_years(self.since, self.until)


@dataclass(frozen=True, slots=True)
class CameraStrip:
    """What one camera saw, bin by bin.

    :param counts: Vehicles that were first seen in each.
    :param recorded: The share of each that some finished source covers, 0 to 1: where it is 0, nothing was looked at.
    :param tracks: A vehicle of each, for its picture; None where there is none.
    """

    camera: str
    counts: tuple[int, ...]
    recorded: tuple[float, ...]
    tracks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """A stretch of time, cut into bins that are the same for all cameras.

    :param edges: Where n bins begin and end, n + 1 moments by the clock of the site; empty where no time is known.
    :param span: What the whole is, where it is a whole hour, day or week, or all.
    :param zone: What the zone is called then.
    :param bounds: When the first and the last of all was recorded or seen; None where no time is known.
    :param cameras: By name.
    :param untimed: Videos of which no time is known, the latest first, 100 at most.
    :param untimed_videos: How many there are.
    :param notes: What is not counted, in plain words.
    :param shards: Which searchers counted theirs, where there are several.
    """

    edges: tuple[datetime, ...]
    span: Span | None
    zone: str
    bounds: tuple[datetime, datetime] | None
    cameras: tuple[CameraStrip, ...]
    untimed: tuple[UntimedVideo, ...]
    untimed_videos: int
    notes: tuple[str, ...]
    shards: ShardReport | None = None


@dataclass(frozen=True, slots=True)
class PassedPage:
    """Vehicles in the order of time.

    :param next: Where the list goes on; None on the last page.
    :param shards: Which searchers told of theirs, where there are several.
    """

    tracks: tuple[FoundTrack, ...]
    next: TimelineCursor | None
    notes: tuple[str, ...]
    shards: ShardReport | None = None


def _require_years(*moments: datetime | None) -> None:
    for moment in moments:
        if moment is not None and moment.year not in YEARS:
            raise ValueError(f"expected a time of the years {YEARS[0]} to {YEARS[-1]}, got {moment.isoformat()}")
