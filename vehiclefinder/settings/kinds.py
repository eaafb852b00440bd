"""The kinds of values: how each is written in an environment variable, and what an error says was expected."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints
from pydantic.fields import FieldInfo

from vehiclefinder.core.shard import Shard
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.store.files.open_media import require_media_url
from vehiclefinder.store.files.remote_media import EXPECTED


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a field's values besides their type.

    :param expected: What an error says that was expected.
    :param parse: Makes the text of an environment variable a value; what it cannot parse it returns, to be refused.
    :param is_path: Whether relative values in a file are relative to that file.
    :param is_secret: Whether no error may show the value.
    """

    expected: str
    parse: Callable[[str], object]
    is_path: bool = False
    is_secret: bool = False


def kind_of(field: FieldInfo) -> Kind:
    """Return the kind that a field is annotated with."""
    return next(one for one in field.metadata if isinstance(one, Kind))


def expand(path: Path) -> Path:
    """Return a path with ``~`` expanded.

    :raises ValueError: It begins with the home of an unknown user.
    """
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"expected ~ and a known user, got {str(path)!r}") from error


def text_or_none(text: str) -> str | None:
    """Return the text, None where it is empty."""
    return text or None


def number(text: str) -> int | str:
    """Return a decimal number."""
    return int(text) if text.isdecimal() else text


def flag(text: str) -> bool | str:
    """Return whether a text says true or false."""
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def divided(separator: str) -> Callable[[str], list[str]]:
    """Return what divides a text; blanks around parts and empty parts are dropped."""
    return lambda text: [part.strip() for part in text.split(separator) if part.strip()]


def _not_blank(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("expected the name of a folder")
    return value


Host = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LowerHost = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True)]
Folder = Annotated[Path, BeforeValidator(_not_blank), AfterValidator(expand)]
ResolvedFolder = Annotated[Folder, AfterValidator(Path.resolve)]


def _zone(value: str | None) -> str | None:
    time_zone(value)
    return value


Zone = Annotated[str, AfterValidator(_zone)]


def _network(value: str) -> str:
    ip_network(value.strip(), strict=False)
    return value.strip()


Network = Annotated[str, AfterValidator(_network)]
Header = Annotated[str, StringConstraints(strip_whitespace=True, pattern="^[A-Za-z0-9-]+$", to_lower=True)]


def _origin(value: str) -> str:
    """Check an origin as browsers write it: scheme, host and port alone, in small letters; no wildcard."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "*" in value or "@" in parts.netloc:
        raise ValueError("expected the scheme and host of a page")
    if value != f"{parts.scheme}://{parts.netloc}" or parts.port == {"http": 80, "https": 443}[parts.scheme]:
        raise ValueError("expected nothing but scheme, host and a port that is not the usual one")
    return value


Origin = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True), AfterValidator(_origin)]


def _side(value: int) -> int:
    if value and not LEAST_SIDE <= value <= LARGEST_SIDE:
        raise ValueError(f"expected 0, or {LEAST_SIDE} to {LARGEST_SIDE}")
    return value


def _shard(value: str) -> str:
    return str(Shard.of(value))


ShardText = Annotated[str, AfterValidator(_shard)]


def _peer(value: str) -> str:
    """Check the address of a searcher: scheme, host and port, and perhaps a path before its own."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise ValueError("expected the address of a searcher")
    if parts.port == 0:  # one that is no number up to 65535 is a ValueError of its own
        raise ValueError("expected a port")
    return value.rstrip("/")


PeerAddress = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_peer)]
LEAST_SIDE, LARGEST_SIDE = 160, 1920
"""Pixels; on less, the detector finds next to nothing."""
Side = Annotated[int, Field(strict=True), AfterValidator(_side)]
SIDE = Kind(f"0, or a number from {LEAST_SIDE} to {LARGEST_SIDE}", number)
ZONE = Kind("a time zone such as Europe/Berlin", text_or_none)
FOLDER = Kind("a folder", text_or_none, is_path=True)
FOLDERS = Kind("a list of folders", divided(os.pathsep), is_path=True)
NETWORKS = Kind("a list of addresses or networks such as 10.0.0.0/8", divided(","))
HEADER = Kind("the name of a header such as X-Forwarded-User", text_or_none)
ORIGINS = Kind("a list of origins such as https://app.example, none with a path or *", divided(","))
HOSTS = Kind("a list of hosts", divided(","))
BROKER = Kind("the address of a broker such as mqtt://user:password@host:1883", text_or_none, is_secret=True)
Topic = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", max_length=100)]
TOPIC = Kind("a topic such as vehiclefinder or site/vehicles", str)


def _media(value: SecretStr) -> SecretStr:
    require_media_url(value.get_secret_value())
    return value


MediaUrl = Annotated[SecretStr, AfterValidator(_media)]
MEDIA = Kind(EXPECTED, text_or_none, is_secret=True)
URL = Kind("a SQLAlchemy URL", text_or_none, is_secret=True)
WEBHOOK = Kind("the address of a webhook", text_or_none, is_secret=True)
SIGNING_KEY = Kind("a text of at least 16 characters", text_or_none, is_secret=True)
SHARD = Kind("a shard such as 0/4, the first of four", text_or_none)
PEERS = Kind("a list of addresses such as http://searcher-2:8000", divided(","))
