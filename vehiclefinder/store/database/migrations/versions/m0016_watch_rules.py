"""Watches have zones, hours, a cooldown and a snooze; alerts that nobody has acknowledged are counted quickly."""

from alembic import op
from sqlalchemy import JSON, Column, Integer, String

from vehiclefinder.store.database.column_types import UtcDateTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns, empty, the index, and what is known of the MQTT broker."""
    op.add_column("watches", Column("zones", JSON))
    op.add_column("watches", Column("schedule", String(200)))
    op.add_column("watches", Column("cooldown", Integer))
    op.add_column("watches", Column("snoozed_until", UtcDateTime))
    op.create_index("ix_alerts_acknowledged", "alerts", ["acknowledged"])
    op.create_table(
        "mqtt_outbox",
        Column("id", Integer, primary_key=True),
        Column("alert", Integer, nullable=False),
        Column("cursor", Integer, nullable=False),
        Column("pending", JSON, nullable=False),
        Column("retained", JSON, nullable=False),
    )
