"""What can be told of compass points, and what must be said of those vehicles of which nothing can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.counting import counted
from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.bearings import Bearings
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts

NO_NORTH = "nobody has said where north is on {}"
STOOD = "they hardly moved"
NAMED = 5
"""Cameras that are named at most."""


@dataclass(frozen=True, slots=True)
class CompassTally:
    """Of how many tracks no compass point can be told.

    :param blind: Those of cameras of which nobody has said where north is.
    :param stood: Those of others that hardly moved.
    :param cameras: Ids of the former cameras.
    """

    blind: int = 0
    stood: int = 0
    cameras: tuple[int, ...] = ()

    def __add__(self, other: "CompassTally") -> "CompassTally":
        cameras = tuple(sorted({*self.cameras, *other.cameras}))
        return CompassTally(self.blind + other.blind, self.stood + other.stood, cameras)

    def reasons(self, cameras: Mapping[str, int]) -> list[tuple[int, str]]:
        """Return how many there are of each sort, and why nothing can be told of them.

        :param cameras: Name -> id of the cameras that exist for whoever asks.
        """
        named = sorted(name for name, id_ in cameras.items() if id_ in self.cameras)
        told = ((self.blind, NO_NORTH.format(_cameras(named))), (self.stood, STOOD))
        return [(many, reason) for many, reason in told if many]


class CompassWitness:
    """Tells where to vehicles went by the compass.

    :param catalog: Where headings are kept, and where north is.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.bearings = Bearings(catalog)

    def tellable(
        self, wanted: Sequence[Ways], tally: "CompassTally", searched: int, cameras: Mapping[str, int]
    ) -> tuple[list[Ways], tuple[str, ...]]:
        """Return the wanted vehicles, compass points as nobody's where none can be told, and what must be said.

        :param tally: Of how many of the tracks that are searched none can be told.
        :param searched: How many these are.
        :param cameras: Name -> id of the cameras that exist for whoever asks.
        """
        asked = _asked(wanted)
        reasons = tally.reasons(cameras) if asked else []
        if not reasons:
            return list(wanted), ()
        if sum(count for count, _ in reasons) == searched:
            why = "; ".join(reason for _, reason in reasons)
            return _untellable(wanted, why), ()
        texts = dict.fromkeys(check.text for check in asked)
        return list(wanted), tuple(
            f"“{text}” did not count for {count} of {counted(searched, 'vehicle')}: {reason}"
            for text in texts
            for count, reason in reasons
        )

    def with_north(self, wanted: Sequence[Ways], cameras: Mapping[str, int]) -> list[Ways]:
        """Return the wanted vehicles, compass points as nobody's where no camera has a north, whatever was seen.

        :param cameras: Name -> id of those that are searched.
        """
        if not _asked(wanted) or not self.bearings.with_north().isdisjoint(cameras.values()):
            return list(wanted)
        return _untellable(wanted, NO_NORTH.format(_cameras(sorted(cameras)) if cameras else "any camera"))

    def tally(self, wanted: Sequence[Ways], facts: Facts, allowed: NDArray[np.bool_]) -> "CompassTally":
        """Return of how many tracks no compass point can be told, where one is asked for.

        :param facts: What is known of all tracks, n.
        :param allowed: bool (n,), those that are searched.
        """
        if not _asked(wanted):
            return CompassTally()
        blind = allowed & ~np.isin(facts.camera, list(self.bearings.with_north()))
        stood = allowed & ~blind & np.isnan(self.bearings(facts)[:, 0])
        without = tuple(np.unique(facts.camera[blind]).tolist())
        return CompassTally(int(np.count_nonzero(blind)), int(np.count_nonzero(stood)), without)


def _asked(wanted: Sequence[Ways]) -> list[Check]:
    return [check for ways in wanted for way in ways for check in way.checks if check.witness is Witness.COMPASS]


def _untellable(wanted: Sequence[Ways], why: str) -> list[Ways]:
    return [tuple(replace(way, checks=_nobodys(way.checks, why)) for way in ways) for ways in wanted]


def _nobodys(checks: Sequence[Check], why: str) -> tuple[Check, ...]:
    return tuple(
        Check(check.keywords, Witness.NOBODY, note=why) if check.witness is Witness.COMPASS else check
        for check in checks
    )


def _cameras(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"camera{'s' if len(names) > 1 else ''} {', '.join(names[:NAMED])}{more}"
