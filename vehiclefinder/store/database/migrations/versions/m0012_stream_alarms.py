"""Alarms of streams that are away."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text, UniqueConstraint

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table; an alarm outlives its job."""
    op.create_table(
        "stream_alarms",
        Column("id", Integer, primary_key=True),
        Column("job_id", Integer, nullable=False),
        Column("camera", String(200), index=True, nullable=False),
        Column("uri", Text, nullable=False),
        Column("since", UtcDateTime, nullable=False),
        Column("raised", UtcDateTime, nullable=False),
        Column("state", String(16), index=True, nullable=False),
        Column("ended", UtcDateTime),
        Column("reason", Text),
        Column("delivery", String(16), index=True, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("due", UtcDateTime),
        Column("error", String(200)),
        UniqueConstraint("job_id", "since"),
        sqlite_autoincrement=True,
    )
