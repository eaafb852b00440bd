"""Streams are ingested whatever happens to the camera, the disk and the database."""

from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.stream_ingest import StreamIngest, StreamParts
from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError
from vehiclefinder.ingest.ingest_job import Progress
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.sources import stream_receiver
from vehiclefinder.video.sources.open import ReadSettings

from ..video.served import served, whole
from ..video.synthetic import write_timed
from .no_vehicles import NoSession, NoVehicles


class Look:
    """A meter that looks at the job whenever it is asked whether to go on."""

    def __init__(self) -> None:
        self.then: Callable[[], object] = lambda: None
        self.frames = 0

    def report(self, progress: Progress) -> None:
        self.then()

    def over(self, frames: int) -> None:
        self.frames += frames

    def check(self) -> None:
        self.then()


class FailingIngester(Ingester):
    """Cannot store some of the segments."""

    failing: frozenset[int] = frozenset()
    number = -1

    def ingest_open(self, *arguments, **named):  # type: ignore[no-untyped-def]
        self.number += 1
        if self.number in self.failing:
            raise ReadOnlyStoreError("catalog /srv/home/catalog.db: disk full", "the disk is full")
        return super().ingest_open(*arguments, **named)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_receiver, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr("vehiclefinder.control.sources.stream_ingest.EVERY", 0.0)


@pytest.fixture
def jobs(catalog: Catalog) -> JobQueue:
    return JobQueue(catalog.database, catalog.media)


@pytest.fixture
def job(catalog: Catalog, jobs: JobQueue) -> StoredJob:
    jobs.add(NewJob("north", JobKind.STREAM, "http://***@camera", "http://eve:s3cret@camera", "ada"))
    work = JobLeases(catalog.database).take()
    assert work is not None
    return work.job


@pytest.fixture
def ingester(catalog: Catalog) -> FailingIngester:
    return FailingIngester(catalog, NoVehicles(), ImageEncoder(NoSession(), "e", side=8))


@pytest.fixture
def parts(catalog: Catalog, jobs: JobQueue, ingester: FailingIngester) -> StreamParts:
    return StreamParts(jobs, ingester, Recordings(catalog.media, 0), ReadSettings(), seconds=1.0)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_timed(tmp_path / "a.mp4", [i / 10 for i in range(40)])


def test_a_segment_that_cannot_be_stored_is_lost_and_said_and_the_next_is_there(
    clip: Path, job: StoredJob, jobs: JobQueue, parts: StreamParts, ingester: FailingIngester, catalog: Catalog
) -> None:
    ingester.failing = frozenset((0, 2))
    said = []
    look = Look()
    look.then = lambda: said.append(jobs.get(job.id).error)
    with served(whole(clip)) as address:
        lost = StreamIngest(job, address, parts, look).run()
    assert [source.status for source in catalog.sources()] == ["done", "done"]
    assert [source.duration for source in catalog.sources()] == pytest.approx([0.9, 0.9])
    assert look.frames == 20
    assert lost is not None
    assert lost.startswith("segment of ")
    assert lost.endswith(" UTC not stored: the disk is full; 2 gaps so far")
    assert said[0] is not None and said[0].endswith(" UTC not stored: the disk is full") and said[-1] == lost


def test_what_is_left_of_a_segment_that_cannot_be_stored_is_tried_soon(
    clip: Path,
    job: StoredJob,
    jobs: JobQueue,
    parts: StreamParts,
    ingester: FailingIngester,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("vehiclefinder.control.sources.stream_ingest.AGAIN", 0.5)
    ingester.failing = frozenset((0, 1, 2))
    parts = StreamParts(jobs, ingester, parts.recordings, parts.read, seconds=60.0)
    with served(whole(clip)) as address:
        lost = StreamIngest(job, address, parts, Look()).run()
    # Of 4 s three tries cost 0.6 s each: the picture that they begin with, and half a second more.
    assert [one.duration for one in catalog.sources() if one.status == "done"] == pytest.approx([2.1])
    assert lost is not None and lost.endswith(" UTC not stored: the disk is full"), "one gap"
    assert sum("was not stored" in message for message in caplog.messages) == 1


def test_a_stream_that_is_away_says_so_until_it_is_there(
    clip: Path, job: StoredJob, jobs: JobQueue, parts: StreamParts, catalog: Catalog
) -> None:
    is_there: list[bool] = []

    def camera(request: BaseHTTPRequestHandler) -> None:
        whole(clip)(request) if is_there else request.send_error(404)

    seen = []

    def look() -> None:
        now = jobs.get(job.id)
        seen.append(now.away_reason)
        if now.away_since is not None:
            is_there.append(True)

    meter = Look()
    meter.then = look
    with served(camera) as address:
        assert StreamIngest(job, address, parts, meter).run() is None
    assert "Server returned 404 Not Found" in seen
    assert (jobs.get(job.id).away_since, jobs.get(job.id).away_reason, seen[-1]) == (None, None, None)
    assert len(catalog.sources()) == 4


class Locked(JobQueue):
    """A queue over a database that cannot be written for a while."""

    is_locked = False

    def away(self, job_id: int, since: datetime | None, reason: str | None = None) -> None:
        if self.is_locked:
            raise StoreError("database is locked")
        super().away(job_id, since, reason)


def test_a_database_that_cannot_be_written_ends_no_stream(
    clip: Path, job: StoredJob, parts: StreamParts, catalog: Catalog
) -> None:
    locked = Locked(catalog.database)
    locked.away(job.id, job.created, "Connection refused")
    locked.is_locked = True
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        locked.is_locked = looks < 15
        if locked.is_locked:
            raise StoreError("database is locked")

    meter = Look()
    meter.then = look
    with served(whole(clip)) as address:
        parts = StreamParts(locked, parts.ingester, parts.recordings, parts.read, seconds=1.0)
        assert StreamIngest(job, address, parts, meter).run() is None
    assert len(catalog.sources()) == 4
    assert locked.get(job.id).away_since is None, "what could not be noted is noted as soon as it can"
