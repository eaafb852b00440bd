"""${message}."""

import sqlalchemy as sa
from alembic import op
% if "UtcDateTime(" in (upgrades or ""):

from vehiclefinder.store.database.column_types import UtcDateTime
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}
