"""Addresses of live streams: which are allowed, and how they are shown without their secrets."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SCHEMES = ("rtsp", "rtsps", "http", "https")
"""What a stream may be fetched by; never ``file``, ``concat`` and what else FFmpeg knows."""

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
    """The address of a stream; as text it shows neither password nor query, which often holds one.

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
    def over_http(self) -> bool:
        """Whether it is fetched by HTTP."""
        return self.secret.startswith("http")

    @classmethod
    def parse(cls, text: str, hosts: Collection[str] | None = None) -> "StreamAddress":
        """Check an address.

        :param hosts: Names or numbers of the hosts that are allowed, in lower case; None allows any.
        :raises ValueError: It is no address, or not an allowed one; the message shows none of its secrets.
        """
        parts = _SHAPE.fullmatch(text) if len(text) <= MAX_LENGTH else None
        if parts is None or parts["scheme"] not in SCHEMES:
            raise ValueError(f"expected the address of a stream, {' or '.join(SCHEMES)}://host/path")
        address = cls(text, _shown(parts))
        if hosts is not None and address.host not in hosts:
            raise ValueError(f"expected a stream of an allowed host (VEHICLEFINDER_STREAM_HOSTS), got {address}")
        return address


def is_address(text: str) -> bool:
    """Whether a text is meant as the address of a stream and not as a path."""
    return text.startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


def _shown(parts: re.Match[str]) -> str:
    user = "" if parts["user"] is None else f"{HIDDEN}@"
    port = f":{parts['port']}" if parts["port"] else ""
    query = f"?{HIDDEN}" if parts["query"] else ""
    return f"{parts['scheme']}://{user}{parts['host']}{port}{parts['path'] or ''}{query}"
