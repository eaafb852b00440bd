"""What a soak disturbs, and how it is seen that all is well again."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import psutil

from benchmarks.disturbed_feed import Disturbance, Feed
from benchmarks.soak_service import SoakedService

LONGEST = 150.0
"""Seconds in which all must be well again: a lease runs out after 60, and tries to reach a camera wait up to 30."""
LASTS = 13.0
"""Seconds that a disturbance lasts: longer than a silent camera is waited for."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is disturbed; ``disk`` is the folder of a small disk, or None."""

    service: SoakedService
    feeds: list[Feed]
    jobs: list[int]
    disk: Path | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """After how many seconds frames of the disturbed cameras were ingested again; None where they were not."""

    name: str
    seconds: float | None

    def __str__(self) -> str:
        return f"{self.name}: {'NOT RECOVERED' if self.seconds is None else f'{self.seconds:.1f} s'}"


Disturb = Callable[[int], Sequence[int]]
"""Disturbs a camera, or everything, for a while; returns the cameras that it disturbed."""


def disturbances(site: Site) -> Mapping[str, Disturb]:
    """Return what can be done to a site, by name."""
    whole = {
        "a worker is killed": lambda: _signal(site, signal.SIGKILL),
        "a worker hangs": lambda: _hang(site),
        "the database is locked": lambda: _lock(site),
        "the service is killed": lambda: _restart(site, signal.SIGKILL),
        "the service is started again": lambda: _restart(site, signal.SIGTERM),
    }
    if site.disk is not None:
        whole["the disk is full"] = lambda: _fill(site)
    one = {kind.value: partial(_camera, site, kind) for kind in Disturbance if kind is not Disturbance.NONE}
    one["the connection breaks"] = partial(_drop, site)
    return {f"camera {name}": act for name, act in one.items()} | {
        name: partial(_everything, site, act) for name, act in whole.items()
    }


def _camera(site: Site, kind: Disturbance, which: int) -> Sequence[int]:
    feed = site.feeds[which]
    feed.disturbance = kind
    if kind in (Disturbance.AWAY, Disturbance.SILENT, Disturbance.MISSING, Disturbance.TEXT):
        feed.hang_up()
    time.sleep(LASTS)
    feed.disturbance = Disturbance.NONE
    return [which]


def _drop(site: Site, which: int) -> Sequence[int]:
    site.feeds[which].hang_up()
    return [which]


def _everything(site: Site, act: Callable[[], object], which: int) -> Sequence[int]:
    act()
    return range(len(site.jobs))


def recovery(site: Site, name: str, which: Sequence[int]) -> Recovery:
    """Wait until more frames have come of each camera; a job that begins again counts from 0."""
    began, waiting = time.monotonic(), set(which)
    before: dict[int, int] = {}
    while waiting and time.monotonic() - began < LONGEST:
        for one in list(waiting):
            with suppress(httpx.HTTPError):
                told = site.service.call("GET", f"/v1/sources/{site.jobs[one]}").json()
                frames = told.get("frames", 0) if told.get("away_since") is None else 0
                if frames > before.get(one, frames) and told["state"] == "running":
                    waiting.discard(one)
                before[one] = frames
        time.sleep(0.5)
    return Recovery(name, None if waiting else time.monotonic() - began)


def _signal(site: Site, how: signal.Signals) -> psutil.Process | None:
    for worker in site.service.workers():
        with suppress(psutil.NoSuchProcess):
            worker.send_signal(how)
            return worker
    return None


def _hang(site: Site) -> None:
    worker = _signal(site, signal.SIGSTOP)
    time.sleep(LASTS)
    if worker is not None:
        with suppress(psutil.NoSuchProcess):
            worker.send_signal(signal.SIGCONT)


def _lock(site: Site) -> None:
    with closing(sqlite3.connect(site.service.home / "catalog.db", isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 10000")
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LASTS)
        other.execute("ROLLBACK")


def _restart(site: Site, how: signal.Signals) -> None:
    site.service.end(how)
    site.service.start()


def _fill(site: Site) -> None:
    assert site.disk is not None
    ballast = site.disk / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(os.urandom(1 << 20))
            file.flush()
    time.sleep(LASTS)
    ballast.unlink()
