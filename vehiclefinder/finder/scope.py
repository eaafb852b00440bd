"""Where and when to look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ner.filters import Filters
from vehiclefinder.store.facts import Facts

MAX_K = 1000


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched, and how much of it is returned.

    :param k: Matches per wanted vehicle, 1 to 1,000.
    :param cameras: Names of cameras; empty means all.
    :param since: Seen at or after this aware time.
    :param until: Seen at or before this aware time.
    """

    k: int = 5
    cameras: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MAX_K:
            raise ValueError(f"expected k from 1 to {MAX_K}, got {self.k}")
        if any(t is not None and t.tzinfo is None for t in (self.since, self.until)):
            raise ValueError(f"expected times with a zone, got {self.since} and {self.until}")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"expected since before until, got {self.since} and {self.until}")

    @property
    def timed(self) -> bool:
        """True where the time is limited."""
        return self.since is not None or self.until is not None

    def allows(self, facts: Facts, camera_ids: Mapping[str, int]) -> NDArray[np.bool_]:
        """Return which tracks are inside, bool (n,). Tracks of no known time are outside of any limit of time.

        :param facts: n tracks.
        :param camera_ids: Name -> id of all cameras of the catalog.
        :raises ValueError: A camera that is asked for is not among them.
        """
        allowed = np.ones(len(facts), bool)
        if self.cameras:
            if unknown := [name for name in self.cameras if name not in camera_ids]:
                raise ValueError(f"expected a camera of {sorted(camera_ids)}, got {unknown[0]!r}")
            allowed &= np.isin(facts.camera, [camera_ids[name] for name in self.cameras])
        if self.since:
            allowed &= facts.end >= self.since.timestamp()
        if self.until:
            allowed &= facts.start <= self.until.timestamp()
        if self.timed:
            allowed &= ~np.isnan(facts.start)
        return allowed

    def narrowed(self, filters: Filters, camera_ids: Mapping[str, int]) -> tuple["Scope", tuple[str, ...]]:
        """Add what the sentence itself says of where and when, and tell what was made of it.

        A limit that is set already stands. "camera 3" means every camera in whose name the 3 stands by itself.

        :param filters: What the sentence says.
        :param camera_ids: Name -> id of all cameras of the catalog.
        """
        notes = []
        named = tuple(name for name in camera_ids if _parts(name) & {_plain(camera) for camera in filters.cameras})
        if filters.cameras and not self.cameras:
            meant = ", ".join(filters.cameras)
            notes.append(
                f"camera {meant} is taken for {', '.join(named)}" if named else f"no camera {meant}; all are searched"
            )
        scope = replace(
            self,
            cameras=self.cameras or named,
            since=self.since or filters.since,
            until=self.until or filters.until,
        )
        if (scope.since, scope.until) != (self.since, self.until):
            notes.append(f"time is taken for {_moment(scope.since)} to {_moment(scope.until)}")
        return scope, tuple(notes)


def _parts(name: str) -> set[str]:
    return {_plain(part) for part in re.findall(r"\d+|[^\W\d_]+", name)}


def _plain(camera: str) -> str:
    return camera.lower().lstrip("0") or "0"


def _moment(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M") if time else "…"
