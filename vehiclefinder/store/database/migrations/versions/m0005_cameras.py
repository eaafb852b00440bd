"""What is said of cameras, and what is measured by it."""

from alembic import op
from sqlalchemy import JSON, Column, Double, ForeignKey, Integer, String

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables of views and of what tracks do on the road."""
    camera = ForeignKey("cameras.id", ondelete="CASCADE")
    op.create_table(
        "camera_views",
        Column("camera_id", Integer, camera, primary_key=True, autoincrement=False),
        Column("view", JSON, nullable=False),
        Column("calibration", String(64)),
    )
    track = ForeignKey("tracks.id", ondelete="CASCADE")
    op.create_table(
        "track_roads",
        Column("track_id", Integer, track, primary_key=True, autoincrement=False),
        Column("calibration", String(64), nullable=False),
        Column("speed", Double),
        Column("nearest", Double),
        Column("farthest", Double),
    )
