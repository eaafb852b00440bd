"""The table of alarms of streams that are away."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.column_types import ReasonText
from vehiclefinder.store.database.schema.base import Base


class AlarmState(StrEnum):
    """What became of the stream: it is away, it came back, or nobody asks for it any more."""

    AWAY = "away"
    BACK = "back"
    STOPPED = "stopped"


class StreamAlarmRow(Base):
    """An outage of a stream that lasted; it points at no job, and outlives it.

    ``due`` is when it is to be told next: that it was raised, and later that it has ended.
    """

    __tablename__ = "stream_alarms"
    __table_args__ = (UniqueConstraint("job_id", "since"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int]
    camera: Mapped[str] = mapped_column(String(200), index=True)
    uri: Mapped[str]
    since: Mapped[datetime]
    raised: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), index=True)
    ended: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(ReasonText)
    delivery: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int]
    due: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(ReasonText(200))
