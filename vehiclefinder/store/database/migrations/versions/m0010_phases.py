"""Tracks keep the phases of their paths; those from before have one motion for the whole of it."""

from alembic import op
from sqlalchemy import Column, LargeBinary

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns, empty: one for paths judged in the image, one for those judged on the road."""
    op.add_column("tracks", Column("phases", LargeBinary))
    op.add_column("track_roads", Column("phases", LargeBinary))
