"""What tracks are called where they come from, of those that another tracker found."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "track_origins",
        Column("track_id", Integer, ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("name", String(200), nullable=False),
        Column("label", String(200), nullable=False),
    )
