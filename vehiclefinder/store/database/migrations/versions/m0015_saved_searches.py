"""Searches that people keep."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text, UniqueConstraint

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "saved_searches",
        Column("id", Integer, primary_key=True),
        Column("who", String(64), nullable=False),
        Column("name", String(100), nullable=False),
        Column("address", Text, nullable=False),
        Column("created", UtcDateTime, nullable=False),
        UniqueConstraint("who", "name"),
        sqlite_autoincrement=True,
    )
