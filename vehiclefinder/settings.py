"""What a user may choose, with explicit defaults; the environment overrides them, the command line overrides both."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from vehiclefinder.runtime.providers import Provider

PREFIX = "VEHICLEFINDER_"


def _default_home() -> Path:
    return user_data_path("vehiclefinder", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and what they run on.

    :param home: Folder of the catalog, the index and the crops.
    :param database: SQLAlchemy URL of the catalog; None means SQLite inside ``home``.
    :param models: Folder of models; None means the one that is shipped.
    :param provider: ``auto``, ``cpu`` or ``cuda``.
    :param threads: Threads per model while ingesting; a query uses one.
    :param webhook_hosts: Hosts whose webhooks may be told of alerts, ``name`` or ``name:port``; none unless given.
    :param video_roots: Folders whose videos may be ingested over REST and dashboard; none unless given.
    :param stream_hosts: Hosts whose streams may be ingested likewise, ``name`` or ``name:port``; none unless given.
    :param streams: Streams that are received at once; more of them wait.
    :param recordings_gb: Gigabytes of streams that are kept, the latest, for clips of results; 0 keeps none.
    """

    home: Path = field(default_factory=_default_home)
    database: str | None = None
    models: Path | None = None
    provider: Provider = Provider.AUTO
    threads: int = 2
    webhook_hosts: tuple[str, ...] = ()
    video_roots: tuple[Path, ...] = ()
    stream_hosts: tuple[str, ...] = ()
    streams: int = 4
    recordings_gb: int = 20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, home: Path | None = None) -> "Settings":
        """Read ``VEHICLEFINDER_HOME``, ``_DATABASE``, ``_MODELS``, ``_PROVIDER``, ``_THREADS``, ``_WEBHOOK_HOSTS``,
        ``_VIDEO_ROOTS`` (divided as ``PATH`` is), ``_STREAM_HOSTS``,
        ``_STREAMS`` and ``_RECORDINGS_GB``.

        :param home: Wins over the environment.
        :raises ValueError: Unknown provider, or threads, streams or gigabytes that are no such number.
        """
        models = environment.get(PREFIX + "MODELS")
        chosen = home or environment.get(PREFIX + "HOME") or _default_home()
        return cls(
            home=Path(chosen).expanduser(),
            database=environment.get(PREFIX + "DATABASE") or None,
            models=Path(models).expanduser() if models else None,
            provider=_provider(environment.get(PREFIX + "PROVIDER", Provider.AUTO)),
            threads=_number(environment, "THREADS", 2),
            webhook_hosts=_hosts(environment.get(PREFIX + "WEBHOOK_HOSTS", "")),
            video_roots=_folders(environment.get(PREFIX + "VIDEO_ROOTS", "")),
            stream_hosts=_hosts(environment.get(PREFIX + "STREAM_HOSTS", "").lower()),
            streams=_number(environment, "STREAMS", 4),
            recordings_gb=_number(environment, "RECORDINGS_GB", 20, least=0),
        )


def _provider(name: str) -> Provider:
    if name not in list(Provider):
        raise ValueError(f"expected {PREFIX}PROVIDER to be one of {[p.value for p in Provider]}, got {name!r}")
    return Provider(name)


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = environment.get(PREFIX + name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"expected {PREFIX}{name} to be a number from {least}, got {text!r}")
    return int(text)


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _folders(text: str) -> tuple[Path, ...]:
    return tuple(Path(part).expanduser().resolve() for part in text.split(os.pathsep) if part.strip())
