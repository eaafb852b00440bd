"""The tables of videos that somebody asked to have ingested."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.column_types import ReasonText
from vehiclefinder.store.database.schema.base import Base
from vehiclefinder.store.database.schema.tracks import SourceRow


class JobState(StrEnum):
    """How far a job came; the last three are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class IngestJobRow(Base):
    """A video that somebody asked to have ingested.

    ``uri`` is what may be shown; ``locator`` is what is opened, and may hold the password of a stream. A running job is
    held by ``worker`` until ``lease`` passes; ``attempts`` counts the workers that died of it. A stream that is not
    received is away since ``away_since``, and ``away_reason`` says why.
    """

    __tablename__ = "jobs"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    camera: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    uri: Mapped[str]
    locator: Mapped[str]
    start_time: Mapped[datetime | None]
    options: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), index=True)
    frames: Mapped[int]
    total: Mapped[int | None]
    fps: Mapped[float | None]
    error: Mapped[str | None] = mapped_column(ReasonText)
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    who: Mapped[str] = mapped_column(String(200))
    worker: Mapped[str | None] = mapped_column(String(64))
    lease: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    away_since: Mapped[datetime | None]
    away_reason: Mapped[str | None] = mapped_column(ReasonText)


class JobSourceRow(Base):
    """A source that a job has made: one of a file, one after the other of a stream."""

    __tablename__ = "job_sources"
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id, ondelete="CASCADE"), primary_key=True, index=True)
