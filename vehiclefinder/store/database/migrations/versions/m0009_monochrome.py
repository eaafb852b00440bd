"""Tracks say whether their pictures are without colour; of those from before it is not known."""

from alembic import op
from sqlalchemy import Boolean, Column

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("tracks", Column("monochrome", Boolean))
