"""Addresses of live streams: which are allowed, and how they are shown without their secrets."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
"""What a stream may be fetched by, and the port unless given; never ``file``, ``concat`` and what else FFmpeg knows."""

MAX_LENGTH = 2000
"""Characters of an address."""

HIDDEN = "***"

# Stricter than any standard, so that no other reader of the same text sees another host in it.
_SHAPE = re.compile(
    r"(?P<scheme>[a-z]+)://(?:(?P<user>[^\s/?#@\\]*)@)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>\d{1,5}))?(?P<path>/[^\s?#\\]*)?(?P<query>\?[^\s#\\]*)?"
)


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """The address of a stream; as text it shows no user and password, nor a query or path that may hold them.

    :param secret: The whole address, for whoever opens it.
    :param shown: The address as people may see it.
    """

    secret: str = field(repr=False)
    shown: str

    def __str__(self) -> str:
        return self.shown

    @property
    def host(self) -> str:
        """Name or number of the host, in lower case."""
        return urlsplit(self.secret).hostname or ""

    @property
    def port(self) -> int:
        """The port that is named, or that of the scheme."""
        parts = urlsplit(self.secret)
        return parts.port or PORTS[parts.scheme]

    @property
    def over_http(self) -> bool:
        """Whether it is fetched by HTTP."""
        return self.secret.startswith("http")

    def within(self, hosts: Collection[str]) -> bool:
        """Whether it leads to one of some hosts, ``name`` for any port or ``name:port``, in lower case."""
        return not {self.host, f"{self.host}:{self.port}"}.isdisjoint(hosts)

    @classmethod
    def parse(cls, text: str, hosts: Collection[str] | None = None) -> "StreamAddress":
        """Check an address.

        :param hosts: Hosts that are allowed, ``name`` for any port or ``name:port``, in lower case; None allows any.
        :raises ValueError: It is no address, or not an allowed one; the message shows none of its secrets.
        """
        parts = _SHAPE.fullmatch(text) if len(text) <= MAX_LENGTH else None
        if parts is None or parts["scheme"] not in PORTS or not 0 < int(parts["port"] or 1) < 2**16:
            raise ValueError(f"expected the address of a stream, {' or '.join(PORTS)}://host/path, got another text")
        address = cls(text, _shown(parts))
        if hosts is not None and not address.within(hosts):
            raise ValueError(f"expected a stream of one of VEHICLEFINDER_STREAM_HOSTS, got {address}")
        return address


def _shown(parts: re.Match[str]) -> str:
    user = "" if parts["user"] is None else f"{HIDDEN}@"
    port = f":{parts['port']}" if parts["port"] else ""
    query = f"?{HIDDEN}" if parts["query"] else ""
    # Some cameras take the password as a part of the path, such as /user=admin_password=secret.
    path = f"/{HIDDEN}" if "=" in (parts["path"] or "") else parts["path"] or ""
    return f"{parts['scheme']}://{user}{parts['host']}{port}{path}{query}"
