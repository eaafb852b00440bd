"""Alarms of streams that stay away: raised, told and ended in the background, and shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from vehiclefinder.control.watches.webhook_delivery import Attempt
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import Identity
from vehiclefinder.store.control.stream_alarms import StoredStreamAlarm, StreamAlarmStore, StreamStates
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.tracks.queries import generation


@dataclass(frozen=True, slots=True)
class AlarmWebhook:
    """Where alarms are told.

    :param secret: What signs them.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)


class StreamAlarms:
    """Shows alarms to those who may see the camera, and how the streams are."""

    def __init__(self, database: Database) -> None:
        self._store = StreamAlarmStore(database)

    def list(
        self, who: Identity, limit: int = 50, after: int | None = None, open_: bool = False
    ) -> Sequence[StoredStreamAlarm]:
        """Return alarms of the cameras that exist for them, newest first.

        :param after: Only those older than the alarm of this id.
        :param open_: Only those of streams that are away.
        """
        return self._store.list(who.cameras, limit, after, open_)

    def get(self, who: Identity, alarm_id: int) -> StoredStreamAlarm:
        """Return an alarm.

        :raises NotFoundError: There is no such alarm, or not for them.
        """
        alarm = self._store.get(alarm_id)
        who.require_camera(alarm.camera, f"stream alarm {alarm_id}")
        return alarm

    def states(self) -> StreamStates:
        """How many streams come in, and how many are away."""
        return self._store.states()

    def seconds_away(self, now: datetime | None = None) -> float:
        """For how long that stream is away which is for longest; 0 where none is."""
        longest = self.states().longest
        return 0.0 if longest is None else max(0.0, ((now or datetime.now(UTC)) - longest).total_seconds())


class StreamAlarmEvaluator:
    """Raises an alarm of each outage that lasts, tells it, and ends it; only one process does so at a time.

    All it knows is in the catalog: an outage may outlast a service.

    :param minutes: How long an outage may last without one.
    :param webhook: Where they are told, or None.
    """

    def __init__(self, database: Database, minutes: int, webhooks: Webhooks, webhook: AlarmWebhook | None) -> None:
        self._database = database
        self._store = StreamAlarmStore(database)
        self._patience = timedelta(minutes=minutes)
        self._webhooks = webhooks
        self._webhook = webhook

    def step(self, now: datetime | None = None) -> bool:
        """Look at the streams, and tell of one alarm that is due.

        A crash between telling and noting so tells twice: webhooks know a message by its id.

        :param now: The present unless given.
        :returns: Whether one was told.
        :raises StoreError: The catalog could not be read or written.
        """
        now = now or datetime.now(UTC)
        self._store.evaluate(now, now - self._patience, self._webhook is not None)
        alarm = self._store.due(now)
        if alarm is None:
            return False
        if self._webhook is None:
            self._store.record_attempt(alarm, "there is no alarm_webhook any more", None)
            return True
        message = f"{self._home()}-stream-alarm-{alarm.id}-{alarm.state}"
        attempt = Attempt(self._webhook.url, self._webhook.secret, alarm.to_json(), message, alarm.attempts)
        failure = attempt.make(self._webhooks, now)
        if failure is None:
            self._store.record_attempt(alarm, None, None)
        else:
            self._store.record_attempt(alarm, failure.error, failure.again)
        return True

    def _home(self) -> str:
        with self._database.columns() as connection:
            return generation(connection)[0]
