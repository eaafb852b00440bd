"""All that passed: how many vehicles when and where, and which ones, in the order of time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil, floor, inf

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.control.timeline.counting import binned, next_rows, shares_recorded
from vehiclefinder.control.timeline.spans import Span, around, edges, name_of
from vehiclefinder.control.timeline.values import (
    CameraStrip,
    PassedPage,
    PassedQuery,
    Strips,
    TimelineCursor,
    TimelineQuery,
    ZoneNames,
)
from vehiclefinder.core.access import Identity
from vehiclefinder.core.shard import require_whole
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.unsearched import unsearched
from vehiclefinder.finder.zones import Zones
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts

UNTIMED = 100
"""Videos of no known time that are told."""

MILLISECOND = 0.001
"""Databases tell times of this day so exactly at least."""

Bounds = tuple[float, float]
"""Seconds since 1970 UTC."""


class SiteTimeline:
    """Counts and lists the vehicles of the cameras that exist for whoever asks.

    Each counts once, when it was first seen; one that was lost and found again is two. What is told of them is in the
    audit log before it is told, as answers of a search are.

    :param finder: What can be found now.
    :param clock: Whose hours and days count.
    """

    def __init__(self, finder: Finder, catalog: Catalog, clock: SiteClock, audit: AuditLog) -> None:
        self._finder = finder
        self._catalog = catalog
        self._clock = clock
        self._audit = audit
        self._zones = Zones(catalog)

    def strips(self, who: Identity, asked: TimelineQuery = TimelineQuery()) -> Strips:
        """Count the vehicles of a stretch of time.

        :raises ValueError: A camera or zone does not exist for them, or the time ends before it begins.
        :raises ConflictError: This searcher holds a part of the vehicles.
        :raises AuditError: It cannot be written down, and must be.
        :raises StoreError: The catalog cannot be read.
        """
        require_whole(self._finder.searchers.shard, "timelines")
        coverage, facts = self._finder.coverage(), self._finder.index().facts
        visible, wanted = self._cameras(who, asked.cameras, asked.zones)
        rows = self._allowed(who, asked.cameras, asked.zones, facts, visible)
        ids = list(wanted.values())
        whole = self._whole(facts.start[rows], facts.end[rows], ids)
        found = self._stretch(asked, whole, facts.start[rows])
        marks = edges(self._clock, *found, asked.bins) if found else []
        strips = self._counted(facts, rows, wanted, marks) if found else ()
        untimed, videos = self._catalog.untimed_videos(ids, UNTIMED)
        moments = tuple(self._told(one) for one in marks)
        note = self._audit.write(who, "timeline", _detail(asked, moments, strips), done=False)
        notes = (*unsearched(coverage, wanted, "counted"), *filter(None, [note]))
        return Strips(
            edges=moments,
            span=Span.ALL if found and found == whole else name_of(self._clock, *found) if found else None,
            zone=self._zone(moments),
            bounds=(self._told(whole[0]), self._told(whole[1])) if whole else None,
            cameras=strips,
            untimed=tuple(untimed),
            untimed_videos=videos,
            notes=notes,
        )

    def passed(self, who: Identity, asked: PassedQuery = PassedQuery()) -> PassedPage:
        """List vehicles in the order of time, a page of them.

        :raises NotFoundError: There is no such video, or not for them.
        :raises ValueError: A camera or zone does not exist for them.
        :raises ConflictError: This searcher holds a part of the vehicles.
        :raises AuditError: It cannot be written down, and must be.
        :raises StoreError: The catalog cannot be read.
        """
        keys = self._of_time(who, asked) if asked.video is None else self._of_video(who, asked.video, asked)
        listed = keys[: asked.limit]
        found = self._catalog.found([one.track for one in listed])
        tracks = tuple(found[one.track] for one in listed if one.track in found)
        note = self._audit.write(who, "browse", _listed(asked, len(tracks)), done=False)
        following = listed[-1] if len(keys) > asked.limit else None
        return PassedPage(tracks, following, tuple(filter(None, [note])))

    def _of_time(self, who: Identity, asked: PassedQuery) -> list[TimelineCursor]:
        require_whole(self._finder.searchers.shard, "timelines")
        facts = self._finder.index().facts
        visible, _ = self._cameras(who, asked.cameras, asked.zones)
        allowed = self._allowed(who, asked.cameras, asked.zones, facts, visible)
        since, until = (self._seconds(one) for one in (asked.since, asked.until))
        rows = allowed[_within(facts.start[allowed], -inf if since is None else since, inf if until is None else until)]
        after = None if asked.after is None else (asked.after.start, asked.after.track)
        first = next_rows(facts, rows, after, asked.limit + 1, falling=asked.order is Order.NEWEST)
        return [TimelineCursor(float(facts.start[row]), int(facts.track[row])) for row in first]

    def _of_video(self, who: Identity, video: int, asked: PassedQuery) -> list[TimelineCursor]:
        who.require_camera(self._catalog.source(video).camera, f"source {video} in the catalog")
        after = None if asked.after is None else (asked.after.start, asked.after.track)
        keys = self._catalog.tracks_of(video, after, asked.limit + 1, falling=asked.order is Order.NEWEST)
        return [TimelineCursor(*key) for key in keys]

    def _cameras(
        self, who: Identity, cameras: tuple[str, ...], zones: ZoneNames
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return the cameras that exist for them and those that are asked for, name -> id, by name."""
        visible = Scope(visible=who.cameras).seen(self._catalog.camera_ids())
        named = set(cameras) or {camera for camera, _ in zones}
        return visible, {name: visible[name] for name in sorted(visible) if not named or name in named}

    def _allowed(
        self, who: Identity, cameras: tuple[str, ...], zones: ZoneNames, facts: Facts, visible: Mapping[str, int]
    ) -> IntArray:
        """Return the rows of what is asked for and of known time.

        :raises ValueError: A camera or zone does not exist for them.
        """
        scope = Scope(cameras=cameras, zones=zones, visible=who.cameras)
        return np.flatnonzero(self._zones.allowed(scope, facts, visible) & ~np.isnan(facts.start))

    def _whole(self, start: NDArray[np.float64], end: NDArray[np.float64], ids: list[int]) -> Bounds | None:
        """Return from when to when anything was recorded or seen, whole seconds."""
        said = self._catalog.recorded_bounds(ids)
        seen = (float(start.min()), float(end.max())) if len(start) else None
        known = [one for one in (said, seen) if one]
        if not known:
            return None
        first = floor(min(begin for begin, _ in known) + MILLISECOND)
        return first, max(ceil(max(end for _, end in known) - MILLISECOND), first + 1)

    def _stretch(self, asked: TimelineQuery, whole: Bounds | None, start: NDArray[np.float64]) -> Bounds | None:
        """Return the stretch that is asked for; None where it depends on what was seen, and no time is known."""
        since, until, at = (self._seconds(one) for one in (asked.since, asked.until, asked.at))
        if asked.span not in (None, Span.ALL):
            last = float(start.max()) if len(start) else whole and whole[0]
            moment = last if at is None else at
            return None if moment is None else around(self._clock, moment, asked.span)
        if since is not None and until is not None:
            return _ordered(since, until)
        if whole is None:
            return None
        return _ordered(whole[0] if since is None else since, whole[1] if until is None else until)

    def _counted(
        self, facts: Facts, rows: IntArray, cameras: Mapping[str, int], marks: list[float]
    ) -> tuple[CameraStrip, ...]:
        inside = rows[_within(facts.start[rows], marks[0], marks[-1])]
        ids = list(cameras.values())
        counts, shown = binned(facts, inside, ids, marks)
        shares = shares_recorded(self._catalog.recorded(ids, self._utc(marks[0]), self._utc(marks[-1])), ids, marks)
        return tuple(
            CameraStrip(name, tuple(counts[i]), tuple(shares[i]), tuple(one or None for one in shown[i]))
            for i, name in enumerate(cameras)
        )

    def _zone(self, moments: tuple[datetime, ...]) -> str:
        """Return what the zone is called; where clocks are set meanwhile, before and after."""
        if not moments:
            return ""
        before, after = self._clock.name(moments[0]), self._clock.name(moments[-1])
        return after if before == after else f"{moments[0].tzname()}/{after}"

    def _seconds(self, moment: datetime | None) -> float | None:
        return None if moment is None else self._clock.local(moment).timestamp()

    def _told(self, moment: float) -> datetime:
        return self._clock.local(self._utc(moment))

    @staticmethod
    def _utc(moment: float) -> datetime:
        return datetime.fromtimestamp(moment, UTC)


def _within(start: NDArray[np.float64], since: float, until: float) -> NDArray[np.bool_]:
    return (start >= since) & (start < until)


def _ordered(since: float, until: float) -> Bounds:
    if since >= until:
        told = (datetime.fromtimestamp(one, UTC).isoformat() for one in (since, until))
        raise ValueError(f"expected since before until, got {' and '.join(told)}")
    return since, until


def _detail(asked: TimelineQuery, moments: tuple[datetime, ...], strips: tuple[CameraStrip, ...]) -> dict[str, object]:
    return {
        "cameras": list(asked.cameras),
        "zones": [list(zone) for zone in asked.zones],
        "since": moments[0].isoformat() if moments else None,
        "until": moments[-1].isoformat() if moments else None,
        "tracks": sum(sum(strip.counts) for strip in strips),
    }


def _listed(asked: PassedQuery, tracks: int) -> dict[str, object]:
    return {
        "cameras": list(asked.cameras),
        "since": asked.since.isoformat() if asked.since else None,
        "until": asked.until.isoformat() if asked.until else None,
        "zones": [list(zone) for zone in asked.zones],
        "video": asked.video,
        "order": asked.order,
        "after": str(asked.after) if asked.after else None,
        "matches": tracks,
    }
