"""Vectors carry a checksum; those from before have none until somebody makes it."""

from alembic import op
from sqlalchemy import BigInteger, Column

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("embeddings", Column("checksum", BigInteger))
