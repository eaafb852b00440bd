"""Videos that wait for their ingest, and what became of them."""

from alembic import op
from sqlalchemy import JSON, Column, Double, ForeignKey, Integer, String, Text

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables of jobs and of the sources that each has made."""
    _jobs()
    op.create_table(
        "job_sources",
        Column("job_id", Integer, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        Column("source_id", Integer, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        Column("id", Integer, primary_key=True),
        Column("camera", String(200), index=True, nullable=False),
        Column("kind", String(16), nullable=False),
        Column("uri", Text, nullable=False),
        Column("locator", Text, nullable=False),
        Column("start_time", UtcDateTime),
        Column("options", JSON, nullable=False),
        Column("state", String(16), index=True, nullable=False),
        Column("frames", Integer, nullable=False),
        Column("total", Integer),
        Column("fps", Double),
        Column("error", Text),
        Column("created", UtcDateTime, nullable=False),
        Column("started", UtcDateTime),
        Column("ended", UtcDateTime),
        Column("who", String(200), nullable=False),
        sqlite_autoincrement=True,
    )
