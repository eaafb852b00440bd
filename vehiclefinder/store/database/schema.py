"""The tables of the catalog, as they are after the last migration."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from vehiclefinder.store.database.column_types import Blob, UtcDateTime


class SourceStatus(StrEnum):
    """How far the ingest of a source came; only the tracks of a ``done`` one are ever found."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Base(DeclarativeBase):
    """Base of the tables."""

    type_annotation_map = {bytes: Blob, datetime: UtcDateTime, float: Double, dict[str, Any]: JSON, str: Text}  # noqa: RUF012


class StateRow(Base):
    """One row: which catalog this is, and a number that grows whenever what can be found changes."""

    __tablename__ = "state"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    catalog: Mapped[str] = mapped_column(String(32))
    generation: Mapped[int]


class CameraRow(Base):
    """A place that video comes from."""

    __tablename__ = "cameras"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class SourceRow(Base):
    """One video or folder of frames, ingested in one way.

    Ids are never used twice: an index knows the sources it holds by id alone.
    """

    __tablename__ = "sources"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("cameras.id"), index=True)
    identity: Mapped[str] = mapped_column(String(64), unique=True)
    uri: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    width: Mapped[int]
    height: Mapped[int]
    start_time: Mapped[datetime | None]
    duration: Mapped[float | None]
    settings: Mapped[dict[str, Any]]
    encoder: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None]
    created: Mapped[datetime]


class TrackRow(Base):
    """One vehicle over time; ``path`` holds float32 rows of t, x1, y1, x2, y2."""

    __tablename__ = "tracks"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(16))
    start: Mapped[float]
    end: Mapped[float]
    heading: Mapped[float | None]
    motion: Mapped[str] = mapped_column(String(16))
    place: Mapped[bytes]
    speed: Mapped[float]
    width: Mapped[int]
    height: Mapped[int]
    path: Mapped[bytes]
    crops: Mapped[list["CropRow"]] = relationship(order_by="CropRow.rank")
    embeddings: Mapped[list["EmbeddingRow"]] = relationship()
    road: Mapped["RoadRow | None"] = relationship()


class CropRow(Base):
    """A picture of a track, best first; ``file`` is relative to the home folder."""

    __tablename__ = "crops"
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time: Mapped[float]
    box: Mapped[bytes]
    quality: Mapped[float]
    file: Mapped[str]


class EmbeddingRow(Base):
    """The vector that one encoder made of a track."""

    __tablename__ = "embeddings"
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes]


class QueryRow(Base):
    """What an operator asked, and how it was answered."""

    __tablename__ = "queries"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    sentence: Mapped[str]
    time: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(16))
    best_score: Mapped[float | None]


class TokenRow(Base):
    """Somebody who may ask; only the digest of the secret is kept. Rows stay for ever, so that names in the log do."""

    __tablename__ = "tokens"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    cameras: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class AuditRow(Base):
    """Who asked what, and when."""

    __tablename__ = "audit"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]
    camera: Mapped[str | None] = mapped_column(String(200))


class ReplyRow(Base):
    """What a creation was answered with, so that a program may safely ask again; no body while it is being made."""

    __tablename__ = "replies"
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    media_type: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[bytes | None]


class CameraViewRow(Base):
    """What is said of a camera, by :class:`vehiclefinder.core.camera_view.CameraView`, and its calibration's id."""

    __tablename__ = "camera_views"
    camera_id: Mapped[int] = mapped_column(
        ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    view: Mapped[dict[str, Any]]
    calibration: Mapped[str | None] = mapped_column(String(64))


class RoadRow(Base):
    """What a track does on the road; it counts while ``calibration`` is that of the camera."""

    __tablename__ = "track_roads"
    track_id: Mapped[int] = mapped_column(
        ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    calibration: Mapped[str] = mapped_column(String(64))
    speed: Mapped[float | None]
    nearest: Mapped[float | None]
    farthest: Mapped[float | None]


class DeliveryState(StrEnum):
    """What became of telling an alert to a webhook."""

    NONE = "none"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class WatchRow(Base):
    """A sentence that every new source is held against.

    ``cursor`` is the highest source id that it knows; ``pending`` are those up to it that still have to be looked at.
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
    acknowledged: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))
    delivery: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int]
    due: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))


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

    ``files`` holds name -> sha256 of the copies in the item's folder.
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


class JobState(StrEnum):
    """How far a job came; the last three are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class IngestJobRow(Base):
    """A video that somebody asked to have ingested.

    ``uri`` is what may be shown; ``locator`` is what is opened, and may hold the password of a stream.
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
    error: Mapped[str | None]
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    who: Mapped[str] = mapped_column(String(200))


class JobSourceRow(Base):
    """A source that a job has made: one of a file, one after the other of a stream."""

    __tablename__ = "job_sources"
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True)
