"""Publishes what is new in a catalog, a bit at a time; only one process does so at a time, see :class:`Scheduler`."""

from collections.abc import Hashable

from vehiclefinder.control.mqtt.broker import Broker
from vehiclefinder.control.mqtt.messages import Announcements, Message, alert_message, track_message
from vehiclefinder.control.mqtt.topics import Topics
from vehiclefinder.core.usage import MqttCounts
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.mqtt_outbox import MqttOutbox
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.tracks.catalog import Catalog

BATCH = 100
"""Messages that are published at once."""
MOST_SOURCES = 1000
"""Sources whose tracks wait for a broker that is away; of older ones they are dropped, and counted."""


class MqttPublisher:
    """What is still to be published is in the catalog: alerts until they are taken, tracks by the source.

    :param version: Of this program.
    :param counts: Told how much was published and dropped.
    """

    def __init__(self, catalog: Catalog, broker: Broker, topics: Topics, version: str, counts: MqttCounts) -> None:
        self._catalog = catalog
        self._broker = broker
        self._topics = topics
        self._version = version
        self._counts = counts
        self._outbox = MqttOutbox(catalog.database)
        self._alerts = AlertStore(catalog.database, catalog.media)
        self._watches = WatchStore(catalog.database)
        self._connection = 0
        self._told: dict[str, str] = {}
        self._announced: Hashable = None
        self._closed = False

    def step(self) -> bool:
        """Publish what changed of cameras and watches, and the next alerts, or else the tracks of a source.

        A crash between publishing and noting so publishes twice.

        :returns: Whether there may be more.
        :raises BrokerError: The broker is away or takes nothing; the next step tries again.
        :raises StoreError: The catalog could not be read or written.
        """
        if self._closed:
            return False
        self._outbox.begin()
        if dropped := self._outbox.drop(MOST_SOURCES):
            self._counts.dropped_tracks += dropped
        self._broker.require()
        self._announce()
        return self._publish_alerts() or self._publish_tracks()

    def close(self) -> None:
        """Publish no more, and say so."""
        self._closed = True
        self._broker.close()

    def _announce(self) -> None:
        """Bring what the broker retains to what is there; after another connection, all of it."""
        if self._broker.connections != self._connection:
            self._connection, self._announced, self._told = self._broker.connections, None, {}
        state, watches = self._catalog.state(), tuple(self._watches.all())
        there = (state.generation, tuple(state.cameras.items()), watches)
        if there == self._announced:
            return
        announcements = Announcements(self._topics, state.generation[0], self._version)
        wanted = announcements.of(self._catalog.cameras(), watches)
        retained = self._outbox.retained()
        gone = [topic for topic in retained if topic not in wanted]
        new = [Message(topic, text, True) for topic, text in wanted.items() if self._told.get(topic) != text]
        if set(wanted) - set(retained):
            self._outbox.retain([*wanted, *gone])  # before, so that they are taken away whatever happens
        self._publish([*(Message(topic, "", True) for topic in gone), *new])
        if gone:
            self._outbox.retain(list(wanted))
        self._told, self._announced = wanted, there

    def _publish_alerts(self) -> bool:
        alerts = self._alerts.page(None, BATCH, self._outbox.alert())
        if alerts:
            self._publish([alert_message(self._topics, alert) for alert in alerts])
            self._outbox.published_alert(alerts[-1].id)
        return bool(alerts)

    def _publish_tracks(self) -> bool:
        source = self._outbox.next_source()
        if source is None:
            return False
        ids = self._outbox.tracks(source)
        for first in range(0, len(ids), BATCH):
            tracks = self._catalog.tracks(ids[first : first + BATCH])
            self._publish([track_message(self._topics, track) for track in tracks])
        self._outbox.published_source(source)
        return True

    def _publish(self, messages: list[Message]) -> None:
        for first in range(0, len(messages), BATCH):
            some = messages[first : first + BATCH]
            self._broker.publish(some)
            self._counts.messages += len(some)
