"""What a soak does to a service and its surroundings, and how it is seen that all is well again."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread

import httpx
import psutil

from benchmarks.disturbed_feed import BY_CONNECTION, Disturbance, Feed
from benchmarks.soak_service import SoakedService
from benchmarks.soak_webhook import Webhook

LASTS = 13.0
"""Seconds that a disturbance lasts: longer than a silent camera is waited for."""
STOPPED = 15.0
"""Seconds for which the service is stopped."""
ENOUGH = 25
"""Frames that must have come of a camera: more than wait in a worker when its connection breaks."""
LEAST_MEMORY = "256"
"""Megabytes, the least that may be set; a worker at 720p needs more now and then."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is disturbed; ``disk`` is the folder of a small disk, or None."""

    service: SoakedService
    feeds: list[Feed]
    jobs: list[int]
    hook: Webhook
    disk: Path | None


IsWell = Callable[[], bool]
"""Whether all is well again; asked time and again."""
Disturb = Callable[[int], IsWell]
"""Disturbs a camera, or everything, for a while."""


def disturbances(site: Site) -> Mapping[str, Disturb]:
    """Return what can be done to a site while the service lives on, by name."""
    cameras = {f"camera {kind}": partial(_camera, site, kind) for kind in Disturbance if kind is not Disturbance.NONE}
    cameras["camera's connection breaks"] = partial(_drop, site)
    whole = {
        "a worker is killed": _kill_worker,
        "a worker hangs": _hang_worker,
        "the database is locked": _lock,
        "the service is stopped (SIGSTOP)": _stop,
    }
    if site.disk is not None:
        whole["the disk is full"] = _fill
    others = {"a webhook hangs": _hang_webhook, "a listener's token is revoked": _revoke}
    return (
        cameras
        | {name: partial(_everything, site, act) for name, act in whole.items()}
        | {name: partial(_other, site, act) for name, act in others.items()}
    )


def restarts(site: Site) -> Mapping[str, Disturb]:
    """Return what ends the service and starts it again, by name."""
    whole = {
        "the service is killed": _kill,
        "the service is started again": _restart,
        "workers get too little memory": _starve,
    }
    return {name: partial(_everything, site, act) for name, act in whole.items()}


def _camera(site: Site, kind: Disturbance, which: int) -> IsWell:
    feed = site.feeds[which]
    feed.disturbance = kind
    if kind in BY_CONNECTION:
        feed.hang_up()
    time.sleep(LASTS)
    feed.disturbance = Disturbance.NONE
    if kind in BY_CONNECTION:
        feed.hang_up()
    return _ingested(site, [which])


def _drop(site: Site, which: int) -> IsWell:
    site.feeds[which].hang_up()
    return _ingested(site, [which])


def _everything(site: Site, act: Callable[[Site], object], which: int) -> IsWell:
    act(site)
    return _ingested(site, range(len(site.jobs)))


def _other(site: Site, act: Callable[[Site], IsWell], which: int) -> IsWell:
    return act(site)


def _ingested(site: Site, which: Sequence[int]) -> IsWell:
    """Whether enough frames have come of each camera; a job that begins again counts from 0."""
    waiting, least = set(which), dict[int, int]()

    def is_well() -> bool:
        for one in list(waiting):
            told = site.service.call("GET", f"/v1/sources/{site.jobs[one]}").json()
            least[one] = min(least.get(one, told["frames"]), told["frames"])
            comes = told["state"] == "running" and told["away_since"] is None
            if comes and told["frames"] >= least[one] + ENOUGH:
                waiting.discard(one)
        return not waiting

    return is_well


def _kill_worker(site: Site) -> None:
    for worker in site.service.workers()[:1]:
        worker.kill()


def _hang_worker(site: Site) -> None:
    for worker in site.service.workers()[:1]:
        worker.suspend()
        time.sleep(LASTS)
        with suppress(psutil.NoSuchProcess):
            worker.resume()


def _lock(site: Site) -> None:
    with closing(sqlite3.connect(site.service.home / "catalog.db", isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 10000")
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LASTS)
        other.execute("ROLLBACK")


def _stop(site: Site) -> None:
    site.service.signal(signal.SIGSTOP)
    time.sleep(STOPPED)
    site.service.signal(signal.SIGCONT)


def _fill(site: Site) -> None:
    assert site.disk is not None
    ballast = site.disk / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(os.urandom(1 << 20))
            file.flush()
    time.sleep(LASTS)
    ballast.unlink()


def _kill(site: Site) -> None:
    site.service.end(signal.SIGKILL)
    site.service.start()


def _restart(site: Site) -> None:
    site.service.end()
    site.service.start()


def _starve(site: Site) -> None:
    site.service.end()
    site.service.start(worker_memory_mb=LEAST_MEMORY)
    time.sleep(LASTS)
    _restart(site)


def _hang_webhook(site: Site) -> IsWell:
    site.hook.hangs = True
    time.sleep(LASTS)
    site.hook.hangs = False
    taken = site.hook.taken
    return lambda: site.hook.taken > taken


def _revoke(site: Site) -> IsWell:
    """Let a listener lose its right: its stream must end, and no other begin."""
    made = site.service.call("POST", "/v1/tokens", {"name": f"listener-{time.monotonic_ns()}", "role": "viewer"})
    made.raise_for_status()
    begun, ended = Event(), Event()

    def listen() -> None:
        with suppress(httpx.HTTPError), site.service.stream("/v1/alerts/stream", made.json()["secret"]) as stream:
            for _ in stream.iter_lines():
                begun.set()
        ended.set()

    Thread(target=listen, daemon=True).start()
    begun.wait(LASTS)
    site.service.call("DELETE", f"/v1/tokens/{made.json()['id']}").raise_for_status()

    def is_well() -> bool:
        with site.service.stream("/v1/alerts/stream", made.json()["secret"]) as again:
            return begun.is_set() and ended.is_set() and again.status_code == httpx.codes.UNAUTHORIZED

    return is_well
