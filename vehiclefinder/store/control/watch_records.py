"""Watches and alerts as they go into the catalog and come out of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vehiclefinder.core.types import Decision
from vehiclefinder.store.database.schema.watches import DeliveryState


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A watch that is about to be stored.

    :param who: Name of whoever makes it.
    :param cameras: Names of the cameras it looks at; None means all.
    :param least: The least decision that raises an alert.
    :param zones: Camera and name of the zones that it looks at; none means whole pictures.
    :param schedule: When vehicles are told of, as :class:`Schedule` says it; None means always.
    :param cooldown: Minutes for which it is silent about a camera after a vehicle there.
    :param webhook: Where alerts are told, or None.
    :param secret: What signs them; given with a webhook alone.
    """

    who: str
    name: str
    sentence: str
    cameras: tuple[str, ...] | None
    least: Decision
    zones: tuple[tuple[str, str], ...] = ()
    schedule: str | None = None
    cooldown: int = 0
    webhook: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WatchZone:
    """A zone of a camera's picture, by its name."""

    camera: str
    zone: str

    @property
    def pair(self) -> tuple[str, str]:
        """Both, as searches take them."""
        return self.camera, self.zone


@dataclass(frozen=True, slots=True)
class StoredWatch:
    """A watch as it may be shown.

    :param cameras: Names of the cameras it looks at; None means all.
    :param least: The least decision that raises an alert.
    :param zones: The zones that it looks at; none means whole pictures.
    :param schedule: When vehicles are told of, such as "Mon-Fri 22:00-06:00" by the clock of the site; None: always.
    :param cooldown: Minutes for which it is silent about a camera after a vehicle there; 0 tells of every vehicle.
    :param snoozed_until: It raises nothing until then; None, or what has passed, means that it does.
    :param webhook: Scheme and host of where alerts are told, or None; the rest of the address may be a secret.
    :param who: Name of whoever made it.
    """

    id: int
    name: str
    sentence: str
    cameras: tuple[str, ...] | None
    least: Decision
    zones: tuple[WatchZone, ...]
    schedule: str | None
    cooldown: int
    snoozed_until: datetime | None
    webhook: str | None
    active: bool
    created: datetime
    who: str

    def snoozes(self, now: datetime) -> bool:
        """Whether it raises nothing for the time being."""
        return self.snoozed_until is not None and now < self.snoozed_until

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.name,
            "sentence": self.sentence,
            "cameras": None if self.cameras is None else list(self.cameras),
            "zones": [{"camera": one.camera, "zone": one.zone} for one in self.zones],
            "least": self.least.value,
            "schedule": self.schedule,
            "cooldown": self.cooldown,
            "snoozed_until": self.snoozed_until.isoformat() if self.snoozed_until else None,
            "webhook": self.webhook,
            "active": self.active,
            "created": self.created.isoformat(),
            "who": self.who,
        }


@dataclass(frozen=True, slots=True)
class WatchHit:
    """A track that matches a watch; ``score`` in [0, 1]."""

    track: int
    score: float
    decision: Decision


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert as it may be shown.

    :param watch_id: The watch, or None where it was removed.
    :param watch: Its name at that time; ``sentence`` likewise.
    :param track: Id of the track, which may be gone.
    :param time: When the alert was raised.
    :param seen: When the vehicle appeared, or None where the time of its source is not known.
    :param picture: Path of the picture under the address of the REST endpoint, or None.
    :param acknowledged_by: Name of whoever acknowledged it, or None.
    :param error: Why the webhook could not be told, in few words, or None.
    """

    id: int
    watch_id: int | None
    watch: str
    sentence: str
    track: int
    camera: str
    score: float
    decision: Decision
    time: datetime
    seen: datetime | None
    picture: str | None
    acknowledged: datetime | None
    acknowledged_by: str | None
    delivery: DeliveryState
    attempts: int
    error: str | None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``; times in ISO 8601, UTC."""
        return {
            "id": self.id,
            "watch_id": self.watch_id,
            "watch": self.watch,
            "sentence": self.sentence,
            "track": self.track,
            "camera": self.camera,
            "score": self.score,
            "decision": self.decision.value,
            "time": self.time.isoformat(),
            "seen": self.seen.isoformat() if self.seen else None,
            "picture": self.picture,
            "acknowledged": self.acknowledged.isoformat() if self.acknowledged else None,
            "acknowledged_by": self.acknowledged_by,
            "delivery": self.delivery.value,
            "attempts": self.attempts,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class PendingDelivery:
    """An alert that is due to be told, and where."""

    alert: StoredAlert
    url: str = field(repr=False)
    secret: str = field(repr=False)
