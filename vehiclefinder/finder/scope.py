"""Where and when to look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ner.filters import ANY_TIME, Question, SentenceFilters, Times, cameras_meant
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.times import agrees, seen_within, told
from vehiclefinder.store.tracks.facts import Facts

MAX_K = 1000
REMEDY = "give --start-time at ingest"
"""What helps where times are not known."""


class ScopeField(StrEnum):
    """What a sentence may say of where and when to look, and of the answer as a whole: its order, and how many."""

    CAMERAS = "cameras"
    TIMES = "times"
    ORDER = "order"
    ZONES = "zones"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched, and how much of it is returned.

    :param k: Matches per wanted vehicle, 1 to 1,000.
    :param cameras: Names of cameras; empty means all.
    :param since: Seen at or after this aware time.
    :param until: Seen at or before this aware time.
    :param excluded: Names of cameras that are left out.
    :param visible: Names of the cameras that exist for whoever asks; None means all.
    :param sources: Ids of the sources that are searched; None means all.
    :param zones: Camera and name of zones of its picture; vehicles that were in any of them. Empty means everywhere.
    :param excluded_zones: Likewise; vehicles that were in any of them are left out.
    :param unheard: What the sentence itself may not set.
    :param order: What comes first; None leaves it to the sentence, and else to the best.
    :param least: Least score of what is returned, from 0 to 1.
    :param count: Whether it is counted how many there are.
    :param times: What the sentence says of when, within ``since`` and ``until``.
    :param standing: It is asked for ever, as a watch does: hours of no named day come again every day, and nothing is
        told of what is true at one moment alone.
    """

    k: int = 5
    cameras: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    excluded: tuple[str, ...] = ()
    visible: tuple[str, ...] | None = None
    sources: tuple[int, ...] | None = None
    zones: tuple[tuple[str, str], ...] = ()
    excluded_zones: tuple[tuple[str, str], ...] = ()
    unheard: frozenset[ScopeField] = frozenset()
    order: Order | None = None
    least: float = 0.0
    count: bool = False
    times: Times = ANY_TIME
    standing: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MAX_K:
            raise ValueError(f"expected k from 1 to {MAX_K}, got {self.k}")
        if any(t is not None and t.tzinfo is None for t in (self.since, self.until)):
            raise ValueError(f"expected times with a zone, got {self.since} and {self.until}")
        if self.since and self.until and _before(self.until, self.since):
            raise ValueError(f"expected since before until, got {self.since} and {self.until}")
        if not 0.0 <= self.least <= 1.0:
            raise ValueError(f"expected a least score from 0 to 1, got {self.least}")

    @property
    def judges_all(self) -> bool:
        """True where all tracks must be judged, not only those that look best."""
        return self.count or self.order not in (None, Order.BEST)

    @property
    def asks_order_alone(self) -> bool:
        """True where a sentence may order, and vehicles are neither counted nor held against a least score."""
        return ScopeField.ORDER not in self.unheard and not self.count and not self.least

    @property
    def timed(self) -> bool:
        """True where the time is limited."""
        return self.since is not None or self.until is not None or bool(self.times)

    @property
    def time_words(self) -> str:
        """What the times of the sentence are taken for, such as "Mon-Fri 07:00 to 09:00"; empty where it says none."""
        return told(self.times)

    def seen(self, camera_ids: Mapping[str, int]) -> dict[str, int]:
        """Return the cameras that exist for whoever asks, name -> id."""
        return {name: id_ for name, id_ in camera_ids.items() if self.visible is None or name in self.visible}

    def searched(self, camera_ids: Mapping[str, int]) -> dict[str, int]:
        """Return the cameras that are searched, name -> id; see :meth:`allows`."""
        return {
            name: id_
            for name, id_ in camera_ids.items()
            if name not in self.excluded and (not self.cameras or name in self.cameras)
        }

    def allows(self, facts: Facts, camera_ids: Mapping[str, int]) -> NDArray[np.bool_]:
        """Return which tracks are inside, bool (n,). Tracks of no known time are outside of any limit of time.

        :param facts: n tracks.
        :param camera_ids: Name -> id of the cameras that exist for whoever asks, from :meth:`seen`.
        :raises ValueError: A camera that is asked for is not among them.
        """
        allowed = self.of_cameras(facts, camera_ids)
        if self.sources is not None:
            allowed &= np.isin(facts.source, self.sources)
        if self.since:
            allowed &= facts.end >= self.since.timestamp()
        if self.until:
            allowed &= facts.start <= self.until.timestamp()
        if self.times:
            allowed &= seen_within(self.times, facts.start, facts.end)
        if self.timed:
            allowed &= ~np.isnan(facts.start)
        return allowed

    def of_cameras(self, facts: Facts, camera_ids: Mapping[str, int]) -> NDArray[np.bool_]:
        """Return which tracks belong to the cameras that are searched, bool (n,); see :meth:`allows`."""
        allowed = np.ones(len(facts), bool)
        if unknown := [name for name in (*self.cameras, *self.excluded) if name not in camera_ids]:
            raise ValueError(f"expected a camera of {sorted(camera_ids)}, got {unknown[0]!r}")
        if self.visible is not None:
            allowed &= np.isin(facts.camera, list(camera_ids.values()))
        if self.cameras:
            allowed &= np.isin(facts.camera, [camera_ids[name] for name in self.cameras])
        if self.excluded:
            allowed &= ~np.isin(facts.camera, [camera_ids[name] for name in self.excluded])
        return allowed

    def untimed(self, facts: Facts, camera_ids: Mapping[str, int]) -> int:
        """Return how many tracks are outside for want of a known time; see :meth:`allows`."""
        return int(np.isnan(facts.start[self.of_cameras(facts, camera_ids)]).sum()) if self.timed else 0

    def narrowed(self, filters: SentenceFilters, camera_ids: Mapping[str, int]) -> tuple["Scope", tuple[str, ...]]:
        """Add what the sentence itself says of where and when, and tell what was made of it.

        A limit that is set already stands: cameras that are given outweigh those of the sentence, and its times are
        searched within those that are given, and do not count where they are outside. "camera 3" means the camera of
        that name, else every one in whose name the 3 stands by itself; "north gate" likewise.

        :param filters: What the sentence says.
        :param camera_ids: Name -> id of all cameras of the catalog.
        """
        scope, notes = self._of_named(filters, camera_ids)
        if ScopeField.TIMES in self.unheard:
            return scope, notes
        times = filters.standing if self.standing else filters.times
        if not agrees(times, self.since, self.until):
            return scope, (*notes, "the time in the sentence is outside of the time that is set, and does not count")
        scope = replace(scope, times=times)
        return scope, (*notes, *([f"time is taken for {scope.time_words}"] if times and not self.standing else []))

    def _of_named(self, filters: SentenceFilters, camera_ids: Mapping[str, int]) -> tuple["Scope", tuple[str, ...]]:
        """Add the cameras that the sentence names where none are set, and tell what was made of them."""
        said = (*filters.cameras, *filters.excluded)
        if not said or ScopeField.CAMERAS in self.unheard:
            return self, ()
        if self.cameras or self.excluded:
            return self, (f"camera {', '.join(said)} did not count: cameras are set besides the sentence",)
        named, of_named = _meant(filters.cameras, camera_ids, "is taken for", "all are searched")
        left_out, of_left_out = _meant(filters.excluded, camera_ids, "is left out:", "none is left out")
        return replace(self, cameras=named, excluded=left_out), (*of_named, *of_left_out)

    def asked(self, question: Question) -> tuple["Scope", tuple[str, ...]]:
        """Add the order and the count that the sentence asks for, and tell what was made of it.

        An order that is set already stands.
        """
        if ScopeField.ORDER in self.unheard:
            return self, ()
        scope = replace(self, count=self.count or question.counts)
        if not question.order or self.order is not None:
            return scope, ()
        order = Order(question.order)
        told = f"“{question.said}” orders by {order.words}"
        return replace(scope, order=order, k=min(self.k, question.take or self.k)), (told,)


def _meant(said: tuple[str, ...], names: Iterable[str], found: str, lost: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the cameras that are meant, and the notes that tell so."""
    meant = tuple(dict.fromkeys(name for one in said for name in cameras_meant(one, names)))
    if not said:
        return (), []
    words = ", ".join(said)
    return meant, [f"camera {words} {found} {', '.join(meant)}" if meant else f"no camera {words}; {lost}"]


def _before(time: datetime, other: datetime) -> bool:
    """Compare moments: Python compares two times of one zone by the wall clock, which is set back once a year."""
    return time.timestamp() < other.timestamp()
