"""Watches and their alerts."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vehiclefinder.store.database.column_types import UtcDateTime


def create_watches(connection: Connection) -> None:
    """Create the tables of watches and of alerts; an alert survives what it speaks of."""
    metadata = MetaData()
    _watches(metadata)
    _alerts(metadata)
    metadata.create_all(connection, checkfirst=False)


def _watches(metadata: MetaData) -> None:
    Table(
        "watches",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("who", String(64), nullable=False),
        Column("name", String(100), nullable=False),
        Column("sentence", Text, nullable=False),
        Column("cameras", JSON),
        Column("least", String(16), nullable=False),
        Column("webhook", Text),
        Column("secret", String(64)),
        Column("active", Boolean, nullable=False),
        Column("created", UtcDateTime, nullable=False),
        Column("cursor", Integer, nullable=False),
        Column("pending", JSON, nullable=False),
        UniqueConstraint("who", "name"),
        sqlite_autoincrement=True,
    )


def _alerts(metadata: MetaData) -> None:
    Table(
        "alerts",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("watch_id", ForeignKey("watches.id", ondelete="SET NULL")),
        Column("watch", String(100), nullable=False),
        Column("sentence", Text, nullable=False),
        Column("track_id", Integer, nullable=False),
        Column("camera_id", Integer, nullable=False),
        Column("camera", String(200), nullable=False),
        Column("score", Double, nullable=False),
        Column("decision", String(16), nullable=False),
        Column("time", UtcDateTime, nullable=False),
        Column("seen", UtcDateTime),
        Column("file", Text),
        Column("acknowledged", UtcDateTime),
        Column("acknowledged_by", String(64)),
        Column("delivery", String(16), index=True, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("due", UtcDateTime),
        Column("error", String(200)),
        UniqueConstraint("watch_id", "track_id"),
        sqlite_autoincrement=True,
    )
