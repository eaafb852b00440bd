"""Jobs of the control room: each is queued where it is not yet, and done as a service's worker would do it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from vehiclefinder import Settings
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.ingester import ingester
from vehiclefinder.control.sources import worker
from vehiclefinder.control.sources.job_endings import JobEndings
from vehiclefinder.control.sources.job_outcome import Ending
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.stream_ingest import StreamParts
from vehiclefinder.control.sources.worker import IngestWorker, WorkerContext
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

from ..video.served import served, whole
from .homes import ENOUGH, PART, START

SEGMENT = 2.0
"""Seconds of a segment of the stream."""


def upload(home: Path) -> None:
    """Send a part of the clip, unless that was done, and ingest it."""

    def send(catalog: Catalog, jobs: JobQueue) -> None:
        sources = Sources(catalog, jobs, AuditLog(catalog.database), SourcePolicy())
        with home.with_name(PART).open("rb") as file:
            sources.upload(LOCAL, file, "gate.mp4", "demo", START)

    _do(home, send, SourcePolicy())


def stream(home: Path) -> None:
    """Receive a stream that ends, of a camera that sends it again to whoever asks again; what comes is recorded."""
    vars(worker)["StreamParts"] = partial(StreamParts, seconds=SEGMENT)
    with served(whole(home.with_name(PART))) as address:
        with closing(sqlite3.connect(home / "catalog.db")) as db, db:  # each time the camera answers on another port
            db.execute("UPDATE jobs SET locator = ?", [address.secret])

        def ask(catalog: Catalog, jobs: JobQueue) -> None:
            jobs.add(NewJob("demo", JobKind.STREAM, "http://camera", address.secret, "ada", fps=ENOUGH))

        _do(home, ask, SourcePolicy(hosts=("127.0.0.1",)))


def _do(home: Path, queue: Callable[[Catalog, JobQueue], None], policy: SourcePolicy) -> None:
    """Do a job, which is queued where there is none, or one that lost something.

    :raises StoreError: It was not done, and is tried again.
    """
    settings = Settings(home=home)
    with open_catalog(settings) as catalog:
        jobs, leases = JobQueue(catalog.database, catalog.media), JobLeases(catalog.database)
        if not (before := jobs.list(None, 1)) or _is_lacking(before[0]):
            queue(catalog, jobs)
        context = WorkerContext(
            jobs, leases, policy, lambda: ingester(settings, catalog), Recordings(catalog.media, 10**9)
        )
        if work := leases.take():
            outcome = IngestWorker(context, _Alone()).do(work)
            endings = JobEndings(jobs, leases)
            endings.add(work, outcome, 0.0)
            if failure := endings.settle():
                raise failure
            if outcome.ending is Ending.CRASHED:
                raise RuntimeError(outcome.told)
        if (last := jobs.list(None, 1)[0]).state is not JobState.DONE or _is_lacking(last):
            raise StoreError(f"job {last.id} is {last.state}: {last.error}")


def _is_lacking(job: StoredJob) -> bool:
    """Whether a job has ended and says of something that it was lost, so that somebody asks for it again."""
    return job.state is JobState.DONE and job.error is not None


class _Alone:
    """The supervision of a worker that nobody stops."""

    def stop_asked(self) -> bool:
        return False

    def beat(self) -> None:
        pass
