"""Webhooks: which may be told of alerts, and telling them, signed."""

import json
import socket
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from threading import Timer
from typing import TYPE_CHECKING, Any

from vehiclefinder.control.watches.webhook_signatures import signed
from vehiclefinder.core.errors import VehicleFinderError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 5.0
"""Seconds to connect, and between two parts of the answer."""
LONGEST_ANSWER = 15.0
"""Seconds after which a connection is broken off: one that answers byte by byte would hold up all others for hours."""
LONGEST = 2000
PORTS = {"http": 80, "https": 443}


class WebhookError(VehicleFinderError):
    """A webhook did not take what it was told."""


class Webhooks:
    """Tells the webhooks of hosts that are allowed: a service that posts wherever it is told to opens its network.

    :param hosts: Allowed hosts, ``name`` for any port or ``name:port``.
    """

    def __init__(self, hosts: Collection[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)

    def require(self, url: str) -> None:
        """Refuse an address that may not be told.

        :raises ValueError: It is no https address (or http to this machine) of an allowed host, or names a user.
        """
        self._address(url)

    def tell(self, url: str, secret: str, content: Mapping[str, Any], message: str, moment: datetime) -> None:
        """Post JSON, signed, see :func:`signed`.

        :param content: Plain values.
        :param message: Its id, the same whenever the same is told again.
        :param moment: The present.
        :raises ValueError: The address may not be told.
        :raises WebhookError: It did not answer in time, or not with 2xx; neither address nor secret is in the words.
        """
        import httpx

        body = json.dumps(content).encode()
        headers = {"Content-Type": "application/json", **signed(secret, message, moment, body)}
        try:
            # A client would follow proxies and a .netrc of the environment, and log addresses, which may be secrets.
            with httpx.HTTPTransport(trust_env=False) as transport, _Deadline() as deadline:
                patience = {"timeout": httpx.Timeout(TIMEOUT).as_dict(), "trace": deadline.note}
                request = httpx.Request("POST", self._address(url), headers=headers, content=body, extensions=patience)
                response = transport.handle_request(request)
                response.close()
        except httpx.HTTPError as error:
            raise WebhookError(f"no answer: {type(error).__name__}") from error
        if not response.is_success:
            raise WebhookError(f"answered {response.status_code}")

    def _address(self, url: str) -> "httpx.URL":
        import httpx  # judged by the same eyes that will open it

        if len(url) > LONGEST:
            raise ValueError(f"expected a webhook of at most {LONGEST} characters, got {len(url)}")
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ValueError("expected the address of a webhook, got something else") from error
        if address.scheme != "https" and not (address.scheme == "http" and _is_loopback(address.host)):
            raise ValueError(f"expected https for a webhook, or http to this machine, got {address.scheme!r}")
        if address.userinfo:
            raise ValueError("expected a webhook without a user and password, got one with them")
        port = PORTS[address.scheme] if address.port is None else address.port
        if not 0 < port < 2**16:
            raise ValueError(f"expected a port from 1 to 65535, got {port}")
        if not {address.host, f"{address.host}:{port}"} & self._hosts:
            raise ValueError(f"expected a webhook to one of VEHICLEFINDER_WEBHOOK_HOSTS, got {address.host!r}")
        return address


class _Deadline:
    """Breaks a connection off that lasts too long, whatever comes of it meanwhile."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._timer = Timer(LONGEST_ANSWER, self._break_off)
        self._timer.daemon = True

    def note(self, event: str, told: Mapping[str, Any]) -> None:
        """Take note of what httpcore does; called in the thread that waits."""
        if event == "connection.connect_tcp.complete":
            self._socket = told["return_value"].get_extra_info("socket").dup()  # TLS takes the socket itself away

    def _break_off(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is over
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._socket is not None:
            self._socket.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
