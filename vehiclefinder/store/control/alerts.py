"""Alerts: tracks that matched a watch, copied so that they outlive their video, and what has yet to be told of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.moments import moment_of
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.cooldown import Cooldown
from vehiclefinder.store.control.copies import released_unless_stored
from vehiclefinder.store.control.visibility import VisibleCameras, visible_rows
from vehiclefinder.store.control.watch_records import PendingDelivery, StoredAlert, WatchHit
from vehiclefinder.store.control.watches import looked_at
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.row_ids import reserve_ids
from vehiclefinder.store.database.schema.tracks import CameraRow, CropRow, SourceRow, TrackRow
from vehiclefinder.store.database.schema.watches import AlertRow, DeliveryState, WatchRow
from vehiclefinder.store.files.media import Media

FOLDER = "alerts"


class AlertStore:
    """The alerts of a catalog.

    :param media: Where the pictures lie, and are copied to.
    """

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def record(self, watch_id: int, source_id: int, hits: Sequence[WatchHit]) -> int:
        """Store what a watch saw in a source, and that it looked there: all of it or nothing.

        :param hits: At most one per track of the source.
        :returns: How many alerts arose: one for each track, once, but those of its cooldown; none where the watch is
            stopped or gone.
        :raises StoreError: Something could not be stored.
        """
        with self._database.write() as session:
            if (watch := _active(session, watch_id)) is None:
                return 0
            tracks = [row.track_id for row in _rows(session, watch, hits)]
            if not tracks:
                looked_at(session, watch, source_id)
                return 0
            ids = dict(zip(tracks, reserve_ids(session, AlertRow, len(tracks)), strict=True))
            crops = {track: _best_crop(session, track) for track in tracks}
        copies = {ids[track]: f"{FOLDER}/{ids[track]}.jpg" for track in tracks}
        # A store may be slow: nobody waits for it who writes into the catalog.
        with released_unless_stored(self._database, self._media, AlertRow.id, copies):
            files = {track: self._copied(crops[track], copies[ids[track]]) for track in tracks}
            with self._database.write() as session:
                if (watch := _active(session, watch_id)) is None:
                    return 0
                rows = [row for row in _rows(session, watch, hits) if row.track_id in ids]
                for row in rows:
                    row.id, row.file = ids[row.track_id], files[row.track_id]
                session.add_all(rows)
                looked_at(session, watch, source_id)
                return len(rows)

    def page(
        self, seen: VisibleCameras, limit: int, after: int = 0, unacknowledged: bool = False
    ) -> Sequence[StoredAlert]:
        """Return alerts in the order in which they arose.

        :param after: Only those with a larger id.
        :param unacknowledged: Only those that nobody has acknowledged.
        """
        query = _alerts(seen, unacknowledged).where(AlertRow.id > after).order_by(AlertRow.id).limit(limit)
        with self._database.read() as session:
            return [_stored(row) for row in session.scalars(query)]

    def latest(self, seen: VisibleCameras, limit: int, unacknowledged: bool = False) -> Sequence[StoredAlert]:
        """Return the alerts that arose last, newest first; else as :meth:`page`."""
        query = _alerts(seen, unacknowledged).order_by(AlertRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return [_stored(row) for row in session.scalars(query)]

    def unacknowledged(self, seen: VisibleCameras) -> int:
        """Return how many alerts nobody has acknowledged."""
        query = select(func.count(AlertRow.id)).where(
            visible_rows(AlertRow.camera_id, seen), AlertRow.acknowledged.is_(None)
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def get(self, seen: VisibleCameras, alert_id: int) -> StoredAlert:
        """Return an alert.

        :raises NotFoundError: There is no such alert, or its camera is not among those seen.
        """
        with self._database.read() as session:
            return _stored(_row(session, seen, alert_id))

    def picture(self, seen: VisibleCameras, alert_id: int) -> Path:
        """Return where the picture of an alert lies, a JPEG.

        :raises NotFoundError: There is no such alert, or its camera is not among those seen, or it has no picture.
        """
        with self._database.read() as session:
            file = _row(session, seen, alert_id).file
        if file is None or (path := self._media.fetch(file)) is None:
            raise NotFoundError(f"no picture of alert {alert_id}")
        return path

    def newest(self, seen: VisibleCameras) -> int:
        """Return the id of the alert that arose last, or 0."""
        with self._database.read() as session:
            return session.scalar(select(func.max(AlertRow.id)).where(visible_rows(AlertRow.camera_id, seen))) or 0

    def acknowledge(self, seen: VisibleCameras, alert_id: int, who: str) -> StoredAlert:
        """Note that somebody has taken notice; whoever did so first stands.

        :raises NotFoundError: There is no such alert, or its camera is not among those seen.
        """
        with self._database.write() as session:
            row = _row(session, seen, alert_id)
            if row.acknowledged is None:
                row.acknowledged, row.acknowledged_by = datetime.now(UTC), who
            return _stored(row)

    def due(self, now: datetime) -> PendingDelivery | None:
        """Return the alert that has been due to be told for longest, or None."""
        query = (
            select(AlertRow, WatchRow.webhook, WatchRow.secret)
            .join(WatchRow, WatchRow.id == AlertRow.watch_id)
            .where(AlertRow.delivery == DeliveryState.PENDING, AlertRow.due <= now)
            .order_by(AlertRow.due, AlertRow.id)
            .limit(1)
        )
        with self._database.read() as session:
            found = session.execute(query).one_or_none()
            return None if found is None else PendingDelivery(_stored(found[0]), found[1] or "", found[2] or "")

    def record_delivery(self, alert_id: int) -> None:
        """Note that the webhook took an alert."""
        self._attempted(alert_id, delivery=DeliveryState.DELIVERED, due=None, error=None)

    def record_failure(self, alert_id: int, error: str, again: datetime | None) -> None:
        """Note that the webhook did not take an alert.

        :param again: When to try next; None gives up.
        """
        delivery = DeliveryState.PENDING if again else DeliveryState.FAILED
        self._attempted(alert_id, delivery=delivery, due=again, error=error)

    def _attempted(self, alert_id: int, **values: Any) -> None:
        change = update(AlertRow).where(AlertRow.id == alert_id, AlertRow.delivery == DeliveryState.PENDING)
        with self._database.write() as session:
            session.execute(change.values(attempts=AlertRow.attempts + 1, **values))

    def _copied(self, crop: str | None, file: str) -> str | None:
        """Copy a picture, and return its name."""
        picture = None if crop is None else self._media.read(crop)
        if picture is None:  # its source is being removed right now
            return None
        self._media.write(file, picture)
        return file


def _active(session: Session, watch_id: int) -> WatchRow | None:
    watch = session.get(WatchRow, watch_id)
    return watch if watch is not None and watch.active else None


def _best_crop(session: Session, track: int) -> str | None:
    return session.scalar(select(CropRow.file).where(CropRow.track_id == track).order_by(CropRow.rank).limit(1))


def _rows(session: Session, watch: WatchRow, hits: Sequence[WatchHit]) -> list[AlertRow]:
    """New alerts of the tracks that are still there and were not raised before."""
    tracks = [one.track for one in hits]
    before = set(
        session.scalars(
            select(AlertRow.track_id).where(AlertRow.watch_id == watch.id, among(AlertRow.track_id, tracks))
        )
    )
    query = (
        select(TrackRow.id, TrackRow.start, SourceRow.start_time, SourceRow.camera_id, CameraRow.name)
        .join(SourceRow, SourceRow.id == TrackRow.source_id)
        .join(CameraRow, CameraRow.id == SourceRow.camera_id)
        .where(among(TrackRow.id, tracks))
    )
    places = {row.id: row for row in session.execute(query)}
    fresh = [one for one in hits if one.track in places and one.track not in before]
    return _apart(session, watch, [_new(watch, one, places[one.track]) for one in fresh])


def _apart(session: Session, watch: WatchRow, rows: list[AlertRow]) -> list[AlertRow]:
    """Leave out what comes too soon after, or before, another alert of the same camera."""
    if not watch.cooldown or not rows:
        return rows
    cooldown = Cooldown(watch.cooldown)
    moment = func.coalesce(AlertRow.seen, AlertRow.time)
    moments = sorted(map(_moment, rows))
    near = moment.between(moments[0] - cooldown.span, moments[-1] + cooldown.span)
    for camera, told in session.execute(select(AlertRow.camera_id, moment).where(AlertRow.watch_id == watch.id, near)):
        cooldown.note(camera, told)
    return [row for row in sorted(rows, key=_moment) if cooldown.allows(row.camera_id, _moment(row))]


def _moment(row: AlertRow) -> datetime:
    return row.seen or row.time


def _new(watch: WatchRow, one: WatchHit, place: Row[int, float, datetime | None, int, str]) -> AlertRow:
    now = datetime.now(UTC)
    return AlertRow(
        watch_id=watch.id,
        watch=watch.name,
        sentence=watch.sentence,
        track_id=one.track,
        camera_id=place.camera_id,
        camera=place.name,
        score=one.score,
        decision=one.decision,
        time=now,
        seen=moment_of(place.start_time, place.start),
        delivery=DeliveryState.PENDING if watch.webhook else DeliveryState.NONE,
        attempts=0,
        due=now if watch.webhook else None,
    )


def _alerts(seen: VisibleCameras, unacknowledged: bool = False) -> Select[AlertRow]:
    query = select(AlertRow).where(visible_rows(AlertRow.camera_id, seen))
    return query.where(AlertRow.acknowledged.is_(None)) if unacknowledged else query


def _row(session: Session, seen: VisibleCameras, alert_id: int) -> AlertRow:
    row = session.scalar(_alerts(seen).where(AlertRow.id == alert_id))
    if row is None:
        raise NotFoundError(f"no alert {alert_id}")
    return row


def _stored(row: AlertRow) -> StoredAlert:
    return StoredAlert(
        id=row.id,
        watch_id=row.watch_id,
        watch=row.watch,
        sentence=row.sentence,
        track=row.track_id,
        camera=row.camera,
        score=row.score,
        decision=Decision(row.decision),
        time=row.time,
        seen=row.seen,
        picture=f"/v1/alerts/{row.id}/picture" if row.file else None,
        acknowledged=row.acknowledged,
        acknowledged_by=row.acknowledged_by,
        delivery=DeliveryState(row.delivery),
        attempts=row.attempts,
        error=row.error,
    )
