"""The tables of what operators keep: cases, and feedback."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.schema.base import Base


class CaseRow(Base):
    """What operators keep together."""

    __tablename__ = "cases"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    notes: Mapped[str]
    created: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))
    closed: Mapped[datetime | None]


class CaseItemRow(Base):
    """A track in a case, copied: ``track_id`` and ``camera_id`` point at nothing, so that the item outlives both.

    ``files`` holds name -> sha256 of the copies in the item's folder. ``finding`` is what the search said of it, and
    ``video`` which video it was seen in; NULL where that was not kept.
    """

    __tablename__ = "case_items"
    __table_args__ = (UniqueConstraint("case_id", "track_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    track_id: Mapped[int]
    camera_id: Mapped[int]
    camera: Mapped[str] = mapped_column(String(200))
    sentence: Mapped[str | None]
    score: Mapped[float | None]
    note: Mapped[str]
    facts: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]
    finding: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    video: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    added: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(200))


class FeedbackRow(Base):
    """What somebody said of a result, with a copy of what they saw; it outlives the track, as a case does."""

    __tablename__ = "feedback"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(index=True)
    camera_id: Mapped[int]
    camera: Mapped[str] = mapped_column(String(200))
    sentence: Mapped[str]
    target: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    decision: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[float | None]
    note: Mapped[str]
    facts: Mapped[dict[str, Any]]
    crop: Mapped[bool]
    given: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(200))
