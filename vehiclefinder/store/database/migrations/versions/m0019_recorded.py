"""When cameras were recorded is found without reading all sources, of which streams make many."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add an index by camera and time, and one that knows the longest."""
    op.create_index("ix_sources_camera_id_start_time", "sources", ["camera_id", "start_time"])
    op.create_index("ix_sources_duration", "sources", ["duration"])
