"""What the MQTT broker still has to be told, and what it retains of us."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vehiclefinder.store.control.watches import finished_news, looked_at, start_now
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.mqtt import MqttOutboxRow
from vehiclefinder.store.database.schema.tracks import TrackRow
from vehiclefinder.store.database.schema.watches import AlertRow

ONLY = 1
"""The id of its one row."""


class MqttOutbox:
    """The outbox of a catalog; what it holds are ids alone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun = False

    def begin(self) -> None:
        """Begin with what is new from now on, where nothing was ever published."""
        if self._begun:
            return
        with self._database.write() as session:
            if session.get(MqttOutboxRow, ONLY) is None:
                newest = session.scalar(select(func.max(AlertRow.id))) or 0
                row = MqttOutboxRow(id=ONLY, alert=newest, cursor=0, pending=[], retained=[])
                start_now(session, row)
                session.add(row)
        self._begun = True

    def alert(self) -> int:
        """Return the id of the alert that was published last."""
        with self._database.read() as session:
            return _row(session).alert

    def published_alert(self, alert_id: int) -> None:
        """Note that alerts were published up to this one."""
        with self._database.write() as session:
            _row(session).alert = alert_id

    def next_source(self) -> int | None:
        """Return the finished source whose tracks are to be published next, or None."""
        with self._database.read() as session:
            return next(iter(finished_news(session, _row(session))), None)

    def tracks(self, source_id: int) -> Sequence[int]:
        """Return the ids of its tracks, rising."""
        with self._database.read() as session:
            return session.scalars(
                select(TrackRow.id).where(TrackRow.source_id == source_id).order_by(TrackRow.id)
            ).all()

    def published_source(self, source_id: int) -> None:
        """Note that the tracks of a source were published."""
        with self._database.write() as session:
            looked_at(session, _row(session), source_id)

    def drop(self, most: int) -> int:
        """Forget the oldest sources that wait, where there are more.

        :returns: How many tracks will not be published.
        """
        with self._database.read() as session:
            if len(finished_news(session, _row(session))) <= most:
                return 0
        with self._database.write() as session:
            row = _row(session)
            waiting = finished_news(session, row)
            late = waiting[: len(waiting) - most]
            for source in late:
                looked_at(session, row, source)
                session.flush()
            return session.scalar(select(func.count(TrackRow.id)).where(among(TrackRow.source_id, late))) or 0

    def retained(self) -> Sequence[str]:
        """Return the topics that the broker may hold something of."""
        with self._database.read() as session:
            return list(_row(session).retained)

    def retain(self, topics: Sequence[str]) -> None:
        """Note which topics those are."""
        with self._database.write() as session:
            _row(session).retained = list(topics)


def _row(session: Session) -> MqttOutboxRow:
    return session.get_one(MqttOutboxRow, ONLY)
