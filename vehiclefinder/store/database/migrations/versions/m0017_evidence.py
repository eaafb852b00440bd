"""Items of cases keep what the search found, and which video it was; those from before have neither."""

from alembic import op
from sqlalchemy import JSON, Column

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the columns, empty."""
    op.add_column("case_items", Column("finding", JSON))
    op.add_column("case_items", Column("video", JSON))
