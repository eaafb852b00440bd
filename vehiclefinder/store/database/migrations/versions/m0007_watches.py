"""Watches and their alerts."""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Integer, String, Text, UniqueConstraint

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables of watches and of alerts; an alert survives what it speaks of."""
    _watches()
    _alerts()


def _watches() -> None:
    op.create_table(
        "watches",
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


def _alerts() -> None:
    op.create_table(
        "alerts",
        Column("id", Integer, primary_key=True),
        Column("watch_id", Integer, ForeignKey("watches.id", ondelete="SET NULL")),
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
