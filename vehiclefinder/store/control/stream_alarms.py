"""Alarms of streams: outages that lasted, once each, and what has yet to be told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, outerjoin, select, update

from vehiclefinder.store.control.jobs import OPEN, JobKind
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.database.schema.stream_alarms import AlarmState, StreamAlarmRow
from vehiclefinder.store.database.schema.watches import DeliveryState


@dataclass(frozen=True, slots=True)
class StoredStreamAlarm:
    """An alarm as it may be shown.

    :param job_id: The job that asks for the stream, which may be gone.
    :param uri: Its address, without secrets.
    :param since: When the stream went.
    :param raised: When that had lasted too long.
    :param state: ``away``; ``back``, or ``stopped`` where nobody asks for the stream any more.
    :param reason: Why it was away, as it was last known.
    :param delivery: What became of telling the webhook of it: that it was raised, and later that it has ended.
    :param error: Why the webhook could not be told, in few words, or None.
    """

    id: int
    job_id: int
    camera: str
    uri: str
    since: datetime
    raised: datetime
    state: AlarmState
    ended: datetime | None
    reason: str | None
    delivery: DeliveryState
    attempts: int
    error: str | None

    def to_json(self) -> dict[str, Any]:
        """Return what a webhook is told, as plain values; times in ISO 8601, UTC."""
        return {
            "stream_alarm": self.id,
            "state": self.state.value,
            "camera": self.camera,
            "stream": self.uri,
            "job": self.job_id,
            "since": self.since.isoformat(),
            "raised": self.raised.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class StreamStates:
    """How the streams are that somebody asks for.

    :param running: How many come in.
    :param away: How many do not.
    :param longest: Since when that of them is away which is for longest, or None.
    """

    running: int
    away: int
    longest: datetime | None


class StreamAlarmStore:
    """The alarms of a catalog, made of what its jobs say of their streams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def evaluate(self, now: datetime, before: datetime, told: bool) -> int:
        """Raise an alarm of each outage that has lasted too long, once, and end those that are over.

        :param before: What began later does not last yet.
        :param told: Whether a webhook is to be told.
        :returns: How many were raised or ended.
        :raises StoreError: The catalog could not be read or written.
        """
        with self._database.read() as session:
            fresh, over = session.scalars(_fresh(before)).all(), session.scalars(_over()).all()
        if not fresh and not over:
            return 0
        with self._database.write() as session:  # asked again: a stream may have come back
            rows = session.scalars(_fresh(before)).all()
            session.add_all(_new(job, now, told) for job in rows)
            ended = session.scalars(_over()).all()
            for alarm in ended:
                _end(alarm, session.get(IngestJobRow, alarm.job_id), now, told)
            return len(rows) + len(ended)

    def list(
        self, cameras: Sequence[str] | None, limit: int, after: int | None = None, open_: bool = False
    ) -> Sequence[StoredStreamAlarm]:
        """Return alarms, newest first.

        :param cameras: Of these cameras alone; None means all.
        :param after: Only those older than the alarm of this id.
        :param open_: Only those of streams that are away.
        """
        query = select(StreamAlarmRow).order_by(StreamAlarmRow.id.desc()).limit(limit)
        if cameras is not None:
            query = query.where(StreamAlarmRow.camera.in_(cameras))
        if after is not None:
            query = query.where(StreamAlarmRow.id < after)
        if open_:
            query = query.where(StreamAlarmRow.state == AlarmState.AWAY)
        with self._database.read() as session:
            return [_stored(row) for row in session.scalars(query)]

    def get(self, alarm_id: int) -> StoredStreamAlarm:
        """Return an alarm.

        :raises NotFoundError: There is none of that id.
        """
        with self._database.read() as session:
            return _stored(row_of(session, StreamAlarmRow, alarm_id, f"stream alarm {alarm_id}"))

    def states(self) -> StreamStates:
        """Return how the streams are."""
        away = IngestJobRow.away_since
        streams = select(func.count(), func.count(away), func.min(away)).where(
            IngestJobRow.kind == JobKind.STREAM, IngestJobRow.state == JobState.RUNNING
        )
        with self._database.read() as session:
            there, gone, longest = session.execute(streams).one()
        return StreamStates(there - gone, gone, longest)

    def due(self, now: datetime) -> StoredStreamAlarm | None:
        """Return the alarm that has been due to be told for longest, or None."""
        query = (
            select(StreamAlarmRow)
            .where(StreamAlarmRow.delivery == DeliveryState.PENDING, StreamAlarmRow.due <= now)
            .order_by(StreamAlarmRow.due, StreamAlarmRow.id)
            .limit(1)
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return None if row is None else _stored(row)

    def record_attempt(self, told: StoredStreamAlarm, error: str | None, again: datetime | None) -> None:
        """Note what came of telling an alarm; where it has ended meanwhile, that is still to be told.

        :param told: As it was told.
        :param error: Why the webhook did not take it, or None where it did.
        :param again: When to try next; None gives up.
        """
        delivery = DeliveryState.PENDING if again else DeliveryState.FAILED if error else DeliveryState.DELIVERED
        change = update(StreamAlarmRow).where(StreamAlarmRow.id == told.id, StreamAlarmRow.state == told.state)
        values = {"delivery": delivery, "due": again, "error": error}
        with self._database.write() as session:
            session.execute(change.values(attempts=StreamAlarmRow.attempts + 1, **values))


_IS_AWAY = and_(IngestJobRow.state.in_(OPEN), IngestJobRow.away_since.is_not(None))
_SAME = and_(StreamAlarmRow.job_id == IngestJobRow.id, StreamAlarmRow.since == IngestJobRow.away_since)


def _fresh(before: datetime) -> Select[IngestJobRow]:
    """Jobs whose stream is away for too long, and of which no alarm was raised."""
    raised = select(StreamAlarmRow.id).where(_SAME).exists()
    return select(IngestJobRow).where(_IS_AWAY, IngestJobRow.away_since <= before, ~raised)


def _over() -> Select[StreamAlarmRow]:
    """Alarms whose stream is away no more."""
    away = outerjoin(StreamAlarmRow, IngestJobRow, and_(_SAME, _IS_AWAY))
    return (
        select(StreamAlarmRow)
        .select_from(away)
        .where(StreamAlarmRow.state == AlarmState.AWAY, IngestJobRow.id.is_(None))
    )


def _new(job: IngestJobRow, now: datetime, told: bool) -> StreamAlarmRow:
    return StreamAlarmRow(
        job_id=job.id,
        camera=job.camera,
        uri=job.uri,
        since=job.away_since,
        raised=now,
        state=AlarmState.AWAY,
        reason=job.away_reason,
        delivery=DeliveryState.PENDING if told else DeliveryState.NONE,
        attempts=0,
        due=now if told else None,
    )


def _end(alarm: StreamAlarmRow, job: IngestJobRow | None, now: datetime, told: bool) -> None:
    stopped = job is None or job.state not in (*OPEN, JobState.DONE)
    alarm.state, alarm.ended = AlarmState.STOPPED if stopped else AlarmState.BACK, now
    if stopped and job is not None and job.error:
        alarm.reason = job.error
    if told:
        alarm.delivery, alarm.attempts, alarm.due, alarm.error = DeliveryState.PENDING, 0, now, None


def _stored(row: StreamAlarmRow) -> StoredStreamAlarm:
    return StoredStreamAlarm(
        id=row.id,
        job_id=row.job_id,
        camera=row.camera,
        uri=row.uri,
        since=row.since,
        raised=row.raised,
        state=AlarmState(row.state),
        ended=row.ended,
        reason=row.reason,
        delivery=DeliveryState(row.delivery),
        attempts=row.attempts,
        error=row.error,
    )
