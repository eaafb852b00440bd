"""A record of what operators asked."""

from alembic import op
from sqlalchemy import Column, Double, Integer, String, Text

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of queries."""
    op.create_table(
        "queries",
        Column("id", Integer, primary_key=True),
        Column("sentence", Text, nullable=False),
        Column("time", UtcDateTime, nullable=False),
        Column("decision", String(16), nullable=False),
        Column("best_score", Double),
        sqlite_autoincrement=True,
    )
