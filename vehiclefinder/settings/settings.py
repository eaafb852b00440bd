"""What a user may choose, with explicit defaults."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.settings import kinds
from vehiclefinder.settings.kinds import (
    Folder,
    Header,
    Host,
    Kind,
    LowerHost,
    MediaUrl,
    Network,
    Origin,
    PeerAddress,
    ResolvedFolder,
    ShardText,
    Side,
    Topic,
    Zone,
)
from vehiclefinder.settings.sources import ChosenValue, choices, default_home


class Settings(BaseSettings):
    """Where things are and what they run on. The constructor reads nothing; :meth:`from_environment` does.

    :param home: Folder of the catalog, the index and the crops.
    :param database: SQLAlchemy URL of the catalog, which may hold a password; None means SQLite inside ``home``.
    :param media: Where pictures, uploads and recordings lie that all who use the database can reach:
        ``s3://bucket/prefix`` (extra ``s3``), which may hold a key and its secret, or ``file:///mnt/share``; None means
        inside ``home``.
    :param models: Folder of models; None means the one that is shipped.
    :param provider: ``auto``, ``cpu``, ``cuda`` or ``openvino``.
    :param threads: Threads per model while ingesting; a query uses one. Two in one model cost more CPU than two videos.
    :param detector_side: Longest side at which vehicles are looked for, 160 to 1920 pixels; 0 leaves it to what a
        video shows.
    :param detections_per_second: How often vehicles are looked for in a second of video, where nothing new is in sight;
        three times as often where something is, and about once where nothing changes.
    :param ingest: Whether a service ingests; where not, it searches alone and leaves that to ``vehiclefinder work``.
    :param workers: Videos that are ingested at once; 0 takes one for each core.
    :param worker_memory_mb: Megabytes that a process which ingests may have in memory; beyond, it is ended.
    :param worker_silence: Seconds without a sign of life, after which such a process counts as hanging.
    :param webhook_hosts: Hosts whose webhooks may be told of alerts, ``name`` or ``name:port``; none unless given.
    :param video_roots: Folders whose videos may be ingested over REST and dashboard; none unless given.
    :param stream_hosts: Hosts whose streams may be ingested likewise, ``name`` or ``name:port``; none unless given.
    :param streams: Streams that are received at once; more of them wait.
    :param searches: Searches that one process of the service answers at once, more of them wait; 0 takes one for each
        core, which ``serve --workers`` divides.
    :param stream_alarm_minutes: Minutes that a stream may be away until an alarm is raised.
    :param alarm_webhook: Address that alarms of streams are told to, of one of ``webhook_hosts``; None tells nobody.
    :param alarm_key: What signs them, at least 16 characters.
    :param mqtt_url: Broker that alerts and tracks are published to, ``mqtt://user:password@host:1883`` or ``mqtts://``;
        None publishes nothing.
    :param mqtt_prefix: What its topics begin with; one for each home at a broker.
    :param recordings_gb: Gigabytes of streams that are kept, the latest, for clips of results; 0 keeps none.
    :param audit_required: Whether a search is refused where it cannot be written into the audit log, such as on a full
        disk; else it is answered and says so.
    :param timezone: Zone of the times in the names of recordings and in sentences; None means this machine's.
    :param trusted_proxies: Addresses or networks of proxies that are believed from where a request comes
        (``X-Forwarded-For``, ``X-Forwarded-Proto``); none unless given.
    :param proxy_user_header: Header in which such a proxy names the user, who must be one here; None means that none
        is believed.
    :param cors_origins: Origins (``https://app.example``) whose pages may ask the REST endpoint with a token; none
        unless given.
    :param requests_per_minute: Requests that one token or user may make over REST in a minute, and refused ones that
        may come from one address; 0 sets no limit.
    :param shard: Which part of the vehicles is held in memory, ``0/4`` is the first of four; None holds all.
    :param peers: Addresses of the searchers that hold the other parts, ``http://searcher-2:8000``; whoever is asked
        asks them, too.
    :param peer_token: What searchers show one another, at least 16 characters, the same for all; None answers none.
    :raises ValueError: A value is no such thing.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    home: Annotated[Folder, kinds.FOLDER] = Field(default_factory=default_home)
    database: Annotated[SecretStr | None, kinds.URL] = None
    media: Annotated[MediaUrl | None, kinds.MEDIA] = None
    models: Annotated[Folder | None, kinds.FOLDER] = None
    provider: Annotated[Provider, Kind(f"one of {[one.value for one in Provider]}", str)] = Provider.AUTO
    threads: Annotated[int, Field(strict=True, ge=1), Kind("a number from 1", kinds.number)] = 1
    detector_side: Annotated[Side, kinds.SIDE] = 0
    detections_per_second: Annotated[int, Field(strict=True, ge=1), Kind("a number from 1", kinds.number)] = 4
    ingest: Annotated[bool, Field(strict=True), Kind("true or false", kinds.flag)] = True
    workers: Annotated[int, Field(strict=True, ge=0), Kind("a number from 0", kinds.number)] = 0
    worker_memory_mb: Annotated[int, Field(strict=True, ge=256), Kind("a number from 256", kinds.number)] = 2048
    worker_silence: Annotated[int, Field(strict=True, ge=10), Kind("a number from 10", kinds.number)] = 300
    webhook_hosts: Annotated[tuple[Host, ...], kinds.HOSTS] = ()
    video_roots: Annotated[tuple[ResolvedFolder, ...], kinds.FOLDERS] = ()
    stream_hosts: Annotated[tuple[LowerHost, ...], kinds.HOSTS] = ()
    streams: Annotated[int, Field(strict=True, ge=1), Kind("a number from 1", kinds.number)] = 4
    stream_alarm_minutes: Annotated[int, Field(strict=True, ge=1), Kind("a number from 1", kinds.number)] = 5
    alarm_webhook: Annotated[SecretStr | None, kinds.WEBHOOK] = None
    alarm_key: Annotated[SecretStr | None, Field(min_length=16), kinds.SIGNING_KEY] = None
    mqtt_url: Annotated[SecretStr | None, kinds.BROKER] = None
    mqtt_prefix: Annotated[Topic, kinds.TOPIC] = "vehiclefinder"
    searches: Annotated[int, Field(strict=True, ge=0), Kind("a number from 0", kinds.number)] = 0
    recordings_gb: Annotated[int, Field(strict=True, ge=0), Kind("a number from 0", kinds.number)] = 20
    audit_required: Annotated[bool, Field(strict=True), Kind("true or false", kinds.flag)] = False
    timezone: Annotated[Zone | None, kinds.ZONE] = None
    trusted_proxies: Annotated[tuple[Network, ...], kinds.NETWORKS] = ()
    proxy_user_header: Annotated[Header | None, kinds.HEADER] = None
    cors_origins: Annotated[tuple[Origin, ...], kinds.ORIGINS] = ()
    requests_per_minute: Annotated[int, Field(strict=True, ge=0), Kind("a number from 0", kinds.number)] = 0

    shard: Annotated[ShardText | None, kinds.SHARD] = None
    peers: Annotated[tuple[PeerAddress, ...], kinds.PEERS] = ()
    peer_token: Annotated[SecretStr | None, Field(min_length=16), kinds.SIGNING_KEY] = None

    @property
    def shard_held(self) -> Shard:
        """Which part of the vehicles is held in memory."""
        return Shard.of(self.shard) if self.shard else WHOLE

    @property
    def videos_at_once(self) -> int:
        """How many videos are ingested at once."""
        return self.workers or os.cpu_count() or 1

    @property
    def searches_at_once(self) -> int:
        """How many searches a process answers at once."""
        return self.searches or os.cpu_count() or 1

    @property
    def database_url(self) -> str | None:
        """The URL of the catalog with its password, for whoever opens it; None means SQLite inside ``home``."""
        return self.database.get_secret_value() if self.database else None

    @property
    def media_url(self) -> str | None:
        """The URL of pictures and videos likewise, with what is secret in it; None means inside ``home``."""
        return self.media.get_secret_value() if self.media else None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **others: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the constructor read nothing but its arguments."""
        return (init_settings,)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, home: Path | None = None) -> "Settings":
        """Read ``VEHICLEFINDER_*`` of the environment, then ``config.toml`` in the home for what that leaves out.

        :param home: Wins over the environment.
        :raises ValueError: A value is no such thing, or ``config.toml`` is no TOML or has an unknown key.
        :raises StoreError: ``config.toml`` cannot be read.
        """
        chosen = choices(cls, environment, home)
        try:
            return cls(**{name: choice.value for name, choice in chosen.items()})
        except ValidationError as error:
            raise ValueError(cls._explain(error, chosen)) from None

    def replace(self, **changes: Any) -> "Settings":
        """Return these settings with other values.

        :raises ValueError: A value is no such thing.
        """
        return type(self)(**dict(self) | changes)

    @classmethod
    def _explain(cls, error: ValidationError, chosen: Mapping[str, ChosenValue]) -> str:
        name = str(error.errors()[0]["loc"][0])
        kind, choice = kinds.kind_of(cls.model_fields[name]), chosen[name]
        secret = kind.is_secret or "@" in str(choice.given)  # an address with a password where none belongs
        got = f"a value of type {type(choice.given).__name__}" if secret else repr(choice.given)
        return f"expected {choice.name} to be {kind.expected}, got {got}"
