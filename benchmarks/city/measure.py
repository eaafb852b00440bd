"""What one process takes over a catalog: one task, by the product's own code, told as one line of JSON.

``python -m benchmarks.city.measure TASK HOME``; the address of the database, the shard and all else are settings, and
stand in the environment. A checkout whose folder comes first in PYTHONPATH is the one that is measured.
"""

import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.city.month import BEGIN, DAYS
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.control.statistics.aggregation import Bucket, Grouping
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.timeline.spans import Span
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.timeline.values import PassedQuery, TimelineQuery
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.types import Motion, Track
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.image_encoder import unit_slots
from vehiclefinder.match.slots import DIM
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

SENTENCES = (
    "red car", "white van on the left going away", "blue truck driving towards the camera, not a bus",
    "black SUV turning right at the top of the image", "silver or grey sedan stopped in the bottom left",
    "a yellow taxi followed by a white van", "a motorcycle", "dark green pickup going away",
    "not a taxi, but yellow", "police car stopped at the top", "a grey hatchback", "orange truck in the centre",
    "maroon lorry on the right", "van turning left",
)  # fmt: skip
MIDDLE = BEGIN + timedelta(days=DAYS // 2)
SCOPES = {
    "all": Scope(),
    "one camera": Scope(cameras=("camera 2",)),
    "one day": Scope(since=MIDDLE, until=MIDDLE + timedelta(days=1)),
}
FEW = "20 cameras, 7 days"
ROUNDS = 3
TURNS = 10
MB = 2**20
Taken = tuple[float, float]
"""Milliseconds by the clock, and of CPU."""


@dataclass(frozen=True)
class Parts:
    """What the product joins for searches."""

    catalog: Catalog
    index: IndexKeeper
    finder: Finder
    statistics: Statistics
    timeline: SiteTimeline


@contextmanager
def opened(home: Path) -> Iterator[Parts]:
    settings = Settings.from_environment().replace(home=home)
    reader, decider = open_reader(settings), open_decider(settings)
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog, decider)
        finder = Finder(reader, decider, catalog, index)
        reader(SENTENCES[0])  # what reading loads at its first use is no memory of tracks
        second = list(inspect.signature(Statistics).parameters)[1]  # what builds of before took is the index
        statistics = Statistics(catalog, index if second == "index" else finder)  # type: ignore[arg-type]
        timeline = SiteTimeline(finder, catalog, SiteClock(), AuditLog(catalog.database))
        yield Parts(catalog, index, finder, statistics, timeline)


def memory() -> dict[str, float]:
    """Return what this process holds, MB: its own, and of files, which all processes share."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    told = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return {"private": told["Anonymous"], "files": told["Rss"] - told["Anonymous"]}


@dataclass
class Peak:
    """The most private memory of this process while a block lasts, MB."""

    most: float = 0.0
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> "Peak":
        self._thread = Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            told = Path("/proc/self/status").read_text().split("RssAnon:")[1]
            self.most = max(self.most, int(told.split()[0]) / 1024)


def make(home: Path) -> dict[str, Any]:
    """Make an empty catalog."""
    with opened(home) as parts:
        return {"tables": parts.catalog.database.name}


def build(home: Path) -> dict[str, Any]:
    """Make the columns from SQL."""
    with opened(home) as parts:
        before = memory()["private"]
        with Peak() as peak:
            taken, used = timed(parts.index.current)
        origin = str(parts.index.origin)
        files = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file())
        rows, seconds = len(parts.index.current()), {"seconds": taken / 1000, "cpu": used / 1000}
        return {"rows": rows, "origin": origin, **seconds, "peak": peak.most - before, "disk": files / MB}


def ask(home: Path) -> dict[str, Any]:
    """Load the columns and ask everything."""
    with opened(home) as parts:
        finder, before = parts.finder, memory()
        loaded = timed(finder.index)
        told: dict[str, Any] = {"rows": len(finder.index()), "load": loaded, "models": before}
        with Peak() as peak:
            told["find"] = searches(finder, parts.catalog.camera_ids())
            told |= {name: milliseconds(once) for name, once in others(parts).items()}
        told["searched"] = finder.find("red car").searched
        now = memory()
        return told | {"private": now["private"], "files": now["files"], "peak": peak.most}


def searches(finder: Finder, cameras: Iterable[str]) -> dict[str, list[Taken]]:
    scopes = SCOPES | {FEW: Scope(cameras=tuple(sorted(cameras)[:20]), since=MIDDLE, until=MIDDLE + timedelta(days=7))}
    finder.find(SENTENCES[0])
    taken: dict[str, list[Taken]] = {name: [] for name in scopes}
    for _ in range(ROUNDS):
        for sentence in SENTENCES:
            for name, scope in scopes.items():
                taken[name].append(timed(partial(finder.find, sentence, scope)))
    return taken


def others(parts: Parts) -> dict[str, Callable[[int], Any]]:
    """Return what is asked besides, by what it is called."""
    tracks = parts.finder.index().facts.track
    week = Scope(since=MIDDLE, until=MIDDLE + timedelta(days=7))
    by_day = Grouping(Bucket.DAY, ("type", "colour"))
    timeline, day = parts.timeline, TimelineQuery(span=Span.DAY, at=MIDDLE)
    return {
        "similar": lambda turn: parts.finder.similar(int(tracks[len(tracks) * turn // TURNS])),
        "statistics": lambda turn: parts.statistics.counts(LOCAL, grouping=by_day),
        "statistics of a week": lambda turn: parts.statistics.counts(LOCAL, week, Grouping(by=("label",))),
        "timeline": lambda turn: timeline.strips(LOCAL),
        "timeline of a day": lambda turn: timeline.strips(LOCAL, day),
        "a page of the list": lambda turn: timeline.passed(LOCAL, PassedQuery(until=MIDDLE)),
    }


def milliseconds(once: Callable[[int], Any]) -> list[Taken]:
    once(0)
    return [timed(partial(once, turn)) for turn in range(TURNS)]


def timed(run: Callable[[], Any]) -> Taken:
    """Return milliseconds by the clock, and of CPU of this process, which others beside it do not lengthen."""
    began, used = perf_counter(), process_time()
    run()
    return (perf_counter() - began) * 1000, (process_time() - used) * 1000


def follow(home: Path) -> dict[str, Any]:
    """Tell how long after its end a source of 20 tracks is found, several times."""
    with opened(home) as parts:
        parts.finder.prepare()
        before = len(parts.finder.index())
        taken: list[Taken] = []
        newest: list[datetime | None] = []
        again = milliseconds(lambda turn: parts.finder.browse(Scope(k=1)))
        for _ in range(5):
            last = stored(parts, str(datetime.now(UTC)))
            taken.append(timed(lambda: newest.append(parts.finder.browse(Scope(k=1)).matches[0].seen)))
            if newest.pop() != last:
                raise SystemExit(f"expected the vehicle of {last} to be found")
        with Peak() as peak:
            stored(parts, str(datetime.now(UTC)))
            parts.finder.prepare()
        return {"rows": before, "follow": taken, "browse": again, "peak": peak.most - memory()["private"]}


def stored(parts: Parts, name: str) -> datetime:
    """Store a source that is later than all; return when its last vehicle was first seen."""
    start = datetime.now(UTC).replace(microsecond=0)
    shard = getattr(parts.index, "shard", None)
    while True:  # until it is of this shard
        source = NewSource("fresh", "none", name, "file", (1280, 720), parts.index.encoder, start)
        writer = parts.catalog.begin(source)
        assert isinstance(writer, SourceWriter)
        with writer:
            for number in range(20):
                writer.add(track(number), unit_slots(np.ones(DIM, np.float32)))
            writer.finish(30.0)
        if shard is None or writer.source_id in shard:
            return start + timedelta(seconds=19)
        name += "+"


def track(number: int) -> Track:
    times = np.array([0, 1], np.float32) + number
    boxes, place = np.array([[0, 0, 9, 9]] * 2, np.float32), np.full(9, 1 / 9, np.float32)
    return Track(number, "car", times, boxes, (1280, 720), None, Motion.UNKNOWN, place, 0.0)


TASKS = {"make": make, "build": build, "ask": ask, "follow": follow}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](Path(sys.argv[2]))))
