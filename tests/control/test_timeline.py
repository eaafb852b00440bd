"""All that passed: strips and lists, worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vehiclefinder.control.timeline.spans import Span, around, edges, name_of
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.timeline.values import PassedQuery, TimelineCursor, TimelineQuery
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.finder.ordering import Order
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog

from .street import Street

BERLIN = SiteClock(ZoneInfo("Europe/Berlin"))
EIGHT = datetime(2026, 5, 1, 6, tzinfo=UTC)
"""In Berlin."""
HOUR = timedelta(hours=1)
NORTH = Identity("vera", Role.VIEWER, ("north",))


@pytest.fixture
def timeline(street: Street, catalog: Catalog, log: AuditLog) -> SiteTimeline:
    return SiteTimeline(street.finder, catalog, BERLIN, log)


@pytest.fixture
def busy(street: Street) -> dict[str, Sequence[int]]:
    """Sources of a minute each: in the north at 8:00 and 8:30, in the south at 8:00:30, one of no known time."""
    return {
        "first": street.see("north", "red", "white", "red", start_time=EIGHT),
        "second": street.see("north", "white", start_time=EIGHT + HOUR / 2),
        "south": street.see("south", "red", "red", start_time=EIGHT + timedelta(seconds=30)),
        "untimed": street.see("north", "red", "white", uri="/videos/old.mp4"),
    }


def ids(timeline: SiteTimeline, who: Identity = LOCAL, **asked: object) -> list[int]:
    return [track.id for track in timeline.passed(who, PassedQuery(**asked)).tracks]  # type: ignore[arg-type]


def told(moments: Sequence[float]) -> list[str]:
    return [f"{BERLIN.local(datetime.fromtimestamp(one, UTC)):%d %H:%M %z}" for one in moments]


def test_vehicles_are_counted_where_and_when_they_came_into_view(
    timeline: SiteTimeline, busy: dict[str, Sequence[int]]
) -> None:
    strips = timeline.strips(LOCAL, TimelineQuery(since=EIGHT, until=EIGHT + HOUR, bins=4))
    north, south = strips.cameras
    assert [f"{edge:%H:%M}" for edge in strips.edges] == ["08:00", "08:15", "08:30", "08:45", "09:00"]
    assert (strips.span, strips.zone) == (Span.HOUR, "CEST, Europe/Berlin")
    assert (north.camera, north.counts) == ("north", (3, 0, 1, 0))
    assert (south.camera, south.counts) == ("south", (2, 0, 0, 0))
    assert north.tracks[0] in busy["first"]
    assert north.tracks[1:] == (None, busy["second"][0], None)


@pytest.mark.usefixtures("busy")
def test_gaps_are_told_apart_from_where_nothing_passed(timeline: SiteTimeline, street: Street) -> None:
    street.see("north", start_time=EIGHT + 3 * HOUR / 4)  # a minute of which nobody made use
    street.see("north", start_time=EIGHT + 3 * HOUR / 4 + timedelta(seconds=30))  # recorded twice counts once
    strips = timeline.strips(LOCAL, TimelineQuery(since=EIGHT, until=EIGHT + HOUR, bins=4))
    assert strips.cameras[0].counts == (3, 0, 1, 0)
    assert strips.cameras[0].recorded == (0.067, 0.0, 0.067, 0.1)
    fine = timeline.strips(LOCAL, TimelineQuery(since=EIGHT, until=EIGHT + timedelta(minutes=2), bins=8))
    assert fine.cameras[0].recorded == (1, 1, 1, 1, 0, 0, 0, 0)
    assert fine.cameras[1].recorded == (0, 0, 1, 1, 1, 1, 0, 0)
    late = EIGHT + timedelta(seconds=45)
    begun_before = timeline.strips(LOCAL, TimelineQuery(since=late, until=late + timedelta(seconds=30), bins=1))
    assert begun_before.cameras[0].recorded == (0.5,)


def test_what_has_no_known_time_stands_apart(timeline: SiteTimeline, busy: dict[str, Sequence[int]]) -> None:
    strips = timeline.strips(LOCAL, TimelineQuery(span=Span.ALL))
    (video,) = strips.untimed
    assert (video.camera, video.name, video.duration, video.tracks) == ("north", "old.mp4", 60.0, 2)
    assert strips.untimed_videos == 1
    assert sum(sum(strip.counts) for strip in strips.cameras) == 6
    assert set(busy["untimed"]).isdisjoint(ids(timeline))
    first, second = busy["untimed"]
    assert ids(timeline, video=video.id, order=Order.OLDEST) == [first, second]
    page = timeline.passed(LOCAL, PassedQuery(video=video.id, order=Order.OLDEST, limit=1))
    assert page.next == TimelineCursor(0.0, first)
    assert ids(timeline, video=video.id, order=Order.OLDEST, after=page.next) == [second]
    assert ids(timeline, video=video.id, after=TimelineCursor(1.0, second)) == [first]


def test_pages_hold_all_in_the_order_of_time(timeline: SiteTimeline, busy: dict[str, Sequence[int]]) -> None:
    oldest = [*busy["first"], *busy["south"], *busy["second"]]
    assert ids(timeline, order=Order.OLDEST) == oldest
    after, listed = None, []
    for _ in range(3):
        page = timeline.passed(LOCAL, PassedQuery(limit=2, after=after))
        listed += [track.id for track in page.tracks]
        after = page.next
    assert (listed, after) == (oldest[::-1], None)
    since, until = EIGHT + timedelta(seconds=1), EIGHT + timedelta(seconds=31)
    assert ids(timeline, since=since, until=until) == [busy["south"][0], *busy["first"][:0:-1]]


def test_those_of_one_moment_are_each_listed_once(timeline: SiteTimeline, street: Street) -> None:
    ones = [track for camera in ("north", "south", "west") for track in street.see(camera, "red", start_time=EIGHT)]
    page = timeline.passed(LOCAL, PassedQuery(limit=2))
    assert [track.id for track in page.tracks] == ones[:0:-1]
    assert ids(timeline, after=page.next) == ones[:1]


@pytest.mark.usefixtures("busy")
def test_nothing_is_told_of_cameras_that_are_not_theirs(timeline: SiteTimeline, street: Street, log: AuditLog) -> None:
    street.see("south", "red")
    strips = timeline.strips(NORTH, TimelineQuery(span=Span.ALL))
    assert [strip.camera for strip in strips.cameras] == ["north"]
    assert {video.camera for video in strips.untimed} == {"north"}
    assert strips.bounds == (EIGHT, EIGHT + HOUR / 2 + timedelta(minutes=1))
    assert {track.camera for track in timeline.passed(NORTH).tracks} == {"north"}
    hidden = timeline.strips(LOCAL, TimelineQuery(cameras=("south",), span=Span.ALL)).untimed[0].id
    with pytest.raises(NotFoundError, match=f"no source {hidden} in the catalog"):
        timeline.passed(NORTH, PassedQuery(video=hidden))
    for ask in (
        lambda: timeline.strips(NORTH, TimelineQuery(cameras=("south",))),
        lambda: timeline.passed(NORTH, PassedQuery(cameras=("south",))),
        lambda: timeline.passed(NORTH, PassedQuery(zones=(("south", "gate"),))),
    ):
        with pytest.raises(ValueError, match=r"expected a camera of \['north'\], got 'south'"):
            ask()
    written = [
        (entry.who, entry.action, entry.detail.get("tracks", entry.detail.get("matches"))) for entry in log.page(9)
    ]
    assert written[::-1] == [("vera", "timeline", 4), ("vera", "browse", 4), ("local", "timeline", 2)]


def test_zones_limit_both(timeline: SiteTimeline, catalog: Catalog, busy: dict[str, Sequence[int]]) -> None:
    middle, corner = ((0.0, 0.1), (0.2, 0.1), (0.2, 0.3), (0.0, 0.3)), ((0.8, 0.8), (1.0, 0.8), (1.0, 1.0))
    view = CameraView(zones=(Zone("middle", middle), Zone("corner", corner)))
    CameraStore(catalog.database).change("north", view)
    middle_only = (("north", "middle"),)
    assert ids(timeline, zones=middle_only) == [*busy["second"], *busy["first"][::-1]]
    assert ids(timeline, zones=(("north", "corner"),)) == []
    strips = timeline.strips(LOCAL, TimelineQuery(zones=middle_only, span=Span.ALL))
    assert [(strip.camera, sum(strip.counts)) for strip in strips.cameras] == [("north", 4)]


@pytest.mark.usefixtures("busy")
def test_the_day_of_the_last_vehicle_comes_first_and_any_other_is_asked_for(timeline: SiteTimeline) -> None:
    strips = timeline.strips(LOCAL, TimelineQuery(span=Span.DAY))
    assert (strips.edges[0], strips.edges[-1]) == (EIGHT - 8 * HOUR, EIGHT + 16 * HOUR)
    naive = timeline.strips(LOCAL, TimelineQuery(span=Span.WEEK, at=datetime(2026, 5, 12, 12)))
    assert [f"{edge:%a %d %b %H:%M}" for edge in (naive.edges[0], naive.edges[-1])] == [
        "Mon 11 May 00:00",
        "Mon 18 May 00:00",
    ]
    assert not any(sum(strip.recorded) for strip in naive.cameras)


def test_a_site_that_has_seen_nothing_has_no_time(timeline: SiteTimeline) -> None:
    strips = timeline.strips(LOCAL, TimelineQuery(span=Span.DAY))
    assert (strips.edges, strips.cameras, strips.span, strips.bounds) == ((), (), None, None)
    assert timeline.passed(LOCAL).tracks == ()


@pytest.mark.parametrize(
    ("day", "hours", "around_noon"),
    [
        (date(2026, 3, 29), 23, ["29 01:00 +0100", "29 03:00 +0200"]),
        (date(2026, 10, 25), 25, ["25 02:00 +0200", "25 02:00 +0100"]),
        (date(2026, 5, 1), 24, ["01 01:00 +0200", "01 02:00 +0200"]),
    ],
)
def test_a_day_has_as_many_hours_as_it_has(day: date, hours: int, around_noon: list[str]) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN.zone).timestamp()
    since, until = around(BERLIN, noon, Span.DAY)
    marks = edges(BERLIN, since, until, 30)
    assert len(marks) - 1 == hours
    assert set(around_noon) <= set(told(marks))
    assert name_of(BERLIN, since, until) is Span.DAY
    quarters = edges(BERLIN, since, until, 8)
    assert [text[3:8] for text in told(quarters)] == [f"{hour:02}:00" for hour in (*range(0, 24, 3), 0)]


def test_bins_begin_at_round_times_and_are_no_more_than_asked_for() -> None:
    since = datetime(2026, 5, 1, 6, 7, 8, tzinfo=UTC).timestamp()
    assert [text[3:8] for text in told(edges(BERLIN, since, since + 3600, 5))] == [
        "08:07", "08:15", "08:30", "08:45", "09:00", "09:07",
    ]  # fmt: skip
    weeks = told(edges(BERLIN, since, since + 40 * 86_400, 7))
    assert weeks[1:-1] == [f"{day:02} 00:00 +0200" for day in (4, 11, 18, 25, 1, 8)], "Mondays"
    for length in (0.5, 61, 7300, 86_400 * 3, 86_400 * 5000, 86_400 * 300_000):
        for most in (1, 2, 7, 120, 500):
            marks = edges(BERLIN, since, since + length, most)
            assert (marks[0], marks[-1]) == (since, since + length)
            assert marks == sorted(set(marks))
            assert len(marks) - 1 <= most
            assert len(marks) - 1 >= min(most // 8, 1)


def test_a_zone_of_half_hours_has_its_own_hours() -> None:
    india = SiteClock(ZoneInfo("Asia/Kolkata"))
    since, until = around(india, EIGHT.timestamp(), Span.HOUR)
    assert f"{india.local(datetime.fromtimestamp(since, UTC)):%H:%M}" == "11:00"
    assert until - since == 3600


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"bins": 0}, "expected 1 to 500 bins, got 0"),
        ({"bins": 501}, "expected 1 to 500 bins, got 501"),
        ({"span": Span.DAY, "since": EIGHT}, "expected a span, or since and until, got both"),
        ({"at": EIGHT}, "expected a span around the moment"),
        ({"since": datetime(1, 1, 1)}, "expected a time of the years 1971 to 2999, got 0001-01-01T00:00:00"),
    ],
)
def test_what_cannot_be_counted_is_refused(asked: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        TimelineQuery(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"limit": 201}, "expected a limit of 1 to 200, got 201"),
        ({"order": Order.FASTEST}, "expected newest or oldest first, got fastest"),
        ({"video": 1, "cameras": ("north",)}, "expected a video, or cameras, zones and times, got both"),
    ],
)
def test_what_cannot_be_listed_is_refused(asked: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        PassedQuery(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "7", "nan_1", "1.5", "1_2_3", "inf_1"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    assert TimelineCursor.of(str(TimelineCursor(1777615201.25, 7))) == TimelineCursor(1777615201.25, 7)
    with pytest.raises(ValueError, match="expected the 'next' of the page before, got"):
        TimelineCursor.of(text)


@pytest.mark.usefixtures("busy")
def test_an_end_before_its_begin_is_refused(timeline: SiteTimeline) -> None:
    query = TimelineQuery(since=EIGHT, until=EIGHT)
    with pytest.raises(ValueError, match="expected since before until, got"):
        timeline.strips(LOCAL, query)
    with pytest.raises(ValueError, match=r"expected a camera of \['north', 'south'\], got 'west'"):
        timeline.strips(LOCAL, replace(query, cameras=("west",)))
