"""The queue of videos to ingest: what was asked for, how far it is, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobSourceRow, JobState
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.media import Media

OPTIONS = ("stride", "fps", "source_fps", "per_second", "side", "replaces")
"""Fields of a job that one column holds together; jobs from before lack the last ones."""
OPEN = (JobState.QUEUED, JobState.RUNNING)
"""The states that a job can still leave."""


class JobKind(StrEnum):
    """Where the video of a job comes from."""

    FILE = "file"
    FOLDER = "folder"
    UPLOAD = "upload"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class NewJob:
    """A video to ingest.

    :param camera: Name of the camera.
    :param uri: What may be shown: a path, the client's name of an upload, an address without its password.
    :param locator: What is opened; never shown.
    :param who: Name of whoever asked for it.
    :param start_time: Aware time of the first frame, or None where it is not known.
    :param stride: Keep every n-th frame.
    :param fps: Keep at most so many frames per second; None keeps all.
    :param source_fps: Frames per second of a video without a clock; None takes what it says of itself.
    :param per_second: How often frames are looked at in a second; None: as the settings say.
    :param side: Longest side of the detector's input, pixels; None: as the settings say.
    :param replaces: The source in whose place it comes once it is whole; None: it is one more.
    """

    camera: str
    kind: JobKind
    uri: str
    locator: str = field(repr=False)
    who: str
    start_time: datetime | None = None
    stride: int = 1
    fps: float | None = None
    source_fps: float | None = None
    per_second: float | None = None
    side: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it may be shown.

    :param frames: Frames ingested so far, of about ``total`` (None: not known).
    :param fps: Frames ingested per second of work, or None before the first report.
    :param source_id: The last source it made, or None.
    :param sources: How many sources it made that are still there: one, or the segments of a stream.
    :param away_since: Since when a stream is not received, or None; ``away_reason`` says why.
    """

    id: int
    camera: str
    kind: JobKind
    uri: str
    start_time: datetime | None
    stride: int
    frame_limit: float | None
    source_fps: float | None
    state: JobState
    frames: int
    total: int | None
    fps: float | None
    error: str | None
    source_id: int | None
    sources: int
    created: datetime
    started: datetime | None
    ended: datetime | None
    who: str
    away_since: datetime | None
    away_reason: str | None
    per_second: float | None = None
    side: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job with what a worker has to open.

    :param worker: Who has taken it, as its row says; empty where nobody has.
    """

    job: StoredJob
    locator: str = field(repr=False)
    worker: str = ""


class JobQueue:
    """The jobs of one catalog; every method is one short transaction.

    :class:`~vehiclefinder.store.control.job_leases.JobLeases` takes them out and ends them.

    :param database: The catalog's.
    :param media: Where videos lie that were sent; needed where such a job is removed.
    """

    def __init__(self, database: Database, media: Media | None = None) -> None:
        self._database = database
        self._media = media

    def discard(self, work: ClaimedJob) -> None:
        """Remove what was sent, where nothing came of it; nobody works on it.

        :raises StoreError: It cannot be removed.
        """
        if work.job.kind is JobKind.UPLOAD and self._media is not None:
            owned_videos.discard(self._media, work.locator)

    def add(self, new: NewJob) -> StoredJob:
        """Put a job at the end of the queue."""
        row = IngestJobRow(
            camera=new.camera,
            kind=new.kind,
            uri=new.uri,
            locator=new.locator,
            start_time=new.start_time,
            options={name: getattr(new, name) for name in OPTIONS},
            state=JobState.QUEUED,
            frames=0,
            created=datetime.now(UTC),
            who=new.who,
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            return _get(session, row.id)

    def get(self, job_id: int) -> StoredJob:
        """Return one job.

        :raises NotFoundError: There is none of that id.
        """
        with self._database.read() as session:
            return _get(session, job_id)

    def list(self, cameras: Sequence[str] | None, limit: int, after: int | None = None) -> Sequence[StoredJob]:
        """Return jobs, newest first.

        :param cameras: Of these cameras alone; None means all.
        :param after: Only those older than the job of this id.
        """
        query = select(IngestJobRow).order_by(IngestJobRow.id.desc()).limit(limit)
        if cameras is not None:
            query = query.where(IngestJobRow.camera.in_(cameras))
        if after is not None:
            query = query.where(IngestJobRow.id < after)
        with self._database.read() as session:
            return [stored_job(session, row) for row in session.scalars(query)]

    def open(self) -> int:
        """Return how many jobs wait or run."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).where(IngestJobRow.state.in_(OPEN))) or 0

    def made(self, job_id: int, source_id: int) -> None:
        """Note that a job has made a source, or found it there."""
        key = {"job_id": job_id, "source_id": source_id}
        with self._database.write() as session:
            if session.get(JobSourceRow, key) is None and session.get(IngestJobRow, job_id) is not None:
                session.execute(insert(JobSourceRow).values(key))

    def away(self, job_id: int, since: datetime | None, reason: str | None = None) -> None:
        """Note that the stream of a job is away; nothing is noted where the job does not run any more.

        :param since: When it went; what was noted before stands, as an outage may outlast a service. None: it is back.
        """
        stands = None if since is None else func.coalesce(IngestJobRow.away_since, since)
        self._note(job_id, {"away_since": stands, "away_reason": reason})

    def remark(self, job_id: int, error: str) -> None:
        """Note what a job has lost, likewise."""
        self._note(job_id, {"error": error})

    def cancel(self, job_id: int) -> ClaimedJob:
        """End a job that waits or runs; the worker notices with its next report.

        :return: The job; nobody works on it where it was not started.
        :raises NotFoundError: There is no such job.
        :raises ConflictError: It had ended before.
        """
        with self._database.write() as session:
            job = _get(session, job_id)
            if job.state not in OPEN:
                raise ConflictError(f"job {job_id} has ended: {job.state}")
            this = update(IngestJobRow).where(IngestJobRow.id == job_id)
            session.execute(this.values(ended_values(JobState.CANCELLED)))
            session.expire_all()
            return ClaimedJob(_get(session, job_id), _row(session, job_id).locator)

    def _note(self, job_id: int, values: dict[str, Any]) -> None:
        running = update(IngestJobRow).where(IngestJobRow.id == job_id, IngestJobRow.state == JobState.RUNNING)
        with self._database.write() as session:
            session.execute(running.values(values))


def ended_values(state: JobState, error: str | None = None) -> dict[str, Any]:
    """Return what the columns of a job hold that has ended."""
    # The password of a stream is kept only while somebody needs it.
    bare = case((IngestJobRow.kind == JobKind.STREAM, IngestJobRow.uri), else_=IngestJobRow.locator)
    return {
        "state": state,
        "error": error,
        "ended": datetime.now(UTC),
        "locator": bare,
        "worker": None,
        "lease": None,
        "away_since": None,
        "away_reason": None,
    }


def _row(session: Session, job_id: int) -> IngestJobRow:
    return row_of(session, IngestJobRow, job_id, f"job {job_id}")


def _get(session: Session, job_id: int) -> StoredJob:
    return stored_job(session, _row(session, job_id))


def stored_job(session: Session, row: IngestJobRow) -> StoredJob:
    """Return a job as it may be shown."""
    made = select(func.count(), func.max(JobSourceRow.source_id)).where(JobSourceRow.job_id == row.id)
    sources, last = session.execute(made).one()
    return StoredJob(
        id=row.id,
        camera=row.camera,
        kind=JobKind(row.kind),
        uri=row.uri,
        start_time=row.start_time,
        stride=row.options["stride"],
        frame_limit=row.options["fps"],
        source_fps=row.options.get("source_fps"),  # jobs from before have none
        state=JobState(row.state),
        frames=row.frames,
        total=row.total,
        fps=row.fps,
        error=row.error,
        source_id=last,
        sources=sources,
        created=row.created,
        started=row.started,
        ended=row.ended,
        who=row.who,
        away_since=row.away_since,
        away_reason=row.away_reason,
        per_second=row.options.get("per_second"),
        side=row.options.get("side"),
        replaces=row.options.get("replaces"),
    )
