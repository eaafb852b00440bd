"""The tables of watches and their alerts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.column_types import ReasonText
from vehiclefinder.store.database.schema.base import Base


class DeliveryState(StrEnum):
    """What became of telling an alert to a webhook."""

    NONE = "none"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class WatchRow(Base):
    """A sentence that every new source is held against.

    ``cursor`` is the highest source id that it knows; ``pending`` are those up to it that still have to be looked at.
    ``zones`` are pairs of camera and name, ``cooldown`` is in minutes.
    """

    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("who", "name"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    sentence: Mapped[str]
    cameras: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    least: Mapped[str] = mapped_column(String(16))
    webhook: Mapped[str | None]
    secret: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool]
    created: Mapped[datetime]
    cursor: Mapped[int]
    pending: Mapped[list[int]] = mapped_column(JSON)
    zones: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    schedule: Mapped[str | None] = mapped_column(String(200))
    cooldown: Mapped[int | None]
    snoozed_until: Mapped[datetime | None]


class AlertRow(Base):
    """A track that matched a watch, copied: it points at neither track nor camera, and outlives both and the watch.

    ``file`` is relative to the home folder; ``due`` is when it is to be told next.
    """

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("watch_id", "track_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    watch_id: Mapped[int | None] = mapped_column(ForeignKey("watches.id", ondelete="SET NULL"))
    watch: Mapped[str] = mapped_column(String(100))
    sentence: Mapped[str]
    track_id: Mapped[int]
    camera_id: Mapped[int]
    camera: Mapped[str] = mapped_column(String(200))
    score: Mapped[float]
    decision: Mapped[str] = mapped_column(String(16))
    time: Mapped[datetime]
    seen: Mapped[datetime | None]
    file: Mapped[str | None]
    acknowledged: Mapped[datetime | None] = mapped_column(index=True)
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))
    delivery: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int]
    due: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(ReasonText(200))
