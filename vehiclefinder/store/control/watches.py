"""Watches: sentences that every new source is held against, each with what it has looked at."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.watch_records import NewWatch, StoredWatch, WatchZone
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.mqtt import MqttOutboxRow
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus
from vehiclefinder.store.database.schema.watches import AlertRow, DeliveryState, WatchRow


class WatchStore:
    """The watches of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewWatch) -> StoredWatch:
        """Store a watch; it looks at what is finished from now on.

        :raises ConflictError: Whoever makes it has one of that name.
        """
        with self._database.write() as session:
            _require_free(session, new.who, new.name)
            row = WatchRow(
                who=new.who,
                name=new.name,
                sentence=new.sentence,
                cameras=None if new.cameras is None else list(new.cameras),
                least=new.least,
                zones=[list(zone) for zone in new.zones],
                schedule=new.schedule,
                cooldown=new.cooldown,
                webhook=new.webhook,
                secret=new.secret,
                active=True,
                created=datetime.now(UTC),
            )
            start_now(session, row)
            session.add(row)
            session.flush()
            return _stored(row)

    def change(self, watch_id: int, **values: Any) -> StoredWatch:
        """Set columns of a watch; one that is started again looks at what is finished from now on.

        What its webhook was not told yet is told no more where the webhook goes or the watch is stopped.

        :raises NotFoundError: There is no such watch.
        :raises ConflictError: Whoever made it has another one of that name.
        """
        with self._database.write() as session:
            row = _row(session, watch_id)
            if values.get("name", row.name) != row.name:
                _require_free(session, row.who, values["name"])
            if values.get("active") and not row.active:
                start_now(session, row)
            for column, value in values.items():
                setattr(row, column, value)
            if row.webhook is None or not row.active:
                _tell_no_more(session, watch_id)
            return _stored(row)

    def remove(self, watch_id: int) -> None:
        """Remove a watch; its alerts stay.

        :raises NotFoundError: There is no such watch.
        """
        with self._database.write() as session:
            _row(session, watch_id)
            _tell_no_more(session, watch_id)
            session.execute(delete(WatchRow).where(WatchRow.id == watch_id))

    def get(self, watch_id: int) -> StoredWatch:
        """Return a watch.

        :raises NotFoundError: There is no such watch.
        """
        with self._database.read() as session:
            return _stored(_row(session, watch_id))

    def all(self, active: bool | None = None) -> Sequence[StoredWatch]:
        """Return the watches in the order of their creation.

        :param active: Those that look, or those that do not; None means all.
        """
        query = select(WatchRow).order_by(WatchRow.id)
        with self._database.read() as session:
            rows = session.scalars(query if active is None else query.where(WatchRow.active.is_(active)))
            return [_stored(row) for row in rows]

    def pending_sources(self, watch_id: int) -> Sequence[int]:
        """Return the ids of the finished sources that a watch has still to look at, rising; none if it is gone."""
        with self._database.read() as session:
            row = session.get(WatchRow, watch_id)
            return [] if row is None else finished_news(session, row)


Follower = WatchRow | MqttOutboxRow
"""Whoever goes through what is finished, a source at a time."""


def looked_at(session: Session, watch: Follower, source_id: int) -> None:
    """Note that a watch has looked at a source, in the transaction that stores what it saw there."""
    news = [source for source, _ in news_of(session, watch)]
    watch.cursor = max(watch.cursor, *news, source_id)
    watch.pending = [source for source in news if source != source_id]


def finished_news(session: Session, watch: Follower) -> list[int]:
    """Return the ids of the finished sources that a watch has still to look at, rising."""
    return [source for source, status in news_of(session, watch) if status == SourceStatus.DONE]


def news_of(session: Session, watch: Follower) -> list[tuple[int, str]]:
    """Sources to be looked at, now or once they are finished: they do not finish in the order of their ids."""
    new = or_(SourceRow.id > watch.cursor, among(SourceRow.id, watch.pending))
    query = (
        select(SourceRow.id, SourceRow.status)
        .where(new, SourceRow.status != SourceStatus.FAILED)
        .order_by(SourceRow.id)
    )
    return [(source, status) for source, status in session.execute(query)]


def start_now(session: Session, watch: Follower) -> None:
    """Let a watch look at what is finished from now on."""
    watch.cursor = session.scalar(select(func.max(SourceRow.id))) or 0
    watch.pending = list(session.scalars(select(SourceRow.id).where(SourceRow.status == SourceStatus.RUNNING)))


def _tell_no_more(session: Session, watch_id: int) -> None:
    given_up = {"delivery": DeliveryState.FAILED, "due": None, "error": "the watch was stopped or its webhook removed"}
    waiting = update(AlertRow).where(AlertRow.watch_id == watch_id, AlertRow.delivery == DeliveryState.PENDING)
    session.execute(waiting.values(given_up))


def _require_free(session: Session, who: str, name: str) -> None:
    if session.scalar(select(exists().where(WatchRow.who == who, WatchRow.name == name))):
        raise ConflictError(f"{who} has a watch named {name!r} already")


def _row(session: Session, watch_id: int) -> WatchRow:
    return row_of(session, WatchRow, watch_id, f"watch {watch_id}")


def _stored(row: WatchRow) -> StoredWatch:
    address = urlsplit(row.webhook) if row.webhook else None
    return StoredWatch(
        id=row.id,
        name=row.name,
        sentence=row.sentence,
        cameras=None if row.cameras is None else tuple(row.cameras),
        least=Decision(row.least),
        zones=tuple(WatchZone(*zone) for zone in row.zones or ()),
        schedule=row.schedule,
        cooldown=row.cooldown or 0,
        snoozed_until=row.snoozed_until,
        webhook=f"{address.scheme}://{address.netloc}" if address else None,
        active=row.active,
        created=row.created,
        who=row.who,
    )
