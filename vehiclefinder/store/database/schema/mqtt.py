"""The table of what the MQTT broker still has to be told."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from vehiclefinder.store.database.schema.base import Base


class MqttOutboxRow(Base):
    """The one row; it is there once something was published.

    ``alert`` is the id of the alert that was published last, ``cursor`` and ``pending`` are as those of a watch, of the
    sources whose tracks have still to be published. ``retained`` are the topics that the broker holds something of.
    """

    __tablename__ = "mqtt_outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[int]
    cursor: Mapped[int]
    pending: Mapped[list[int]] = mapped_column(JSON)
    retained: Mapped[list[str]] = mapped_column(JSON)
