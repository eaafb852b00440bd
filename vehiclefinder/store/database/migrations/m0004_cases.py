"""Cases, what is in them, and what operators say of results."""

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


def create_cases(connection: Connection) -> None:
    """Create the tables of cases and of feedback; neither points at tracks, whose removal they survive."""
    metadata = MetaData()
    _cases(metadata)
    _feedback(metadata)
    metadata.create_all(connection, checkfirst=False)


def _cases(metadata: MetaData) -> None:
    Table(
        "cases",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(200), unique=True, nullable=False),
        Column("notes", Text, nullable=False),
        Column("created", UtcDateTime, nullable=False),
        Column("created_by", String(200), nullable=False),
        Column("closed", UtcDateTime),
        sqlite_autoincrement=True,
    )
    Table(
        "case_items",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
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


def _feedback(metadata: MetaData) -> None:
    Table(
        "feedback",
        metadata,
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
