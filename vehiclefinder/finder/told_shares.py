"""What the columns of an index say of one check: how probably each track passes it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.compass import POINTS, numbers_of
from vehiclefinder.core.types import FloatArray
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.match.geometry import (
    Trust,
    amount_fit,
    cells_of,
    compass_fit,
    directions_of,
    heading_fit,
    motion_bits,
    motion_fit,
    place_fit,
    stop_fit,
    told_motions,
)
from vehiclefinder.match.slots import value_names
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import Facts, Rows

UNKNOWN_RATE = 0.5
"""How frequent something is taken to be that could be told of no track that is searched."""
BLOCK = 131_072
"""Rows that are judged at a time: what is worked out of them stays in the processor's cache."""


ABSENT = 0.9
"""Least share of what is no truck, to which "not a tanker" cannot speak."""
UNTOLD = frozenset((Witness.COMPASS, Witness.MOTION, Witness.STOP, Witness.SPEED, Witness.DISTANCE))
"""Who cannot tell of every track; colours, of grey pictures, are the other thing that cannot be told."""

Stopped = Callable[[Facts], FloatArray]
"""The longest stop of each of n tracks, seconds, float32 (n,); 0 where there is none, NaN where that is not known."""


Apart = Callable[[Facts], FloatArray]
"""How near each of n tracks came to each compass point, degrees, float32 (n, 8); NaN where that is not known."""


def no_bearings(facts: Facts) -> FloatArray:
    """Say that it is not known where north is."""
    return np.full((len(facts), len(POINTS)), np.nan, np.float32)


def no_stops(facts: Facts) -> FloatArray:
    """Say that no stop is known."""
    return np.full(len(facts), np.nan, np.float32)


@dataclass(frozen=True, slots=True)
class ToldShares:
    """Reads what is asked for from the columns of all tracks.

    :param decider: Turns shares of values into shares of demands.
    :param trust: How far paths are believed.
    :param index: All tracks, n.
    :param stopped: How long each stood.
    :param bearings: How near each came to each compass point.
    """

    decider: Decider
    trust: Trust
    index: TrackIndex
    stopped: Stopped = no_stops
    bearings: Apart = no_bearings

    def share(self, check: Check, rows: Rows) -> FloatArray:
        """How probably each of m tracks passes a check, float32 (m,); NaN where it could not be made."""
        path, wanted = self._path(check, rows), seen(check)
        if wanted is None:
            return self._nothing(rows) if path is None else path
        if path is None:
            share = self.of(wanted, rows)
            return np.where(self.index.facts.monochrome[rows], np.float32(np.nan), share) if check.of_colour else share
        unknown = np.flatnonzero(np.isnan(path))
        path[unknown] = self.of(wanted, unknown + (rows.start or 0) if isinstance(rows, slice) else rows[unknown])
        return path

    def of(self, wanted: SlotQuery, rows: Rows) -> FloatArray:
        """How probably pictures of each of m tracks show what is wanted, float32 (m,)."""
        names = value_names(wanted.slot)
        return self.decider.share_of(wanted, lambda value: self.index.share(names[value], rows))

    def plainly(self, wanted: SlotQuery, rows: Rows) -> FloatArray:
        """Return the same as :meth:`of`, but 0 where what is ruled out is not plainly absent."""
        share = self.of(wanted, rows)
        return np.where(share < ABSENT, np.float32(0.0), share) if wanted.negated else share

    def frequency(self, check: Check, allowed: NDArray[np.bool_]) -> float:
        """The share of the tracks searched that pass a check, as far as paths tell it; else of all vehicles.

        :param allowed: bool (n,), the tracks searched.
        """
        return rate(check, *self.passing(check, allowed), self.decider)

    def passing(self, check: Check, allowed: NDArray[np.bool_]) -> tuple[float, int]:
        """The sum of the shares by which the tracks searched pass a check, and of how many of them paths tell it.

        :param allowed: bool (n,), the tracks searched.
        """
        total, known = 0.0, 0
        if check.witness is Witness.MOTION:
            return self._moved(check, allowed)
        if check.witness in PATHS:
            for start in range(0, len(allowed), BLOCK):
                rows = slice(start, start + BLOCK)
                path = self._path(check, rows)
                assert path is not None
                told = allowed[rows] & ~np.isnan(path)
                total += float(np.where(told, path, np.float32(0.0)).sum(dtype=np.float64))
                known += int(np.count_nonzero(told))
        return total, known

    def _moved(self, check: Check, allowed: NDArray[np.bool_]) -> tuple[float, int]:
        """Return the sum of the shares of a motion, and of how many tracks it can be told."""
        motions = self.index.facts.motions
        known = int(np.count_nonzero(((motions & told_motions()) != 0) & allowed))
        moved = int(np.count_nonzero(((motions & motion_bits(check.values)) != 0) & allowed))
        fits = self.trust.agrees * moved + self.trust.other_motion * (known - moved)
        return (known - fits if check.negated else fits), known

    def _path(self, check: Check, rows: Rows) -> FloatArray | None:
        """What the paths say, float32 (m,), NaN where they say nothing; None where no path is asked."""
        if check.witness not in PATHS:
            return None
        fit = self._fit(check, rows)
        return np.float32(1.0) - fit if check.negated else fit

    def _fit(self, check: Check, rows: Rows) -> FloatArray:
        facts, trust, bounds = self.index.facts, self.trust, [(amount.low, amount.high) for amount in check.amounts]
        match check.witness:
            case Witness.HEADING:
                return heading_fit(facts.degrees(directions_of(check.values), rows), trust)
            case Witness.COMPASS:
                return compass_fit(self.bearings(facts)[rows], numbers_of(check.values), trust)
            case Witness.PLACE:
                return place_fit(facts.time_in(cells_of(check.values), rows), trust)
            case Witness.MOTION:
                return motion_fit(facts.motions[rows], check.values, trust)
            case Witness.STOP:
                return stop_fit(self.stopped(facts)[rows], bounds, trust)
            case Witness.SPEED:
                return amount_fit(facts.speed[rows], facts.speed[rows], bounds, trust)
            case _:
                return amount_fit(facts.nearest[rows], facts.farthest[rows], bounds, trust)

    def _nothing(self, rows: Rows) -> FloatArray:
        return np.full(len(self.index.facts.track[rows]), np.nan, np.float32)


PATHS = UNTOLD | {Witness.HEADING, Witness.PLACE}
"""Who reads paths."""


def seen(check: Check) -> SlotQuery | None:
    """What pictures can say: all of appearance, and the orientation of a vehicle that stands."""
    if check.witness is Witness.HEADING:
        return SlotQuery("orientation", check.values, check.negated)
    return check.wanted


def may_be_untold(check: Check) -> bool:
    """Whether there may be tracks of which a check cannot be made."""
    return check.of_colour or check.witness in UNTOLD


def rate(check: Check, total: float, known: int, decider: Decider) -> float:
    """How frequent it is that a check is passed: as paths tell it, else among all vehicles.

    :param total: The sum of the shares by which tracks pass it, see :meth:`ToldShares.passing`.
    :param known: Of how many tracks.
    """
    if known:
        return total / known
    wanted = seen(check)
    understood = wanted is not None and decider.understands(wanted)
    return decider.base_rate(wanted) if wanted and understood else UNKNOWN_RATE
