"""On PostgreSQL, vectors are ``halfvec`` and what belongs to tracks lies in partitions; SQLite stays as it is."""

from typing import Any
from zlib import crc32

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Text,
    column,
    insert,
    select,
    table,
    tuple_,
)

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.column_types import Blob, Vector
from vehiclefinder.store.database.half_vectors import halved_bytes, require_extension, why_unfit

revision = "0020"
down_revision = "0019"

TABLES = ("tracks", "crops", "embeddings", "track_roads", "track_origins")
SIZE = 10_000_000
CHUNK = 5_000

_COLUMNS = ("track_id", "encoder", "vector", "checksum")
_OLD = table("embeddings_whole", *map(column, _COLUMNS[:2]), column("vector", LargeBinary), column("checksum"))
_NEW = table("embeddings", *map(column, _COLUMNS[:2]), column("vector", Vector), column("checksum"))
_ATTACH = f"""
DO $$
DECLARE block bigint; name text; part text;
BEGIN
  FOR block IN SELECT 0 UNION SELECT id / {SIZE} FROM tracks_whole ORDER BY 1 LOOP
    FOREACH name IN ARRAY ARRAY['{"', '".join(TABLES)}'] LOOP
      part := name || '_p' || lpad(block::text, greatest(4, length(block::text)), '0');
      EXECUTE 'CREATE TABLE ' || part || ' (LIKE ' || name || ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS)';
      EXECUTE 'ALTER TABLE ' || name || ' ATTACH PARTITION ' || part || ' FOR VALUES FROM ('
        || block * {SIZE} || ') TO (' || block * {SIZE} + {SIZE} || ')';
    END LOOP;
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Make the tables anew, and move the rows into them."""
    if op.get_context().dialect.name != "postgresql":
        return
    if op.get_context().as_sql:
        op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    else:
        require_extension(op.get_bind())
    _set_aside()
    _make_tracks()
    _make_what_belongs_to_tracks()
    op.execute(_ATTACH)
    _move_rows()
    for name in reversed(TABLES):
        op.drop_table(f"{name}_whole")


def _set_aside() -> None:
    """Free all names; partitions are told in the statement that makes a table."""
    for name in TABLES:
        if name != "tracks":
            op.drop_constraint(f"{name}_track_id_fkey", name, type_="foreignkey")
        op.rename_table(name, f"{name}_whole")
        op.execute(f"ALTER TABLE {name}_whole RENAME CONSTRAINT {name}_pkey TO {name}_whole_pkey")
    op.drop_constraint("tracks_source_id_fkey", "tracks_whole", type_="foreignkey")
    op.drop_index("ix_tracks_source_id", "tracks_whole")
    op.execute("ALTER SEQUENCE tracks_id_seq RENAME TO tracks_whole_id_seq")


def _make_tracks() -> None:
    op.create_table(
        "tracks",
        Column("id", Integer, primary_key=True),
        Column("source_id", Integer, ForeignKey("sources.id", ondelete="CASCADE"), index=True, nullable=False),
        Column("label", String(16), nullable=False),
        Column("start", Double, nullable=False),
        Column("end", Double, nullable=False),
        Column("heading", Double),
        Column("motion", String(16), nullable=False),
        Column("place", Blob, nullable=False),
        Column("speed", Double, nullable=False),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("path", Blob, nullable=False),
        Column("monochrome", Boolean),
        Column("phases", Blob),
        postgresql_partition_by="RANGE (id)",
    )


def _make_what_belongs_to_tracks() -> None:
    _make(
        "crops",
        Column("rank", Integer, primary_key=True, autoincrement=False),
        Column("time", Double, nullable=False),
        Column("box", Blob, nullable=False),
        Column("quality", Double, nullable=False),
        Column("file", Text, nullable=False),
    )
    _make(
        "embeddings",
        Column("encoder", String(64), primary_key=True),
        Column("vector", Vector, nullable=False),
        Column("checksum", BigInteger),
    )
    _make(
        "track_roads",
        Column("calibration", String(64), nullable=False),
        Column("speed", Double),
        Column("nearest", Double),
        Column("farthest", Double),
        Column("phases", Blob),
    )
    _make(
        "track_origins",
        Column("name", String(200), nullable=False),
        Column("label", String(200), nullable=False),
    )


def _make(name: str, *columns: Column[Any]) -> None:
    track = ForeignKey("tracks.id", ondelete="CASCADE")
    key = Column("track_id", Integer, track, primary_key=True, autoincrement=False)
    op.create_table(name, key, *columns, postgresql_partition_by="RANGE (track_id)")


def _move_rows() -> None:
    op.execute("SELECT setval('tracks_id_seq', last_value, is_called) FROM tracks_whole_id_seq")
    for name in ("tracks", "crops", "track_roads", "track_origins"):
        op.execute(f"INSERT INTO {name} SELECT * FROM {name}_whole")  # their columns stand in the same order
    if not op.get_context().as_sql:
        _move_vectors(op.get_bind())


def _move_vectors(connection: Connection) -> None:
    key = tuple_(_OLD.c.track_id, _OLD.c.encoder)
    query = select(_OLD).order_by(_OLD.c.track_id, _OLD.c.encoder).limit(CHUNK)
    rows = connection.execute(query).all()
    while rows:
        connection.execute(insert(_NEW), [_halved(row) for row in rows])
        rows = connection.execute(query.where(key > tuple_(rows[-1].track_id, rows[-1].encoder))).all()


def _halved(row: Row[Any]) -> dict[str, Any]:
    """Round a vector; one that was not as it was written stays so by its checksum."""
    if wrong := why_unfit(row.vector):
        told = f"the vector of track {row.track_id} {wrong}, and PostgreSQL is to keep it as halfvec"
        raise StoreError(f"{told}: run `vehiclefinder doctor --repair` of the version before, then this one")
    vector = halved_bytes(row.vector)
    checksum = crc32(vector) if row.checksum == crc32(row.vector) else row.checksum
    return dict(zip(_COLUMNS, (row.track_id, row.encoder, vector, checksum), strict=True))
