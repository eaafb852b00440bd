"""Cameras, sources, tracks, crops and embeddings."""

from uuid import uuid4

from sqlalchemy import JSON, Column, Connection, Double, ForeignKey, Integer, MetaData, String, Table, Text, insert

from vehiclefinder.store.database.column_types import Blob, UtcDateTime


def create_tracks(connection: Connection) -> None:
    """Create the tables and number this catalog's first generation."""
    metadata = MetaData()
    state = _state(metadata)
    _cameras_and_sources(metadata)
    _tracks(metadata)
    _crops_and_embeddings(metadata)
    metadata.create_all(connection, checkfirst=False)
    connection.execute(insert(state).values(id=1, catalog=uuid4().hex, generation=0))


def _state(metadata: MetaData) -> Table:
    return Table(
        "state",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("catalog", String(32), nullable=False),
        Column("generation", Integer, nullable=False),
    )


def _cameras_and_sources(metadata: MetaData) -> None:
    Table(
        "cameras",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(200), unique=True, nullable=False),
        sqlite_autoincrement=True,
    )
    Table(
        "sources",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("camera_id", ForeignKey("cameras.id"), index=True, nullable=False),
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


def _tracks(metadata: MetaData) -> None:
    Table(
        "tracks",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), index=True, nullable=False),
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


def _crops_and_embeddings(metadata: MetaData) -> None:
    Table(
        "crops",
        metadata,
        Column("track_id", ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True),
        Column("rank", Integer, primary_key=True, autoincrement=False),
        Column("time", Double, nullable=False),
        Column("box", Blob, nullable=False),
        Column("quality", Double, nullable=False),
        Column("file", Text, nullable=False),
    )
    Table(
        "embeddings",
        metadata,
        Column("track_id", ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True),
        Column("encoder", String(64), primary_key=True),
        Column("vector", Blob, nullable=False),
    )
