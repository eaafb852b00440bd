"""A server of PostgreSQL that dies in the middle of ingest and of searches, and comes back over the same data."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.files.open_media import open_media
from vehiclefinder.store.tracks import picture_health
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import PostgresHomes, kill_server, running_server, start_again, url_of
from ..service import started
from .test_two_workers import attempts, holders, until

CAMERAS = ("bridge", "depot", "gate", "market")
BOUND = 60.0
"""Seconds after which a searcher that has not answered hangs."""
AWAY = 3.0
"""Seconds for which the server is away: workers note how far they are once a second."""


class Asking:
    """Somebody who asks a searcher for one thing after the other.

    :ivar told: The status of every answer.
    """

    def __init__(self, url: str) -> None:
        self.told: list[int] = []
        self._url = url
        self._enough = Event()

    def ask(self) -> httpx.Response:
        told = httpx.post(f"{self._url}/v1/search", json={"sentence": "car", "k": 200}, timeout=BOUND)
        self.told.append(told.status_code)
        return told

    @contextmanager
    def again_and_again(self) -> Iterator[None]:
        def ask() -> None:
            while not self._enough.wait(0.05):
                self.ask()

        thread = Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            self._enough.set()
            thread.join()


@pytest.fixture
def server(databases: PostgresHomes | None) -> Iterator[Any]:
    """A server of its own, which keeps what was committed."""
    if databases is None:
        pytest.skip("of PostgreSQL alone")
    with running_server(()) as server:
        yield server


def in_the_middle(catalog: Catalog, pids: set[int]) -> Callable[[], bool]:
    """Whether one job is done, and each of the processes in the middle of another."""

    def is_so() -> bool:
        held = holders(catalog)
        done = any(job.state == JobState.DONE for job in JobQueue(catalog.database).list(None, 10))
        return done and held.keys() == pids and all(frames for _, frames in held.values())

    return is_so


def test_workers_and_searchers_go_on_by_themselves_after_their_server_was_killed(
    server: Any, tmp_path: Path, demo_clip: Path
) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "looker").mkdir()
    url, media = url_of(server), f"file://{tmp_path / 'share'}"
    environment = {
        "VEHICLEFINDER_DATABASE": url.render_as_string(hide_password=False),
        "VEHICLEFINDER_MEDIA": media,
        "VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent),
        "VEHICLEFINDER_WORKERS": "1",
    }
    searching = environment | {"VEHICLEFINDER_INGEST": "false"}
    with Catalog(tmp_path / "looker", environment["VEHICLEFINDER_DATABASE"], open_media(tmp_path, media)) as catalog:
        jobs = JobQueue(catalog.database)
        for camera in CAMERAS:
            jobs.add(NewJob(camera, JobKind.FILE, "traffic.mp4", str(demo_clip), "ada", fps=5))
        with (
            started("serve", tmp_path / "searcher", environment=searching) as (address, searcher),
            started("work", tmp_path / "first", environment=environment) as (one, first),
            started("work", tmp_path / "second", environment=environment) as (other, second),
        ):
            asking = Asking(address)
            until(in_the_middle(catalog, {first.pid, second.pid}))
            assert asking.ask().status_code == 200
            with asking.again_and_again():
                kill_server(server)
                until(lambda: asking.told[-1] == 503)
                problem = asking.ask().json()
                for each in (address, one, other):
                    assert httpx.get(f"{each}/healthz", timeout=BOUND).status_code == 200
                    assert httpx.get(f"{each}/readyz", timeout=BOUND).status_code == 503
                time.sleep(AWAY)
                start_again(server)
                until(lambda: asking.told[-1] == 200)
            until(lambda: all(job.ended for job in jobs.list(None, 10)))
            assert [process.poll() for process in (searcher, first, second)] == [None] * 3
            found = asking.ask().json()["matches"]
            kill_server(server)
            for process in (searcher, first, second):
                process.terminate()
            assert [process.wait(BOUND) for process in (first, second)] == [0, 0]
            searcher.wait(BOUND)
            start_again(server)
        assert problem["detail"].startswith("a model, the catalog")
        assert set(asking.told) == {200, 503}
        done = jobs.list(None, 10)
        assert [(job.state, job.error, job.sources) for job in done] == [(JobState.DONE, None, 1)] * len(CAMERAS)
        assert set(attempts(catalog).values()) == {0}
        sources = catalog.sources()
        assert {source.status for source in sources} == {SourceStatus.DONE}
        assert Counter(source.camera for source in sources) == Counter(CAMERAS), "nothing is there twice"
        (tracks,) = {source.tracks for source in sources}
        rows = [track.camera for track in catalog.tracks(range(1, 10_000))]
        assert Counter(rows) == dict.fromkeys(CAMERAS, tracks), "nothing of what broke off"
        assert Counter(match["camera"] for match in found) == {camera: len(found) // len(CAMERAS) for camera in CAMERAS}
        assert found
        health = picture_health.check(catalog.database, catalog.media, deep=True)
        assert (health.missing, health.junk) == ((), ())
        assert health.looked_at > len(rows)
