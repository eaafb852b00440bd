"""From here on Alembic alone says which revision a catalog is at."""

from datetime import UTC, datetime

from alembic import op
from sqlalchemy import Column, Integer, String

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Record an eighth step where programs from before Alembic look for steps."""
    # They know seven, and refuse a catalog of more as newer than they are; without the table, which a catalog made by
    # Alembic would not have, they would begin to make its tables again.
    steps = op.create_table(
        "migrations",
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("name", String(100), nullable=False),
        Column("applied", UtcDateTime, nullable=False),
        if_not_exists=True,
    )
    op.bulk_insert(steps, [{"version": 8, "name": "alembic", "applied": datetime.now(UTC)}])
