"""Time of one timeline over months of tracks, against a plain SQL GROUP BY over the same rows in the same run.

    .venv/bin/python -m benchmarks.timeline [TRACKS] [CAMERAS] [DAYS]

Tracks come at random times within recordings of ten minutes each. The baseline joins tracks to their recordings and
counts them by camera and bin, with the help of an index on when a recording began, and tells no picture and no gap.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from tests.blank_facts import blank_facts
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.timeline.values import PassedQuery, TimelineQuery
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.finder.passing import next_rows
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.facts import Facts

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
TEN_MINUTES = 600
ROUNDS = 15
GROUPED = """
SELECT camera_id, CAST(passed AS INTEGER) / :step, count(*) FROM (
  SELECT s.camera_id, (julianday(s.start_time) - 2440587.5) * 86400.0 + t.start - :since AS passed
  FROM sources s JOIN tracks t ON t.source_id = s.id
  WHERE s.status = 'done' AND s.start_time >= :early AND s.start_time < :until)
WHERE passed >= 0 AND passed < :length GROUP BY 1, 2
"""


class SeenTracks:
    """What a finder knows of tracks, in memory."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def index(self) -> "SeenTracks":
        """Return what holds the facts."""
        return self

    def coverage(self) -> Coverage:
        """Return that nothing is lacking."""
        return Coverage()


def main() -> None:
    tracks, cameras, days = (int(one) for one in (sys.argv[1:] + ["1000000", "20", "180"][len(sys.argv) - 1 :]))
    with TemporaryDirectory() as folder, Catalog(Path(folder)) as catalog:
        facts = filled(catalog, tracks, cameras, days)
        timeline = SiteTimeline(SeenTracks(facts), catalog, SiteClock(), AuditLog(catalog.database))  # type: ignore[arg-type]
        print(f"{tracks:,} tracks, {cameras} cameras, {days} days, {days * 144 * cameras:,} recordings")
        print(f"{'':8}{'timeline p50':>14}{'p99':>8}{'GROUP BY p50':>14}{'p99':>8}{'ratio':>8}   (ms)")
        for name, length in (("hour", 1 / 24), ("day", 1.0), ("week", 7.0), ("all", float(days))):
            report(name, timeline, Path(folder) / "catalog.db", timedelta(days=length), days)
        page(timeline, facts)


def filled(catalog: Catalog, tracks: int, cameras: int, days: int) -> Facts:
    """Write recordings and tracks by plain SQL, as far as both sides read them."""
    rng, each = np.random.default_rng(0), days * 144
    source = np.sort(rng.integers(0, cameras * each, tracks))
    within = rng.uniform(0, TEN_MINUTES, tracks)
    camera, number = source // each, source % each
    begin = BEGIN.timestamp() + number * TEN_MINUTES
    with sqlite3.connect(catalog.home / "catalog.db") as database:
        database.executemany("INSERT INTO cameras (id, name) VALUES (?, ?)", [(i + 1, f"c{i}") for i in range(cameras)])
        database.executemany(
            "INSERT INTO sources (id, camera_id, identity, uri, fingerprint, kind, width, height, start_time, duration,"
            " settings, encoder, status, created)"
            " VALUES (?, ?, ?, 'a', 'a', 'file', 1, 1, ?, 600, '{}', 'e', 'done', ?)",
            ((i + 1, i // each + 1, str(i), *[_text(i % each)] * 2) for i in range(cameras * each)),
        )
        database.executemany(
            "INSERT INTO tracks (id, source_id, label, start, end, motion, place, speed, width, height, path)"
            " VALUES (?, ?, 'car', ?, ?, 'straight', x'', 0, 1, 1, zeroblob(20))",
            zip(range(1, tracks + 1), (source + 1).tolist(), within.tolist(), (within + 5).tolist(), strict=True),
        )
        database.execute("CREATE INDEX began ON sources (start_time)")  # for the baseline alone
        database.execute("ANALYZE")
    start = begin + within
    return blank_facts(
        tracks, track=np.arange(1, tracks + 1), camera=camera + 1, source=source + 1, start=start, end=start + 5
    )


def report(name: str, timeline: SiteTimeline, database: Path, length: timedelta, days: int) -> None:
    """Print one line; both take turns, so that both meet the same load of the machine."""
    since = BEGIN + (timedelta(days=days) - length) / 2
    query = TimelineQuery(since=since, until=since + length)
    values = {
        "since": since.timestamp(), "length": length.total_seconds(), "step": max(1, int(length.total_seconds() / 120)),
        "early": f"{since - timedelta(seconds=TEN_MINUTES):%Y-%m-%d %H:%M:%S.%f}",
        "until": f"{since + length:%Y-%m-%d %H:%M:%S.%f}",
    }  # fmt: skip
    with sqlite3.connect(database) as connection:
        pairs = [
            (
                taken(lambda: timeline.strips(LOCAL, query)),
                taken(lambda: connection.execute(GROUPED, values).fetchall()),
            )
            for _ in range(ROUNDS)
        ]
        counted = sum(sum(strip.counts) for strip in timeline.strips(LOCAL, query).cameras)
        grouped = sum(n for _, _, n in connection.execute(GROUPED, values))
    (p50, p99), (sql, sql99) = np.percentile(np.array(pairs) * 1000, [50, 99], axis=0).T
    both = f"{counted:,} counted, {grouped:,} by SQL"
    print(f"{name:8}{p50:14.1f}{p99:8.1f}{sql:14.1f}{sql99:8.1f}{p50 / sql:8.2f}   {both}")


def page(timeline: SiteTimeline, facts: Facts) -> None:
    """Print what a page of the list takes in the middle of all, against sorting all that come after."""
    every = np.arange(len(facts))
    after = float(np.median(facts.start)), 0
    pairs = [
        (
            taken(lambda: timeline.passed(LOCAL, PassedQuery(until=datetime.fromtimestamp(after[0], UTC)))),
            taken(lambda: next_rows(facts, every, after, 60, falling=True)),
            taken(lambda: np.lexsort((-facts.track, -facts.start))[:60]),
        )
        for _ in range(ROUNDS)
    ]
    whole, found, ordered = np.median(np.array(pairs) * 1000, axis=0)
    print(f"a page of 60: {whole:.1f} ms, of which {found:.1f} to find them; sorting all takes {ordered:.1f}")


def taken(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _text(number: int) -> str:
    return f"{BEGIN + timedelta(seconds=number * TEN_MINUTES):%Y-%m-%d %H:%M:%S.%f}"


if __name__ == "__main__":
    main()
