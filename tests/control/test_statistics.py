"""Counts, worked out by hand."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ner.filters import Interval, Times
from ner.keywords import Query
from vehiclefinder.control.statistics import statistics
from vehiclefinder.control.statistics.aggregation import Bucket, Grouping
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.types import FloatArray, Motion, Track
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import CANONICAL, EVEN, FakeWords, picture

START = datetime(2026, 5, 1, 7, 50, tzinfo=UTC)
NEAR = Identity("vera", Role.VIEWER, ("north",))
RED_VAN, RED_BUS = picture(type="van", colour="red"), picture(type="bus", colour="red")
WHITE_VAN = picture(type="van", colour="white")


def seen(minute: float, heading: float | None = None, motion: Motion = Motion.STRAIGHT, label: str = "car") -> Track:
    times = np.array([60 * minute, 60 * minute + 5], np.float32)
    boxes = np.tile(np.array([10, 20, 50, 60], np.float32), (2, 1))
    place = np.eye(9, dtype=np.float32)[4]
    return Track(1, label, times, boxes, (640, 360), heading, motion, place, 0.1)


def add(
    catalog: Catalog, camera: str, tracks: Sequence[tuple[Track, FloatArray]], start: datetime | None = START
) -> None:
    source = NewSource(camera, f"{camera}.mp4", f"{camera}{start}", "file", (640, 360), "e", start)
    writer = catalog.begin(source)
    assert isinstance(writer, SourceWriter)
    with writer:
        for track, vector in tracks:
            writer.add(track, vector)
        writer.finish(10.0)


@pytest.fixture
def counter(catalog: Catalog) -> Statistics:
    scale, weight, zero = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0))
    calibration = Calibration(scale, weight, zero, zero, EVEN, match=0.6, possible=0.3)
    decider = Decider(TextEncoder(FakeWords(CANONICAL)), calibration)
    index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
    return Statistics(catalog, Finder(lambda text: Query(text), decider, catalog, index))


def grouping(*by: str, bucket: Bucket = Bucket.HOUR, zone: str = "UTC") -> Grouping:
    return Grouping(bucket, by, zone)


@pytest.fixture
def busy(catalog: Catalog) -> None:
    """Two cameras and three hours: 07:50 to 09:50."""
    add(
        catalog,
        "north",
        [
            (seen(0, 0.0), RED_VAN),
            (seen(9.9, 314.0, Motion.LEFT), RED_VAN),
            (seen(10, 315.0), WHITE_VAN),
            (seen(69, 45.0, label="bus"), RED_BUS),
            (seen(71, None, Motion.STOPPED), RED_BUS),
        ],
    )
    add(catalog, "south", [(seen(12, 134.9), RED_VAN), (seen(12.5, 225.0), RED_VAN)])


@pytest.mark.usefixtures("busy")
def test_types_and_colours_by_the_hour(counter: Statistics) -> None:
    counts = counter.counts(LOCAL, grouping=grouping("camera", "type", "colour"))
    assert counts.records() == [
        {"start": "2026-05-01T07:00:00+00:00", "camera": "north", "type": "van", "colour": "red", "count": 2},
        {"start": "2026-05-01T08:00:00+00:00", "camera": "north", "type": "van", "colour": "white", "count": 1},
        {"start": "2026-05-01T08:00:00+00:00", "camera": "north", "type": "bus", "colour": "red", "count": 1},
        {"start": "2026-05-01T08:00:00+00:00", "camera": "south", "type": "van", "colour": "red", "count": 2},
        {"start": "2026-05-01T09:00:00+00:00", "camera": "north", "type": "bus", "colour": "red", "count": 1},
    ]
    assert (counts.total, counts.untimed, counts.notes) == (7, 0, ())
    assert next(csv.DictReader(io.StringIO(counts.to_csv()))) == {
        "start": "2026-05-01T07:00:00+00:00", "camera": "north", "type": "van", "colour": "red", "count": "2",
    }  # fmt: skip


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("direction", {"this way": 2, "right": 1 + 1, "away": 0, "left": 1 + 1, "unknown": 1}),
        ("motion", {"straight": 5, "left": 1, "stopped": 1}),
        ("label", {"car": 6, "bus": 1}),
        ("camera", {"north": 5, "south": 2}),
    ],
)
def test_other_things_by_the_day(counter: Statistics, by: str, expected: dict[str, int]) -> None:
    counts = counter.counts(LOCAL, grouping=grouping(by, bucket=Bucket.DAY))
    assert {row.values[0]: row.count for row in counts.rows} == {name: n for name, n in expected.items() if n}
    assert {row.start for row in counts.rows} == {datetime(2026, 5, 1, tzinfo=UTC)}


@pytest.mark.usefixtures("busy")
def test_minutes_and_nothing_else(counter: Statistics) -> None:
    counts = counter.counts(LOCAL, grouping=grouping(bucket=Bucket.MINUTE))
    told = [(row.start.strftime("%H:%M") if row.start else "", row.count) for row in counts.rows]
    assert told == [("07:50", 1), ("07:59", 1), ("08:00", 1), ("08:02", 2), ("08:59", 1), ("09:01", 1)]


@pytest.mark.usefixtures("busy")
def test_stretches_that_meet_count_nobody_twice(counter: Statistics) -> None:
    middle = START + timedelta(minutes=10)  # one vehicle is first seen exactly then
    early, late = Scope(until=middle), Scope(since=middle)
    assert [counter.counts(LOCAL, scope).total for scope in (early, late, Scope())] == [2, 5, 7]
    said = Scope(times=Times((Interval(None, middle - timedelta(seconds=1)),)))
    assert counter.counts(LOCAL, said).total == 2
    assert counter.counts(LOCAL, Scope(cameras=("south",))).total == 2
    assert counter.counts(LOCAL, Scope(excluded=("south",))).total == 5


@pytest.mark.usefixtures("busy")
def test_only_what_one_may_see_is_counted(counter: Statistics, catalog: Catalog) -> None:
    add(catalog, "south", [(seen(0), RED_VAN)], start=None)
    counts = counter.counts(NEAR, grouping=grouping("camera"))
    assert (counts.total, counts.untimed, counts.notes) == (5, 0, ())
    assert {row.values for row in counts.rows} == {("north",)}
    with pytest.raises(ValueError, match=r"expected a camera of \['north'\], got 'south'"):
        counter.counts(NEAR, Scope(cameras=("south",)))
    assert counter.counts(Identity("none", Role.VIEWER, ()), grouping=grouping("camera")).rows == ()


@pytest.mark.usefixtures("busy")
def test_vehicles_of_no_known_time_are_counted_apart(counter: Statistics, catalog: Catalog) -> None:
    add(catalog, "west", [(seen(0), RED_VAN), (seen(5), WHITE_VAN)], start=None)
    every = counter.counts(LOCAL, grouping=grouping("camera"))
    assert every.records()[-1] == {"start": None, "camera": "west", "count": 2}
    assert (every.total, every.untimed) == (9, 2)
    assert every.notes == ("2 tracks have no known time and are counted without one; give --start-time at ingest",)
    assert every.to_csv().splitlines()[-1] == ",west,2"
    limited = counter.counts(LOCAL, Scope(since=START))
    assert (limited.total, limited.untimed) == (7, 2)
    assert limited.notes == ("2 tracks have no known time and were left out; give --start-time at ingest",)


def test_what_comes_later_is_counted_too(counter: Statistics, catalog: Catalog) -> None:
    assert counter.counts(LOCAL).rows == ()
    add(catalog, "north", [(seen(i), vector) for i, vector in enumerate([RED_VAN, WHITE_VAN, WHITE_VAN, RED_BUS])])
    assert counter.counts(LOCAL).total == 4
    add(catalog, "south", [(seen(0), WHITE_VAN)])
    counts = counter.counts(LOCAL, grouping=grouping("colour", "type", bucket=Bucket.DAY))
    assert {row.values: row.count for row in counts.rows} == {
        ("white", "van"): 3, ("red", "van"): 1, ("red", "bus"): 1,
    }  # fmt: skip


def test_days_and_hours_are_those_of_the_zone(counter: Statistics, catalog: Catalog) -> None:
    evening = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 23:30 in Berlin; clocks go back at 01:00 UTC
    add(catalog, "north", [(seen(minute), RED_VAN) for minute in (0, 40, 3 * 60, 4 * 60, 5 * 60)], start=evening)
    days = counter.counts(LOCAL, grouping=grouping(bucket=Bucket.DAY, zone="Europe/Berlin")).records()
    assert days == [
        {"start": "2026-10-24T00:00:00+02:00", "count": 1},
        {"start": "2026-10-25T00:00:00+02:00", "count": 4},
    ]
    hours = counter.counts(LOCAL, grouping=grouping(zone="Europe/Berlin")).records()
    assert [hour["start"][11:] for hour in hours] == [
        "23:00:00+02:00", "00:00:00+02:00", "02:00:00+02:00", "02:00:00+01:00", "03:00:00+01:00",
    ]  # fmt: skip
    india = counter.counts(LOCAL, grouping=grouping(zone="Asia/Kolkata")).records()
    assert india[0]["start"] == "2026-10-25T03:00:00+05:30"


@pytest.mark.usefixtures("busy")
def test_too_many_rows_are_refused(counter: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MOST_ROWS", 4)
    with pytest.raises(ValueError, match="at most 4 rows, got 6: count by fewer things"):
        counter.counts(LOCAL, grouping=grouping(bucket=Bucket.MINUTE))


@pytest.mark.parametrize("by", [("size",), ("type", "type")])
def test_unknown_groups_are_refused(by: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="expected some of camera, label, type, colour, direction, motion, each once"):
        Grouping(by=by)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_unknown_zones_are_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="expected a time zone such as Europe/Berlin"):
        Grouping(zone=zone)


def test_older_models_are_told(counter: Statistics, catalog: Catalog) -> None:
    source = NewSource("north", "a.mp4", "f", "file", (640, 360), "older", START)
    writer = catalog.begin(source)
    assert isinstance(writer, SourceWriter)
    with writer:
        writer.add(seen(0), RED_VAN)
        writer.finish(10.0)
    assert counter.counts(LOCAL).notes == (
        "1 track of north: not counted until the present model has encoded them; run 'vehiclefinder reencode', unless "
        "the service is at it",
    )


def test_the_colour_of_grey_pictures_is_unknown(catalog: Catalog, counter: Statistics) -> None:
    tracks = [(seen(0), WHITE_VAN), (replace(seen(1), monochrome=True), WHITE_VAN)]
    add(catalog, "north", [*tracks, (replace(seen(2), monochrome=False), WHITE_VAN)])
    counts = counter.counts(LOCAL, grouping=grouping("type", "colour", bucket=Bucket.DAY))
    assert [(row.values, row.count) for row in counts.rows] == [(("van", "white"), 2), (("van", "unknown"), 1)]
