"""The tables of what was seen: cameras, sources, tracks, crops, vectors; and what was asked of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from zlib import crc32

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vehiclefinder.store.database.column_types import ReasonText, Vector
from vehiclefinder.store.database.schema.base import Base

_BY_TRACK = {"postgresql_partition_by": "RANGE (track_id)"}
"""How ``store.database.partitions`` divides what belongs to a track."""


class SourceStatus(StrEnum):
    """How far the ingest of a source came; only the tracks of a ``done`` one are ever found."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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
    __table_args__ = (
        Index("ix_sources_camera_id_start_time", "camera_id", "start_time"),
        Index("ix_sources_duration", "duration"),
        {"sqlite_autoincrement": True},
    )
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
    error: Mapped[str | None] = mapped_column(ReasonText)
    created: Mapped[datetime]


class TrackRow(Base):
    """One vehicle over time; ``path`` holds float32 rows of t, x1, y1, x2, y2; no ``monochrome`` is not measured.

    ``phases`` is packed by :mod:`vehiclefinder.store.tracks.phase_packing`; a track of before they were kept has none.
    """

    __tablename__ = "tracks"
    __table_args__ = {"sqlite_autoincrement": True, "postgresql_partition_by": "RANGE (id)"}  # noqa: RUF012
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
    monochrome: Mapped[bool | None]
    phases: Mapped[bytes | None]
    crops: Mapped[list["CropRow"]] = relationship(order_by="CropRow.rank")
    embeddings: Mapped[list["EmbeddingRow"]] = relationship()
    road: Mapped["RoadRow | None"] = relationship()
    origin: Mapped["OriginRow | None"] = relationship()


class CropRow(Base):
    """A picture of a track, best first; ``file`` is relative to the home folder."""

    __tablename__ = "crops"
    __table_args__ = _BY_TRACK
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time: Mapped[float]
    box: Mapped[bytes]
    quality: Mapped[float]
    file: Mapped[str]


def checksum_of(vector: bytes) -> int:
    """Return the CRC-32 of a vector's bytes."""
    return crc32(vector)


class EmbeddingRow(Base):
    """The vector that one encoder made of a track, in half precision; one from before there were checksums has none."""

    __tablename__ = "embeddings"
    __table_args__ = _BY_TRACK
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(Vector)
    checksum: Mapped[int | None] = mapped_column(
        BigInteger, default=lambda context: checksum_of(context.get_current_parameters()["vector"])
    )


class QueryRow(Base):
    """What an operator asked, and how it was answered."""

    __tablename__ = "queries"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    id: Mapped[int] = mapped_column(primary_key=True)
    sentence: Mapped[str]
    time: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(16))
    best_score: Mapped[float | None]


class CameraViewRow(Base):
    """What is said of a camera, by :class:`vehiclefinder.core.camera_view.CameraView`, and its calibration's id."""

    __tablename__ = "camera_views"
    camera_id: Mapped[int] = mapped_column(
        ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    view: Mapped[dict[str, Any]]
    calibration: Mapped[str | None] = mapped_column(String(64))


class OriginRow(Base):
    """What a track and its class are called where it comes from, of one that another tracker found."""

    __tablename__ = "track_origins"
    __table_args__ = _BY_TRACK
    track_id: Mapped[int] = mapped_column(
        ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))


class RoadRow(Base):
    """What a track does on the road, ``phases`` as in a track; it counts while the camera has that ``calibration``."""

    __tablename__ = "track_roads"
    __table_args__ = _BY_TRACK
    track_id: Mapped[int] = mapped_column(
        ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    calibration: Mapped[str] = mapped_column(String(64))
    speed: Mapped[float | None]
    nearest: Mapped[float | None]
    farthest: Mapped[float | None]
    phases: Mapped[bytes | None]
