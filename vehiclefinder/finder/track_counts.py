"""How many tracks of an index there are of which sort, and when they began."""

from collections import Counter
from collections.abc import Sequence
from math import inf, prod

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray, IntArray
from vehiclefinder.finder.grouping import Bucket, Grouping
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.times import seen_within
from vehiclefinder.match.geometry import HEADINGS
from vehiclefinder.match.slots import SLOTS, value_names
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.phase_packing import MOTIONS

MINUTE, QUARTER = 60.0, 900.0
"""Seconds; zones differ by whole quarters of an hour, so that each lies in one hour and one day everywhere."""
BLOCK = 1 << 20
"""Tracks that are counted at a time, so that what is worked out of them takes little memory."""
MOST_CODES = 1 << 20
"""Up to so many codes have a place each where they are counted; of more, those that occur are sorted."""
DIRECTIONS = (*HEADINGS, "unknown")
"""Quadrants of the heading, each centred on its own; unknown where a vehicle hardly moved."""
COLOURS = (*SLOTS["colour"], "unknown")
"""Unknown where the pictures are without colour."""
NAMES: dict[str, Sequence[str]] = {
    "label": VEHICLE_CLASSES,
    "type": SLOTS["type"],
    "colour": COLOURS,
    "direction": DIRECTIONS,
    "motion": MOTIONS,
}
"""What is told apart -> what its codes mean; that of a camera is its id."""

CountedRow = tuple[float | None, tuple[int, ...], int]
"""When a stretch of time began, seconds since 1970 UTC, None where that is not known; a code of each sort; how many."""


class TrackCounter:
    """Counts the tracks of indexes, what is worked out of the last of which is kept."""

    def __init__(self) -> None:
        self._looks: tuple[TrackIndex, dict[str, NDArray[np.uint8]]] | None = None

    def counted(self, index: TrackIndex, rows: IntArray, grouping: Grouping) -> list[CountedRow]:
        """Return how many of some rows there are of each sort that occurs, by time and codes, None last."""
        if len(rows) <= BLOCK:
            return self._of_block(index, rows, grouping)
        sums: Counter[tuple[float, tuple[int, ...]]] = Counter()
        for start in range(0, len(rows), BLOCK):
            for begin, told, count in self._of_block(index, rows[start : start + BLOCK], grouping):
                sums[inf if begin is None else begin, told] += count
        return [(None if begin == inf else begin, told, count) for (begin, told), count in sorted(sums.items())]

    def _of_block(self, index: TrackIndex, rows: IntArray, grouping: Grouping) -> list[CountedRow]:
        codes, begins = _starts(index.facts.start[rows], grouping)
        found = _counted([codes, *(self._codes(name, index, rows) for name in grouping.by)])
        return [(begins[first], tuple(rest), count) for (first, *rest), count in found]

    def _codes(self, name: str, index: TrackIndex, rows: IntArray) -> NDArray[np.integer]:
        """Return of which sort some tracks are, in one of the things that are told apart."""
        if name in ("type", "colour"):
            seen = self._look(index)[name][rows]
            return seen if name == "type" else np.where(index.facts.monochrome[rows], len(COLOURS) - 1, seen)
        if name == "direction":
            return _directions(index.facts.heading[rows])
        codes: NDArray[np.integer] = getattr(index.facts, name)[rows]
        return codes

    def _look(self, index: TrackIndex) -> dict[str, NDArray[np.uint8]]:
        """The most probable type and colour of every track; worked out once for each generation."""
        held = self._looks
        if held is None or held[0] is not index:
            held = index, {slot: index.most_probable(value_names(slot)) for slot in ("type", "colour")}
            self._looks = held
        return held[1]


def began_within(scope: Scope, facts: Facts) -> NDArray[np.bool_]:
    """Which tracks began within the time, bool (n,); those of no known time only where it is not limited."""
    within = np.full(len(facts), True)
    if scope.since:
        within &= facts.start >= scope.since.timestamp()
    if scope.until:
        within &= facts.start < scope.until.timestamp()
    if scope.times:
        within &= seen_within(scope.times, facts.start, facts.start)
    return within


def _directions(heading: FloatArray) -> IntArray:
    """Codes of ``DIRECTIONS``: the quadrant that is centred nearest to the heading."""
    share = 360.0 / len(HEADINGS)
    quadrants = np.floor((np.nan_to_num(heading) + share / 2) % 360.0 / share).astype(np.int64)
    return np.where(np.isnan(heading), len(HEADINGS), quadrants)


def _starts(start: NDArray[np.float64], grouping: Grouping) -> tuple[IntArray, list[float | None]]:
    """Return codes of the stretches that each of m tracks began in, rising, and when these began, None last."""
    step = MINUTE if grouping.bucket is Bucket.MINUTE else QUARTER
    known = ~np.isnan(start)
    steps, places = _distinct(np.floor(start[known] / step).astype(np.int64))
    begins = [grouping.bucket_of(moment * step).timestamp() for moment in steps.tolist()]
    # By their moments: when clocks are set back, two hours of one zone pass for equal.
    moments, numbers = np.unique(begins, return_inverse=True)
    codes = np.full(len(start), len(moments), np.int64)
    codes[known] = numbers[places]
    return codes, [*moments.tolist(), None]


def _distinct(numbers: IntArray) -> tuple[IntArray, IntArray]:
    """Return the different ones, rising, and which of them each number is: without sorting where they are near."""
    low = int(numbers.min()) if len(numbers) else 0
    if len(numbers) and int(numbers.max()) - low < MOST_CODES:
        there = np.bincount(numbers - low) > 0
        return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[numbers - low]
    return np.unique(numbers, return_inverse=True)


def _counted(columns: Sequence[NDArray[np.integer]]) -> list[tuple[list[int], int]]:
    """Return every combination of codes that occurs, in their order, and how often it does."""
    sizes = tuple(int(codes.max(initial=0)) + 1 for codes in columns)
    every = np.ravel_multi_index(tuple(columns), sizes)
    if prod(sizes) <= MOST_CODES:
        of_all = np.bincount(every)
        keys = np.flatnonzero(of_all)
        counts = of_all[keys]
    else:
        keys, counts = np.unique(every, return_counts=True)
    codes = np.stack(np.unravel_index(keys, sizes), axis=1)
    return list(zip(codes.tolist(), counts.tolist(), strict=True))
