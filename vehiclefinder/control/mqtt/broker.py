"""The connection to a broker: it is sought for ever, and whoever publishes waits until the broker has taken it."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from vehiclefinder.control.mqtt.messages import Message
from vehiclefinder.core.errors import VehicleFinderError

if TYPE_CHECKING:
    from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

PORTS = {"mqtt": 1883, "mqtts": 8883}
PATIENCE = 5.0
"""Seconds that a step waits for a connection."""
TAKEN = 10.0
"""Seconds in which the broker must have taken what was published at once."""
SOONEST, LATEST = 1, 60
"""Seconds between two attempts to connect, from the first to the last."""
QUEUED = 1000
"""Messages that wait for a broker that takes none."""


class BrokerError(VehicleFinderError):
    """The broker is away, refuses us, or takes nothing; neither address nor password is in the words."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is.

    :param encrypted: Whether by TLS, with a certificate that this machine trusts.
    """

    host: str
    port: int
    encrypted: bool
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, url: str) -> "BrokerAddress":
        """Read ``mqtt://user:password@host:1883`` or ``mqtts://...``.

        :raises ValueError: It is none; its words hold nothing of it.
        """
        expected = "expected the address of a broker such as mqtt://user:password@host:1883"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(f"{expected}, got something else") from None
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"{expected}, got something else")
        user, password = (None if text is None else unquote(text) for text in (parts.username, parts.password))
        return cls(parts.hostname, port or PORTS[parts.scheme], parts.scheme == "mqtts", user, password)


class Broker:
    """Connects when it is first needed; once closed it publishes no more.

    :param status: The topic that says ``online``, and ``offline`` when we are gone, however that comes.
    :param name: Our id at the broker, which no other client may have.
    """

    def __init__(self, address: BrokerAddress, status: str, name: str) -> None:
        self._address = address
        self._status = status
        self._name = name
        self._client: Client | None = None
        self._changed = Condition()
        self._connected = False
        self._error = "the MQTT broker does not answer"
        self.connections = 0

    def require(self) -> None:
        """Wait a while for the connection.

        :raises BrokerError: There is none.
        """
        with self._changed:
            if self._client is None:
                self._client = self._open()
            if not self._changed.wait_for(lambda: self._connected, PATIENCE):
                raise BrokerError(self._error)

    def publish(self, messages: Sequence[Message]) -> None:
        """Publish, each at least once, and wait until the broker has taken all.

        :raises BrokerError: It has not.
        """
        if self._client is None or not self._connected:
            raise BrokerError(self._error)
        until = monotonic() + TAKEN
        sent = [self._client.publish(one.topic, one.payload, 1, one.retained) for one in messages]
        try:
            for one in sent:
                one.wait_for_publish(max(until - monotonic(), 0.001))
        except (RuntimeError, ValueError) as error:  # the connection is lost, or too much waits
            raise BrokerError("the MQTT broker takes nothing") from error
        if not all(one.is_published() for one in sent):
            raise BrokerError(f"the MQTT broker has not taken what was published within {TAKEN:.0f} seconds")

    def close(self) -> None:
        """Say that we are gone, and go."""
        client = self._client
        if client is None:
            return
        if self._connected:
            client.publish(self._status, "offline", 1, True).wait_for_publish(PATIENCE)
        client.disconnect()
        client.loop_stop()

    def _open(self) -> "Client":
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2, self._name)
        client.max_queued_messages_set(QUEUED)
        client.reconnect_delay_set(SOONEST, LATEST)
        client.will_set(self._status, "offline", 1, True)
        if self._address.user is not None:
            client.username_pw_set(self._address.user, self._address.password)
        if self._address.encrypted:
            client.tls_set_context(ssl.create_default_context())
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_connect_fail = self._on_connect_fail
        client.connect_async(self._address.host, self._address.port)
        client.loop_start()
        return client

    # These are called in the thread of the client, which calls again until it is stopped.

    def _on_connect(
        self, client: "Client", _data: Any, _flags: "ConnectFlags", reason: "ReasonCode", _more: "Properties | None"
    ) -> None:
        if reason.is_failure:
            self._set(False, f"the MQTT broker refuses us: {reason}")
            return
        client.publish(self._status, "online", 1, True)
        self.connections += 1
        self._set(True, "")

    def _on_disconnect(
        self, _client: "Client", _data: Any, _flags: "DisconnectFlags", _why: "ReasonCode", _more: "Properties | None"
    ) -> None:
        if self._connected:
            self._set(False, "the connection to the MQTT broker is lost")

    def _on_connect_fail(self, _client: "Client", _data: Any) -> None:
        self._set(False, "the MQTT broker does not answer")

    def _set(self, connected: bool, error: str) -> None:
        with self._changed:
            self._connected, self._error = connected, error
            self._changed.notify_all()
