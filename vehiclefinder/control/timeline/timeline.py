"""All that passed: how many vehicles when and where, and which ones, in the order of time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import ceil, floor, inf

from vehiclefinder.control.timeline.counting import shares_recorded
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
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.passing import joined_bins
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.questions import BinningQuestion, ExtentQuestion, PassingQuestion
from vehiclefinder.finder.shards.told import BinnedShare, ExtentShare
from vehiclefinder.finder.unsearched import unsearched
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

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

    def strips(self, who: Identity, asked: TimelineQuery = TimelineQuery()) -> Strips:
        """Count the vehicles of a stretch of time.

        :raises ValueError: A camera or zone does not exist for them, or the time ends before it begins.
        :raises AuditError: It cannot be written down, and must be.
        :raises StoreError: The catalog cannot be read.
        """
        coverage, look = self._finder.coverage(), self._finder.look_now()
        wanted = self._cameras(who, asked.cameras, asked.zones)
        scope = Scope(cameras=asked.cameras, zones=asked.zones, visible=who.cameras)
        extents, report = self._finder.ask(ExtentQuestion(scope), look)
        ids = list(wanted.values())
        whole = self._whole(extents, ids)
        found = self._stretch(asked, whole, extents)
        marks = edges(self._clock, *found, asked.bins) if found else []
        strips: tuple[CameraStrip, ...] = ()
        if found:
            bins, again = self._finder.ask(BinningQuestion(scope, tuple(ids), tuple(marks)), look)
            report = again if again and report and again.answered < report.answered else report
            strips = self._counted(bins, wanted, marks)
        untimed, videos = self._catalog.untimed_videos(ids, UNTIMED)
        moments = tuple(self._told(one) for one in marks)
        note = self._audit.write(who, "timeline", _detail(asked, moments, strips), done=False)
        missing = report.notes if report else ()
        notes = (*unsearched(coverage, wanted, "counted"), *missing, *filter(None, [note]))
        return Strips(
            edges=moments,
            span=Span.ALL if found and found == whole else name_of(self._clock, *found) if found else None,
            zone=self._zone(moments),
            bounds=(self._told(whole[0]), self._told(whole[1])) if whole else None,
            cameras=strips,
            untimed=tuple(untimed),
            untimed_videos=videos,
            notes=notes,
            shards=report,
        )

    def passed(self, who: Identity, asked: PassedQuery = PassedQuery()) -> PassedPage:
        """List vehicles in the order of time, a page of them.

        :raises NotFoundError: There is no such video, or not for them.
        :raises ValueError: A camera or zone does not exist for them.
        :raises AuditError: It cannot be written down, and must be.
        :raises StoreError: The catalog cannot be read.
        """
        report: ShardReport | None = None
        if asked.video is None:
            keys, report = self._of_time(who, asked)
        else:
            keys = self._of_video(who, asked.video, asked)
        listed = keys[: asked.limit]
        found = self._catalog.found([one.track for one in listed])
        tracks = tuple(found[one.track] for one in listed if one.track in found)
        note = self._audit.write(who, "browse", _listed(asked, len(tracks)), done=False)
        following = listed[-1] if len(keys) > asked.limit else None
        missing = report.notes if report else ()
        return PassedPage(tracks, following, (*missing, *filter(None, [note])), report)

    def _of_time(self, who: Identity, asked: PassedQuery) -> tuple[list[TimelineCursor], ShardReport | None]:
        since, until = (self._seconds(one) for one in (asked.since, asked.until))
        question = PassingQuestion(
            Scope(cameras=asked.cameras, zones=asked.zones, visible=who.cameras),
            -inf if since is None else since,
            inf if until is None else until,
            asked.limit + 1,
            None if asked.after is None else (asked.after.start, asked.after.track),
            falling=asked.order is Order.NEWEST,
        )
        shares, report = self._finder.ask(question)
        keys = sorted((key for share in shares for key in share), reverse=question.falling)
        return [TimelineCursor(*key) for key in keys[: question.limit]], report

    def _of_video(self, who: Identity, video: int, asked: PassedQuery) -> list[TimelineCursor]:
        who.require_camera(self._catalog.source(video).camera, f"source {video} in the catalog")
        after = None if asked.after is None else (asked.after.start, asked.after.track)
        keys = self._catalog.tracks_of(video, after, asked.limit + 1, falling=asked.order is Order.NEWEST)
        return [TimelineCursor(*key) for key in keys]

    def _cameras(self, who: Identity, cameras: tuple[str, ...], zones: ZoneNames) -> dict[str, int]:
        """Return the cameras that are asked for, of those that exist for them, name -> id, by name."""
        visible = Scope(visible=who.cameras).seen(self._catalog.camera_ids())
        named = set(cameras) or {camera for camera, _ in zones}
        return {name: visible[name] for name in sorted(visible) if not named or name in named}

    def _whole(self, extents: Sequence[ExtentShare], ids: list[int]) -> Bounds | None:
        """Return from when to when anything was recorded or seen, whole seconds."""
        seen = [(one.first, one.last) for one in extents if one.first is not None and one.last is not None]
        said = self._catalog.recorded_bounds(ids)
        known = [*seen, *([said] if said else [])]
        if not known:
            return None
        first = floor(min(begin for begin, _ in known) + MILLISECOND)
        return first, max(ceil(max(end for _, end in known) - MILLISECOND), first + 1)

    def _stretch(self, asked: TimelineQuery, whole: Bounds | None, extents: Sequence[ExtentShare]) -> Bounds | None:
        """Return the stretch that is asked for; None where it depends on what was seen, and no time is known."""
        since, until, at = (self._seconds(one) for one in (asked.since, asked.until, asked.at))
        if asked.span not in (None, Span.ALL):
            last = max((one.latest for one in extents if one.latest is not None), default=whole and whole[0])
            moment = last if at is None else at
            return None if moment is None else around(self._clock, moment, asked.span)
        if since is not None and until is not None:
            return _ordered(since, until)
        if whole is None:
            return None
        return _ordered(whole[0] if since is None else since, whole[1] if until is None else until)

    def _counted(
        self, bins: Sequence[BinnedShare], cameras: Mapping[str, int], marks: list[float]
    ) -> tuple[CameraStrip, ...]:
        ids = list(cameras.values())
        counts, shown = joined_bins(bins, len(ids), len(marks) - 1)
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
