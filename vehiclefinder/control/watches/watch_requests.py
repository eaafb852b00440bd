"""Watches as they are asked for, and what is told of one that was made."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ner.leftovers import Leftover
from vehiclefinder.control.watches.schedule import Schedule
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.watch_records import StoredWatch

LONGEST_NAME = 100
MAX_PLACES = 1000
"""Cameras, or zones, of one watch."""
LONGEST_COOLDOWN = 10_080
"""Minutes: a week."""
LONGEST_SNOOZE = 43_200
"""Minutes: 30 days; for longer, a watch is stopped."""

Zones = tuple[tuple[str, str], ...]
"""Camera and name of each."""


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """A watch as it is asked for.

    :param name: 1 to 100 characters; nobody has two watches of one name.
    :param sentence: What to look for, in plain words.
    :param cameras: Names of the cameras to look at; None means all that exist for whoever asks, or those of the zones.
    :param least: The least decision that raises an alert, ``match`` or ``possible``.
    :param webhook: Where alerts are told, or None; see :class:`Webhooks`.
    :param zones: Zones to look at, none of another camera than ``cameras``; none means whole pictures.
    :param schedule: When vehicles are told of, see :class:`Schedule`, by the time at which they were in sight: one of
        no known time is not told of. None means always, and all.
    :param cooldown: Minutes for which it is silent about a camera after a vehicle there; 0 tells of every vehicle.
    """

    name: str
    sentence: str
    cameras: tuple[str, ...] | None = None
    least: Decision = Decision.MATCH
    webhook: str | None = field(default=None, repr=False)
    zones: Zones = ()
    schedule: str | None = None
    cooldown: int = 0

    def __post_init__(self) -> None:
        _require_name(self.name)
        _require_least(self.least)
        _require_schedule(self.schedule)
        _require_minutes("cooldown", self.cooldown, LONGEST_COOLDOWN)
        _require_places("zones", self.zones, 0)
        if self.cameras is not None:
            _require_places("cameras", self.cameras, 1)


@dataclass(frozen=True, slots=True)
class WatchChange:
    """What becomes of a watch; None leaves a thing as it is.

    :param webhook: Another webhook, which gets a secret of its own; empty takes it away.
    :param active: False stops the watch; True starts it again, from what is new then.
    :param cameras: Other cameras; none means all that exist for whoever asks. Only whoever made it says so, since it
        looks with their eyes; with other zones, both are taken together.
    :param zones: Likewise; none means whole pictures.
    :param schedule: Another one; empty means always.
    :param snooze: Minutes from now for which it raises nothing; 0 ends that.
    """

    name: str | None = None
    sentence: str | None = None
    least: Decision | None = None
    webhook: str | None = field(default=None, repr=False)
    active: bool | None = None
    cameras: tuple[str, ...] | None = None
    zones: Zones | None = None
    schedule: str | None = None
    cooldown: int | None = None
    snooze: int | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            _require_name(self.name)
        if self.least is not None:
            _require_least(self.least)
        _require_schedule(self.schedule)
        _require_minutes("cooldown", self.cooldown or 0, LONGEST_COOLDOWN)
        _require_minutes("snooze", self.snooze or 0, LONGEST_SNOOZE)
        _require_places("cameras", self.cameras or (), 0)
        _require_places("zones", self.zones or (), 0)


@dataclass(frozen=True, slots=True)
class SavedWatch(StoredWatch):
    """A watch that was just made or changed; a new secret of its webhook is told here and nowhere else.

    :param secret: What signs the alerts, or None where the webhook did not change.
    :param unchecked: What of the sentence nobody used.
    :param notes: What of the sentence does not count, and whether it can raise alerts at all, in plain words.
    """

    secret: str | None = field(default=None, repr=False)
    unchecked: tuple[Leftover, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain values, the secret among them."""
        unchecked = [asdict(leftover) for leftover in self.unchecked]
        return {**StoredWatch.to_json(self), "secret": self.secret, "unchecked": unchecked, "notes": list(self.notes)}


def canonical(schedule: str | None) -> str | None:
    """Return a schedule as it is kept; None where it is none."""
    return str(Schedule.read(schedule)) if schedule else None


def _require_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ValueError(f"expected a name of 1 to {LONGEST_NAME} characters, got {name[: LONGEST_NAME + 1]!r}")


def _require_least(least: Decision) -> None:
    if least is Decision.NONE:
        raise ValueError("expected match or possible as the least decision, got none")


def _require_schedule(schedule: str | None) -> None:
    if schedule:
        Schedule.read(schedule)


def _require_minutes(what: str, minutes: int, most: int) -> None:
    if not 0 <= minutes <= most:
        raise ValueError(f"expected a {what} of 0 to {most} minutes, got {minutes}")


def _require_places(what: str, places: tuple[object, ...], least: int) -> None:
    if not least <= len(places) <= MAX_PLACES:
        raise ValueError(f"expected {least} to {MAX_PLACES} {what}, or None for all, got {len(places)}")
