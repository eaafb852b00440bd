"""Locks of homes on several machines, which one server holds."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from vehiclefinder.control import scheduler
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler
from vehiclefinder.core.errors import LockedError, StoreError
from vehiclefinder.core.types import FloatArray
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.source_removal import INTERRUPTED
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import MakeDatabase, MakeSource, MakeTrack

PATIENCE = 60.0
"""Seconds in which what must happen may happen."""
VECTOR: FloatArray = np.ones(4, np.float32)
INGEST = """
import sys
from pathlib import Path
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource

catalog = Catalog(Path(sys.argv[1]), sys.argv[2])
writer = catalog.begin(NewSource("gate", "/videos/a.mp4", "f", "file", (640, 360), "e"))
lock = catalog.locks.hold("patrol")
print(writer.source_id, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def url(make_database: MakeDatabase) -> str:
    return make_database()


@pytest.fixture
def near(tmp_path: Path, url: str) -> Iterator[Catalog]:
    with Catalog(tmp_path / "near", url) as catalog:
        yield catalog


@pytest.fixture
def far(tmp_path: Path, url: str) -> Iterator[Catalog]:
    """The same catalog, from another home."""
    with Catalog(tmp_path / "far", url) as catalog:
        yield catalog


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.05)


def begun(catalog: Catalog, make_source: MakeSource) -> SourceWriter:
    writer = catalog.begin(make_source())
    assert isinstance(writer, SourceWriter)
    return writer


def lose_session(url: str) -> None:
    """Let the server end the sessions that hold locks, as it does when it believes that their machine is gone."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database IS NOT NULL AND granted"
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 60000) FROM ({held}) AS holders"))
    engine.dispose()


def test_two_homes_exclude_each_other(near: Catalog, far: Catalog, make_source: MakeSource) -> None:
    writer = begun(near, make_source)
    with near.locks.hold("patrol"), pytest.raises(LockedError):
        far.locks.hold("patrol")
    with pytest.raises(LockedError, match="this source is being ingested right now"):
        far.begin(make_source())
    with pytest.raises(LockedError, match="this source is being ingested right now"):
        far.remove_source(writer.source_id)
    assert far.is_worked_on(writer.source_id)
    writer.finish(1.0)
    far.remove_source(writer.source_id)
    assert near.sources() == []


def test_of_two_homes_one_does_a_task_until_its_server_is_away(
    near: Catalog, far: Catalog, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "EVERY", 0.01)
    monkeypatch.setattr(scheduler, "AFTER_FAILURE", 0.01)
    steps = {"near": 0, "far": 0}
    waits = Event()

    def step(name: str) -> bool:
        steps[name] += 1
        if name == "near" and waits.is_set():
            lose_session(url)
            until(lambda: steps["far"])
            waits.clear()
        return False

    def over(catalog: Catalog, name: str) -> Scheduler:
        return Scheduler([BackgroundTask("task", lambda: catalog.locks.hold("patrol"), lambda: step(name))])

    with over(near, "near") as first:
        until(lambda: steps["near"] > 2)
        with over(far, "far") as second:
            time.sleep(0.1)
            assert (steps["far"], second.status()[0].here) == (0, False)
            waits.set()
            until(lambda: not waits.is_set())  # the server had let go of it within a step, and the other one took it
            until(lambda: not first.status()[0].here)
            before = steps["near"]
            time.sleep(0.1)
            assert (steps["near"], second.status()[0].here) == (before, True)
        until(lambda: steps["near"] > before)


def test_a_process_that_is_killed_holds_nothing(near: Catalog, tmp_path: Path, url: str) -> None:
    command = [sys.executable, "-c", INGEST, str(tmp_path / "far"), url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        source = int(process.stdout.readline())
        tidier = Tidier(Place(near, "e", temporary=tmp_path))
        assert (near.is_worked_on(source), near.locks.is_held("patrol"), tidier.stranded()) == (True, True, [])
        assert tidier.tidy().mended == []
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    until(lambda: not near.is_worked_on(source))
    assert not near.locks.is_held("patrol")
    assert [(one.kind, one.name) for one in tidier.tidy().mended] == [("interrupted source", f"source {source}")]
    assert [(one.status, one.error) for one in near.sources()] == [(SourceStatus.FAILED, INTERRUPTED)]


def test_a_lock_that_was_lost_and_is_free_is_taken_again(
    near: Catalog, far: Catalog, url: str, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begun(near, make_source) as writer:
        writer.add(make_track(), VECTOR)
        lose_session(url)
        assert not far.is_worked_on(writer.source_id)
        for number in range(1, 16):
            writer.add(make_track(number), VECTOR)
        assert far.is_worked_on(writer.source_id), "16 tracks were stored under it"
        writer.finish(1.0)
    assert [(one.status, one.tracks) for one in far.sources()] == [(SourceStatus.DONE, 16)]


def test_who_has_lost_a_source_to_another_home_stores_nothing_more(
    near: Catalog, far: Catalog, url: str, make_source: MakeSource, make_track: MakeTrack
) -> None:
    lost = begun(near, make_source)
    for number in range(16):
        lost.add(make_track(number), VECTOR)
    lose_session(url)
    taken = begun(far, make_source)
    taken.add(make_track(), VECTOR)
    with pytest.raises(LockedError, match="was lost, and is held by another process now"):
        lost.finish(1.0)
    taken.finish(1.0)
    with pytest.raises(LockedError):
        lost.finish(1.0)  # though the lock is free again
    lost.fail("late")
    assert [(one.id, one.status, one.error, one.tracks) for one in near.sources()] == [(2, "done", None, 1)]
    assert not near.locks.is_held(make_source().identity)


def test_without_a_server_nobody_holds_anything_or_writes(
    server: Any, near: Catalog, far: Catalog, make_source: MakeSource, make_track: MakeTrack
) -> None:
    writer = begun(near, make_source)
    patrol = near.locks.hold("patrol")
    writer.add(make_track(), VECTOR)
    server.stop()
    for ask in (patrol.keep, lambda: near.locks.hold("courier"), lambda: near.locks.is_held("patrol")):
        with pytest.raises(StoreError, match=r"catalog postgresql\+psycopg://") as refused:
            ask()
        assert not isinstance(refused.value, LockedError)
    with pytest.raises(StoreError):
        writer.finish(1.0)
    server.ensure_postgres_running()
    assert not far.locks.is_held("patrol")
    with far.locks.hold("patrol"), pytest.raises(LockedError):
        patrol.keep()
    writer.finish(1.0)
    assert [(one.status, one.tracks) for one in far.sources()] == [(SourceStatus.DONE, 1)]
    patrol.release()
