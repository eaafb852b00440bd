"""Tokens, the audit log, and the replies that may be asked for again."""

from alembic import op
from sqlalchemy import JSON, Column, Integer, String

from vehiclefinder.store.database.column_types import Blob, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of who may ask and who asked what."""
    _tokens()
    _audit()
    _replies()


def _tokens() -> None:
    op.create_table(
        "tokens",
        Column("id", Integer, primary_key=True),
        Column("name", String(64), unique=True, nullable=False),
        Column("digest", String(64), unique=True, nullable=False),
        Column("role", String(16), nullable=False),
        Column("cameras", JSON),
        Column("created", UtcDateTime, nullable=False),
        Column("expires", UtcDateTime),
        Column("revoked", UtcDateTime),
        sqlite_autoincrement=True,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        Column("id", Integer, primary_key=True),
        Column("time", UtcDateTime, nullable=False),
        Column("who", String(64), nullable=False),
        Column("action", String(64), nullable=False),
        Column("detail", JSON, nullable=False),
        Column("camera", String(200)),
        sqlite_autoincrement=True,
    )


def _replies() -> None:
    op.create_table(
        "replies",
        Column("who", String(64), primary_key=True),
        Column("key", String(255), primary_key=True),
        Column("request", String(64), nullable=False),
        Column("created", UtcDateTime, nullable=False, index=True),
        Column("status", Integer),
        Column("media_type", String(100)),
        Column("body", Blob),
    )
