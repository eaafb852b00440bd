"""Jobs in the hands of workers: each is held for a while, and again, so that nobody who vanishes holds it for ever."""

import os
import socket
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, aliased

from vehiclefinder.store.control.jobs import ClaimedJob, JobKind, ended_values, stored_job
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState

LEASE = timedelta(seconds=60)
"""How long a job is held by whoever has taken it or renewed that."""
TRIES = 3
"""How many workers may be lost to a video before it fails; a stream is tried for ever."""

_WAITING: dict[str, Any] = {"state": JobState.QUEUED, "started": None, "worker": None, "lease": None}


class JobLeases:
    """The running jobs of one catalog; every method is one short transaction.

    Each taking has a name of its own, so whoever has lost a job changes nothing of it any more, even where the same
    process has taken it again.

    A lease is over by the clock of the database, where that is a server: those who hold jobs may be machines whose
    clocks differ. SQLite has no other clock than the machine's, and all who use the file are on it. Methods that
    take ``now`` are told the time by tests.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(
        self, kinds: Collection[JobKind] = tuple(JobKind), without: Collection[int] = (), now: datetime | None = None
    ) -> ClaimedJob | None:
        """Start the job of some kinds that has waited longest; None where none waits.

        Of one camera one stream runs at a time, and one video: the others wait until it has ended. Whoever writes is
        alone from the start of the transaction, on both databases, so no two see the same camera free.

        :param without: Jobs that are not to be taken.
        """
        fits = and_(
            IngestJobRow.state == JobState.QUEUED,
            IngestJobRow.kind.in_(kinds),
            IngestJobRow.id.not_in(without),
            ~_camera_runs(),
        )
        with self._database.read() as session:  # most looks find nothing, and need not keep writers waiting
            if session.scalar(select(IngestJobRow.id).where(fits).limit(1)) is None:
                return None
        oldest = select(IngestJobRow).where(fits).order_by(IngestJobRow.id).limit(1)
        with self._database.write() as session:
            row = session.scalar(oldest.with_for_update(skip_locked=True))
            if row is None:
                return None
            moment = now or _now(session)
            row.state, row.started, row.frames, row.error = JobState.RUNNING, moment, 0, None
            row.worker, row.lease = _name(), moment + LEASE
            session.flush()
            return ClaimedJob(stored_job(session, row), row.locator, row.worker)

    def renew(self, work: ClaimedJob, now: datetime | None = None) -> bool:
        """Hold a job for longer; False where it was lost or cancelled: then leave it alone, and soon."""
        with self._database.write() as session:
            lease = (now or _now(session)) + LEASE
            return _changed(session, _held(work), {"lease": lease}) == 1

    def report(self, work: ClaimedJob, frames: int, total: int | None, fps: float) -> bool:
        """Note how far a job is; False where it was lost or cancelled: then leave it alone."""
        return self._change(work, {"frames": frames, "total": total, "fps": fps})

    def end(self, work: ClaimedJob, state: JobState, error: str | None = None) -> bool:
        """End a job; False, and nothing changed, where it was lost, or had ended before."""
        return self._change(work, ended_values(state, error))

    def release(self, work: ClaimedJob) -> bool:
        """Put a job back into the queue, at its old place; False where it was lost, or had ended before."""
        return self._change(work, _WAITING)

    def postpone(self, work: ClaimedJob, error: str) -> bool:
        """Put a job back that is not at fault itself, and say why; False where it was lost, or had ended before."""
        return self._change(work, _WAITING | {"error": _again(error)})

    def give_up(self, work: ClaimedJob, error: str) -> JobState | None:
        """Put a job back into the queue that its worker was lost to, or end it after three tries.

        :param error: Why, which its row says meanwhile.
        :returns: What it is now, or None where it was lost, or had ended before.
        """
        with self._database.write() as session:
            if not _lost(session, _held(work), error):
                return None
            return JobState(session.scalars(select(IngestJobRow.state).where(IngestJobRow.id == work.job.id)).one())

    def expire(self, now: datetime | None = None) -> Sequence[ClaimedJob]:
        """Put back into the queue the jobs that nobody holds any more, or end those that were tried three times.

        :returns: Those that have ended.
        """
        with self._database.write() as session:
            over = or_(IngestJobRow.lease.is_(None), IngestJobRow.lease < (now or _now(session)))
            running = and_(IngestJobRow.state == JobState.RUNNING, over)
            ids = list(session.scalars(select(IngestJobRow.id).where(running)))
            if not ids:
                return ()
            _lost(session, IngestJobRow.id.in_(ids), "whoever worked on it is gone")
            failed = select(IngestJobRow).where(IngestJobRow.id.in_(ids), IngestJobRow.state == JobState.FAILED)
            return [ClaimedJob(stored_job(session, row), row.locator) for row in session.scalars(failed)]

    def _change(self, work: ClaimedJob, values: dict[str, Any]) -> bool:
        with self._database.write() as session:
            return _changed(session, _held(work), values) == 1


def _camera_runs() -> ColumnElement[bool]:
    """Whether another job of the same camera runs that is a stream too, or no stream either.

    A stream never ends: a video that was sent beside it would wait for ever.
    """
    other = aliased(IngestJobRow)
    alike = (other.kind == JobKind.STREAM) == (IngestJobRow.kind == JobKind.STREAM)
    return exists().where(other.state == JobState.RUNNING, other.camera == IngestJobRow.camera, alike)


def held_jobs(session: Session) -> list[tuple[int, str]]:
    """Return the jobs that somebody works on now, and who, as :func:`_name` has named them."""
    held = and_(IngestJobRow.state == JobState.RUNNING, IngestJobRow.lease >= _now(session))
    found = select(IngestJobRow.id, IngestJobRow.worker).where(held).order_by(IngestJobRow.id)
    return [(id_, worker or "somebody") for id_, worker in session.execute(found)]


def _lost(session: Session, which: ColumnElement[bool], error: str) -> int:
    """Count a try of jobs that their workers have not done; return how many jobs they are."""
    # A lease that is none was left by a version that knew none, which says nothing of the job.
    tried = {"attempts": IngestJobRow.attempts + case((IngestJobRow.lease.is_(None), 0), else_=1)}
    counted = and_(IngestJobRow.kind != JobKind.STREAM, IngestJobRow.lease.is_not(None))
    last = and_(which, counted, IngestJobRow.attempts >= TRIES - 1)
    told = f"{error}; it was tried {TRIES} times, and is not tried again"
    failed = _changed(session, last, tried | ended_values(JobState.FAILED, told))
    left = and_(which, IngestJobRow.state == JobState.RUNNING)
    return failed + _changed(session, left, tried | _WAITING | {"error": _again(error)})


def _again(error: str) -> str:
    return f"{error}; it is tried again"


def _held(work: ClaimedJob) -> ColumnElement[bool]:
    return and_(
        IngestJobRow.id == work.job.id, IngestJobRow.state == JobState.RUNNING, IngestJobRow.worker == work.worker
    )


def _changed(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    result: Any = session.execute(update(IngestJobRow).where(which).values(values))
    assert isinstance(result, CursorResult)
    session.expire_all()
    return result.rowcount


def _now(session: Session) -> datetime:
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    return session.scalars(select(func.now())).one()


def _name() -> str:
    """Return a name for a taking, by which an operator finds the process; it is never used twice."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex}"
