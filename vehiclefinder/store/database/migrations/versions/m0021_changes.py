"""Sources say when they changed, and how many tracks and vectors they have: an index follows without counting all."""

from alembic import op
from sqlalchemy import Column, Integer, text

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns and count once what is there, and indexes that find what changed, and what lacks vectors."""
    for name in ("generation", "tracks", "vectors"):
        op.add_column("sources", Column(name, Integer, nullable=False, server_default="0"))
    op.add_column("state", Column("removed", Integer, nullable=False, server_default="0"))
    of_source = "WHERE tracks.source_id = sources.id"
    op.execute(f"UPDATE sources SET tracks = (SELECT count(*) FROM tracks {of_source})")
    joined = "FROM tracks JOIN embeddings ON embeddings.track_id = tracks.id"
    op.execute(
        f"UPDATE sources SET vectors = (SELECT count(*) {joined} {of_source} AND embeddings.encoder = sources.encoder)"
    )
    op.create_index("ix_sources_generation", "sources", ["generation"])
    op.create_index("ix_sources_encoder", "sources", ["encoder"])
    lacking = text("vectors < tracks")
    op.create_index("ix_sources_lacking", "sources", ["id"], sqlite_where=lacking, postgresql_where=lacking)
