"""What is said of cameras, and what is measured by it."""

from sqlalchemy import JSON, Column, Connection, Double, ForeignKey, Integer, MetaData, String, Table

_SCHEMA = MetaData()
Table("cameras", _SCHEMA, Column("id", Integer, primary_key=True))
Table("tracks", _SCHEMA, Column("id", Integer, primary_key=True))
VIEWS = Table(
    "camera_views",
    _SCHEMA,
    Column("camera_id", ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("view", JSON, nullable=False),
    Column("calibration", String(64)),
)
ROADS = Table(
    "track_roads",
    _SCHEMA,
    Column("track_id", ForeignKey("tracks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("calibration", String(64), nullable=False),
    Column("speed", Double),
    Column("nearest", Double),
    Column("farthest", Double),
)


def create_camera_settings(connection: Connection) -> None:
    """Create the tables of views and of what tracks do on the road."""
    for table in (VIEWS, ROADS):
        table.create(connection)
