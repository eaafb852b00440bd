"""What becomes of jobs whose worker process dies, hangs or eats memory, and of the service beside it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from vehiclefinder.control.sources import job_endings, supervised_worker, worker_pool
from vehiclefinder.control.sources.worker_pool import PoolSettings, WorkerPool
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.usage import Usage
from vehiclefinder.processes.limits import ProcessLimits
from vehiclefinder.processes.worker_process import WorkerProcess
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.owned_videos import UPLOADS
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import environment_of
from ..video.served import served, whole
from ..video.synthetic import write_timed
from .faulty_ingest import faulty_jobs, tries

MEMORY = 400 * 10**6
"""Bytes for a worker: enough for one that does nothing."""


class Control:
    """A queue, and a pool whose workers do what the camera of a job says."""

    def __init__(self, catalog: Catalog, videos: Path) -> None:
        self.home = catalog.home
        self.catalog = catalog
        self.usage = Usage()
        self.jobs = JobQueue(catalog.database, catalog.media)
        self.leases = JobLeases(catalog.database)
        url = environment_of(catalog.home).get("VEHICLEFINDER_DATABASE")
        database = SecretStr(url) if url else None
        self.settings = Settings(
            home=catalog.home, database=database, video_roots=(videos,), stream_hosts=("127.0.0.1",)
        )
        self.started: list[int] = []
        self.pools: list[WorkerPool] = []
        self.videos = videos

    def pool(self, settings: PoolSettings = PoolSettings(streams=1)) -> WorkerPool:
        self.pools.append(WorkerPool(self.jobs, self.leases, self.start, self.usage, settings))
        return self.pools[-1]

    def start(self) -> WorkerProcess:
        process = WorkerProcess(faulty_jobs, (self.settings,), ProcessLimits(MEMORY, nice=0))
        self.started.append(process.pid)
        return process

    def add(self, camera: str, locator: str = "a.mp4", kind: JobKind = JobKind.FILE) -> int:
        address = locator if kind is JobKind.STREAM else str(self.videos / locator)
        return self.jobs.add(NewJob(camera, kind, "a.mp4", address, "ada")).id

    def job(self, job: int) -> StoredJob:
        return self.jobs.get(job)

    def attempts(self, job: int) -> int:
        with self.catalog.database.read() as session:
            return session.scalars(select(IngestJobRow.attempts).where(IngestJobRow.id == job)).one()

    def tries(self) -> list[int]:
        return tries(self.home / "tries")


@pytest.fixture
def control(catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Control]:
    monkeypatch.setattr(worker_pool, "EVERY", 0.05)
    monkeypatch.setattr(job_endings, "FIRST_REST", 0.0)
    write_timed(tmp_path / "a.mp4", [i / 10 for i in range(12)])
    control = Control(catalog, tmp_path.resolve())
    yield control
    for pool in control.pools:
        pool.stop()
    assert not any(psutil.pid_exists(pid) for pid in control.started), "they are gone"


def until(pool: WorkerPool, condition: Callable[[], object]) -> None:
    """Let the pool work until something is so."""
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline, "it does not come to pass"
        with suppress(StoreError):
            pool.step()


def later(seconds: float) -> SimpleNamespace:
    """Return a ``time`` whose clock is ahead."""
    return SimpleNamespace(monotonic=lambda: time.monotonic() + seconds)


def test_jobs_are_done_in_one_process_and_what_it_does_is_counted_here(control: Control) -> None:
    first, second = control.add("north"), control.add("south")
    pool = control.pool()
    until(pool, lambda: control.job(second).ended)
    for job in (first, second):
        assert (control.job(job).state, control.job(job).frames, control.job(job).sources) == (JobState.DONE, 12, 1)
    assert (control.usage.total("frames"), len(control.started)) == (24, 1)
    assert [source.status for source in control.catalog.sources()] == ["done", "done"]


def test_an_idle_process_ends_and_another_does_the_next_job(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    job = control.add("north")
    pool = control.pool()
    until(pool, lambda: control.job(job).ended)
    monkeypatch.setattr(supervised_worker, "IDLE", 0.0)
    until(pool, lambda: not psutil.pid_exists(control.started[0]))
    again = control.add("south")
    until(pool, lambda: control.job(again).ended)
    assert (control.job(again).state, len(control.started)) == (JobState.DONE, 2)


@pytest.mark.parametrize(
    ("camera", "told"),
    [
        ("crash", "it ended the process that worked on it (signal 11 (SIGSEGV))"),
        ("eat", "it took more than 400 MB of memory, and was ended"),
        ("odd", "an unexpected failure; the log of the service says more"),
    ],
)
def test_a_video_that_three_workers_could_not_do_fails_and_the_next_is_done(
    control: Control, camera: str, told: str
) -> None:
    job, following = control.add(camera), control.add("north")
    until(control.pool(), lambda: control.job(following).ended and control.job(job).ended)
    failed = control.job(job)
    assert (failed.state, len(control.tries()), control.attempts(job)) == (JobState.FAILED, 3, 3)
    assert failed.error == f"{told}; it was tried 3 times, and is not tried again"
    assert control.job(following).state is JobState.DONE


def test_what_the_machine_hinders_is_tried_as_often_as_it_takes(control: Control) -> None:
    job = control.add("full")
    until(control.pool(), lambda: len(control.tries()) > 4)
    assert (control.job(job).state in (JobState.QUEUED, JobState.RUNNING), control.attempts(job)) == (True, 0)


def test_what_crashed_once_is_done(control: Control) -> None:
    job = control.add("crash once")
    until(control.pool(), lambda: control.job(job).ended)
    done = control.job(job)
    assert (done.state, done.error, control.attempts(job)) == (JobState.DONE, None, 1)


def test_one_that_hangs_is_ended(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    job = control.add("hang")
    pool = control.pool(PoolSettings(streams=1, silence=300.0))
    until(pool, control.tries)
    monkeypatch.setattr(supervised_worker, "time", later(400.0))
    until(pool, lambda: control.job(job).ended)
    assert control.job(job).error == (
        "nothing was heard of it for 300 seconds, and it was ended; it was tried 3 times, and is not tried again"
    )


def test_a_hanging_upload_that_is_cancelled_is_ended_and_not_kept(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "RENEW", 0.0)
    sent = control.home / UPLOADS / "a.mp4"
    sent.parent.mkdir()
    sent.write_bytes((control.videos / "a.mp4").read_bytes())
    job = control.add("hang", str(sent), JobKind.UPLOAD)
    pool = control.pool()
    until(pool, control.tries)
    control.jobs.cancel(job)
    until(pool, lambda: not sent.exists())
    assert (control.job(job).state, control.attempts(job)) == (JobState.CANCELLED, 0)
    assert not psutil.pid_exists(control.started[0])


def test_a_pool_that_stops_puts_its_jobs_back_although_they_hang(control: Control) -> None:
    job = control.add("hang")
    pool = control.pool()
    until(pool, control.tries)
    pool.stop()
    waits = control.job(job)
    assert (waits.state, waits.started, control.attempts(job)) == (JobState.QUEUED, None, 0)
    assert not pool.step(), "whoever has stopped begins nothing"


def test_a_stream_is_tried_for_ever(control: Control) -> None:
    with served(whole(control.videos / "a.mp4")) as address:
        job = control.add("crash", address.secret, JobKind.STREAM)
        until(control.pool(), lambda: len(control.tries()) > 4)
        assert control.job(job).state in (JobState.QUEUED, JobState.RUNNING)
        assert control.attempts(job) >= 4


def test_what_somebody_else_left_behind_is_done_without_a_restart(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "RENEW", 0.0)
    pool = control.pool()
    pool.step()
    left = control.add("north")
    control.leases.take(now=datetime.now(UTC) - timedelta(seconds=61))
    until(pool, lambda: control.job(left).ended)
    assert (control.job(left).state, control.attempts(left)) == (JobState.DONE, 1)


def test_after_a_database_was_away_others_have_time_to_renew_what_they_hold(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "RENEW", 0.0)
    expire, away = control.leases.expire, threading.Event()

    def expire_or_fail() -> object:
        if away.is_set():
            raise StoreError("the server is away")
        return expire()

    monkeypatch.setattr(control.leases, "expire", expire_or_fail)
    pool, held = control.pool(), control.add("north")
    other = control.leases.take(now=datetime.now(UTC) - timedelta(seconds=61))
    away.set()
    with pytest.raises(StoreError, match="the server is away"):
        pool.step()
    away.clear()
    for _ in range(3):
        pool.step()
    assert other is not None
    assert (control.job(held).state, control.attempts(held)) == (JobState.RUNNING, 0)
    monkeypatch.setattr(worker_pool, "time", later(worker_pool.OTHERS + 1))
    until(pool, lambda: control.job(held).ended)
    assert (control.job(held).state, control.attempts(held)) == (JobState.DONE, 1)


def test_whoever_has_lost_a_job_leaves_it_alone(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "RENEW", 0.0)
    job = control.add("hang")
    pool = control.pool()
    until(pool, control.tries)
    control.leases.expire(now=datetime.now(UTC) + timedelta(seconds=61))
    other = control.leases.take()
    until(pool, lambda: not psutil.pid_exists(control.started[0]))
    pool.stop()
    assert other is not None
    assert (control.job(job).state, control.leases.renew(other)) == (JobState.RUNNING, True)


def test_an_end_that_cannot_be_written_is_written_once_it_can(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, full, refused = control.add("north"), threading.Event(), list[int]()
    end = control.leases.end

    def end_or_fail(*arguments: object) -> bool:
        if full.is_set():
            refused.append(job)
            raise StoreError("disk full")
        return end(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(control.leases, "end", end_or_fail)
    full.set()
    pool = control.pool()
    until(pool, lambda: len(refused) == 2)
    assert control.job(job).state is JobState.RUNNING
    with pytest.raises(StoreError, match="disk full"):
        pool.step()
    full.clear()
    pool.step()
    assert (control.job(job).state, control.attempts(job), len(control.started)) == (JobState.DONE, 0, 1)


def test_an_idle_process_that_died_is_replaced(control: Control) -> None:
    first = control.add("north")
    pool = control.pool()
    until(pool, lambda: control.job(first).ended)
    os.kill(control.started[0], signal.SIGKILL)
    second = control.add("south")
    until(pool, lambda: control.job(second).ended)
    assert (control.job(second).state, len(control.started)) == (JobState.DONE, 2)


def silent(over: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        over.wait(60)

    return answer


def test_a_stream_holds_no_video_up_and_waits_for_the_next_service(control: Control) -> None:
    over = threading.Event()
    with served(silent(over)) as address:
        streams = [control.add(camera, address.secret, JobKind.STREAM) for camera in ("north", "gate")]
        video = control.add("south")
        pool = control.pool(PoolSettings(streams=1))
        until(pool, lambda: control.job(video).ended)
        states = [control.job(stream).state for stream in streams]
        assert states == [JobState.RUNNING, JobState.QUEUED], "one at once is policy"
        pool.stop()
        assert [control.job(stream).state for stream in streams] == [JobState.QUEUED] * 2
        over.set()


def test_a_video_that_somebody_else_works_on_waits_until_it_is_free(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = control.add("north")
    pool = control.pool()
    until(pool, lambda: control.job(first).ended)
    with control.catalog.database.read() as session:
        identity = session.scalars(select(SourceRow.identity)).one()
    control.catalog.remove_source(1)
    monkeypatch.setattr(job_endings, "FIRST_REST", 0.2)
    with control.catalog.locks.hold(identity):
        again = control.add("north")
        until(pool, lambda: control.job(again).error)
        told = "this source is being ingested right now, by another process or thread; it is tried again"
        assert (control.job(again).state, control.job(again).error) == (JobState.QUEUED, told)
    until(pool, lambda: control.job(again).ended)
    assert (control.job(again).state, control.job(again).sources, control.attempts(again)) == (JobState.DONE, 1, 0)


def test_videos_are_read_beside_each_other_where_no_stream_needs_the_workers(control: Control) -> None:
    write_timed(control.videos / "b.mp4", [i / 10 for i in range(13)])
    hanging = [control.add("hang"), control.add("freeze", "b.mp4")]
    pool = control.pool(PoolSettings(streams=8, videos=2))
    until(pool, lambda: len(set(control.tries())) == 2)
    assert [control.job(job).state for job in hanging] == [JobState.RUNNING] * 2
    pool.stop()


def test_streams_that_need_the_workers_leave_videos_one(control: Control) -> None:
    over = threading.Event()
    with served(silent(over)) as address:
        stream = control.add("north", address.secret, JobKind.STREAM)
        first, second = control.add("hang"), control.add("north")
        pool = control.pool(PoolSettings(streams=1, videos=2))
        until(pool, control.tries)
        pool.step()
        states = [control.job(job).state for job in (stream, first, second)]
        assert states == [JobState.RUNNING, JobState.RUNNING, JobState.QUEUED]
        pool.stop()
        over.set()


@pytest.mark.parametrize(
    ("before", "seconds", "rest"),
    [(0, 0, 2), (2, 19, 4), (2, 20, 2), (64, 280, 128), (64, 640, 2), (256, 1, 300), (300, 2999, 300)],
)
def test_a_job_rests_twice_as_long_as_before_unless_it_has_gone_well(
    monkeypatch: pytest.MonkeyPatch, before: float, seconds: float, rest: float
) -> None:
    monkeypatch.setattr(job_endings, "FIRST_REST", 2.0)
    assert job_endings.rest_after(before, seconds) == rest
