"""Cases, what is in them, and what operators say of results."""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Integer, String, Text, UniqueConstraint

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables of cases and of feedback; neither points at tracks, whose removal they survive."""
    _cases()
    _feedback()


def _cases() -> None:
    op.create_table(
        "cases",
        Column("id", Integer, primary_key=True),
        Column("name", String(200), unique=True, nullable=False),
        Column("notes", Text, nullable=False),
        Column("created", UtcDateTime, nullable=False),
        Column("created_by", String(200), nullable=False),
        Column("closed", UtcDateTime),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_items",
        Column("id", Integer, primary_key=True),
        Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        Column("track_id", Integer, nullable=False),
        Column("camera_id", Integer, nullable=False),
        Column("camera", String(200), nullable=False),
        Column("sentence", Text),
        Column("score", Double),
        Column("note", Text, nullable=False),
        Column("facts", JSON, nullable=False),
        Column("files", JSON, nullable=False),
        Column("added", UtcDateTime, nullable=False),
        Column("added_by", String(200), nullable=False),
        UniqueConstraint("case_id", "track_id"),
        sqlite_autoincrement=True,
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        Column("id", Integer, primary_key=True),
        Column("track_id", Integer, index=True, nullable=False),
        Column("camera_id", Integer, nullable=False),
        Column("camera", String(200), nullable=False),
        Column("sentence", Text, nullable=False),
        Column("target", Integer, nullable=False),
        Column("verdict", String(16), nullable=False),
        Column("decision", String(16)),
        Column("score", Double),
        Column("note", Text, nullable=False),
        Column("facts", JSON, nullable=False),
        Column("crop", Boolean, nullable=False),
        Column("given", UtcDateTime, nullable=False),
        Column("given_by", String(200), nullable=False),
        sqlite_autoincrement=True,
    )
