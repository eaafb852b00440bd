"""Cameras, sources, tracks, crops and embeddings."""

from uuid import uuid4

from alembic import op
from sqlalchemy import JSON, Column, Double, ForeignKey, Integer, String, Text

from vehiclefinder.store.database.column_types import Blob, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and number this catalog's first generation."""
    _state()
    _cameras_and_sources()
    _tracks()
    _crops_and_embeddings()


def _state() -> None:
    state = op.create_table(
        "state",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("catalog", String(32), nullable=False),
        Column("generation", Integer, nullable=False),
    )
    op.bulk_insert(state, [{"id": 1, "catalog": uuid4().hex, "generation": 0}])


def _cameras_and_sources() -> None:
    op.create_table(
        "cameras",
        Column("id", Integer, primary_key=True),
        Column("name", String(200), unique=True, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        Column("id", Integer, primary_key=True),
        Column("camera_id", Integer, ForeignKey("cameras.id"), index=True, nullable=False),
        Column("identity", String(64), unique=True, nullable=False),
        Column("uri", Text, nullable=False),
        Column("fingerprint", String(64), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("start_time", UtcDateTime),
        Column("duration", Double),
        Column("settings", JSON, nullable=False),
        Column("encoder", String(64), nullable=False),
        Column("status", String(16), nullable=False),
        Column("error", Text),
        Column("created", UtcDateTime, nullable=False),
        sqlite_autoincrement=True,
    )


def _tracks() -> None:
    op.create_table(
        "tracks",
        Column("id", Integer, primary_key=True),
        Column("source_id", Integer, ForeignKey("sources.id", ondelete="CASCADE"), index=True, nullable=False),
        Column("label", String(16), nullable=False),
        Column("start", Double, nullable=False),
        Column("end", Double, nullable=False),
        Column("heading", Double),
        Column("motion", String(16), nullable=False),
        Column("place", Blob, nullable=False),
        Column("speed", Double, nullable=False),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("path", Blob, nullable=False),
        sqlite_autoincrement=True,
    )


def _crops_and_embeddings() -> None:
    op.create_table(
        "crops",
        Column("track_id", Integer, ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True),
        Column("rank", Integer, primary_key=True, autoincrement=False),
        Column("time", Double, nullable=False),
        Column("box", Blob, nullable=False),
        Column("quality", Double, nullable=False),
        Column("file", Text, nullable=False),
    )
    op.create_table(
        "embeddings",
        Column("track_id", Integer, ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True),
        Column("encoder", String(64), primary_key=True),
        Column("vector", Blob, nullable=False),
    )
