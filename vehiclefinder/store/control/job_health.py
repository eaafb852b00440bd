"""Whether what was asked to be ingested is worked on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from vehiclefinder.store.control.jobs import JobKind
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState

LATE = timedelta(minutes=2)
"""How long ago a lease may have ended: whoever takes the job over needs a moment."""


@dataclass(frozen=True, slots=True)
class JobHealth:
    """State of the queue.

    :param running: Jobs that are worked on, as they say.
    :param waiting: Jobs that nobody has begun.
    :param held: Of those that run, how many somebody holds: a worker of whichever home.
    :param streams: Of those that run, how many are streams.
    :param away: One line for each stream that is not received.
    :param unheld: One line for each job that runs, and that nobody holds.
    """

    running: int
    waiting: int
    held: int
    streams: int
    away: Sequence[str]
    unheld: Sequence[str]


def check(database: Database, now: datetime) -> JobHealth:
    """Look at every open job."""
    with database.read() as session:
        query = select(IngestJobRow).where(IngestJobRow.state == JobState.RUNNING).order_by(IngestJobRow.id)
        running = session.scalars(query).all()
        waiting = session.scalar(select(func.count()).where(IngestJobRow.state == JobState.QUEUED))
        away = [
            f"the stream of camera {job.camera} (job {job.id}) is away since {job.away_since}: {job.away_reason}"
            for job in running
            if job.away_since is not None
        ]
        unheld = [
            f"job {job.id} of camera {job.camera} runs, and nobody has held it since {job.lease or job.started}"
            for job in running
            if job.lease is None or job.lease < now - LATE
        ]
        held = sum(job.lease is not None and job.lease >= now for job in running)
        streams = sum(job.kind == JobKind.STREAM for job in running)
    return JobHealth(len(running), waiting or 0, held, streams, away, unheld)
