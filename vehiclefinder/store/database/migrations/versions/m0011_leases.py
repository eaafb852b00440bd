"""Jobs are held by leases, and streams say since when they are away."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns; jobs from before are held by nobody."""
    op.add_column("jobs", Column("worker", String(64)))
    op.add_column("jobs", Column("lease", UtcDateTime))
    op.add_column("jobs", Column("attempts", Integer, nullable=False, server_default="0"))
    op.add_column("jobs", Column("away_since", UtcDateTime))
    op.add_column("jobs", Column("away_reason", Text))
