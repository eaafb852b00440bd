"""How many vehicles were seen: when, where, of what type and colour, and which way they went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.control.statistics.aggregation import Bucket, CountRow, Counts, Grouping
from vehiclefinder.core.access import Identity
from vehiclefinder.core.counting import counted
from vehiclefinder.core.shard import require_whole
from vehiclefinder.core.types import VEHICLE_CLASSES, IntArray
from vehiclefinder.finder.scope import REMEDY, Scope
from vehiclefinder.finder.times import seen_within
from vehiclefinder.finder.unsearched import unsearched
from vehiclefinder.match.geometry import HEADINGS
from vehiclefinder.match.slots import SLOTS, value_names
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.phase_packing import MOTIONS

MOST_ROWS = 50_000
"""Rows of one answer."""
MINUTE, QUARTER = 60.0, 900.0
"""Seconds; zones differ by whole quarters of an hour, so that each lies in one hour and one day everywhere."""

DIRECTIONS = (*HEADINGS, "unknown")
"""Quadrants of the heading, each centred on its own; unknown where a vehicle hardly moved."""
COLOURS = (*SLOTS["colour"], "unknown")
"""Unknown where the pictures are without colour."""

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True, eq=False)
class _Column(Generic[Name]):
    """One thing that is counted by: a code per track, and what the codes mean."""

    codes: NDArray[np.integer]
    names: Sequence[Name]


class Statistics:
    """Counts tracks. A vehicle that was lost and found again is two.

    :param catalog: What was seen.
    :param index: The index over it.
    """

    def __init__(self, catalog: Catalog, index: IndexKeeper) -> None:
        self._catalog = catalog
        self._index = index
        self._looks: tuple[TrackIndex, dict[str, NDArray[np.uint8]]] | None = None

    def counts(self, who: Identity, scope: Scope = Scope(), grouping: Grouping = Grouping()) -> Counts:
        """Count the vehicles of the cameras that exist for whoever asks.

        Each counts once, when it was first seen: from ``since`` on and before ``until``, so that stretches that meet
        count nobody twice. Types and colours are the most probable ones.

        :param scope: Which cameras and times; its ``k`` does not matter.
        :param grouping: What is counted together.
        :raises ValueError: A camera does not exist for them, or the answer would have more than 50,000 rows.
        :raises ConflictError: The index holds a part of the vehicles.
        :raises StoreError: The catalog cannot be read.
        """
        require_whole(self._index.shard, "statistics")
        scope = replace(scope, visible=who.cameras)
        coverage = self._index.coverage()  # first, lest what is encoded meanwhile pass for counted
        index, cameras = self._index.current(), scope.seen(self._catalog.camera_ids())
        searched = scope.of_cameras(index.facts, cameras)
        rows = np.flatnonzero(searched & _within(scope, index.facts))
        untimed = int(np.isnan(index.facts.start[searched]).sum())
        columns = self._columns(index, cameras)
        starts = _starts(index.facts.start[rows], grouping)
        counted = _counted([starts.codes, *(columns[name].codes[rows] for name in grouping.by)])
        told = tuple(
            CountRow(
                starts.names[first], tuple(columns[n].names[c] for n, c in zip(grouping.by, rest, strict=True)), count
            )
            for (first, *rest), count in counted
        )
        notes = (*_notes(scope, untimed), *unsearched(coverage, scope.searched(cameras), "counted"))
        return Counts(grouping, told, untimed, notes)

    def _columns(self, index: TrackIndex, cameras: Mapping[str, int]) -> dict[str, _Column[str]]:
        facts, looks = index.facts, self._look(index)
        ids = np.array(sorted(cameras.values()), np.int64)
        names = {id_: name for name, id_ in cameras.items()}
        return {
            "camera": _Column(np.searchsorted(ids, facts.camera), [names[id_] for id_ in ids.tolist()]),
            "label": _Column(facts.label, VEHICLE_CLASSES),
            "type": _Column(looks["type"], SLOTS["type"]),
            "colour": _Column(np.where(facts.monochrome, len(COLOURS) - 1, looks["colour"]), COLOURS),
            "direction": _Column(_directions(facts), DIRECTIONS),
            "motion": _Column(facts.motion, MOTIONS),
        }

    def _look(self, index: TrackIndex) -> dict[str, NDArray[np.uint8]]:
        """The most probable type and colour of every track; worked out once for each generation."""
        held = self._looks
        if held is None or held[0] is not index:
            held = index, {slot: index.most_probable(value_names(slot)) for slot in ("type", "colour")}
            self._looks = held
        return held[1]


def _notes(scope: Scope, untimed: int) -> tuple[str, ...]:
    if not untimed:
        return ()
    one, more = (
        ("was left out", "were left out") if scope.timed else ("is counted without one", "are counted without one")
    )
    told = counted(untimed, f"track has no known time and {one}", f"tracks have no known time and {more}")
    return (f"{told}; {REMEDY}",)


def _within(scope: Scope, facts: Facts) -> NDArray[np.bool_]:
    """Which tracks began within the time, bool (n,); those of no known time only where it is not limited."""
    within = np.full(len(facts), True)
    if scope.since:
        within &= facts.start >= scope.since.timestamp()
    if scope.until:
        within &= facts.start < scope.until.timestamp()
    if scope.times:
        within &= seen_within(scope.times, facts.start, facts.start)
    return within


def _directions(facts: Facts) -> IntArray:
    """Codes of ``DIRECTIONS``: the quadrant that is centred nearest to the heading."""
    share = 360.0 / len(HEADINGS)
    quadrants = np.floor((np.nan_to_num(facts.heading) + share / 2) % 360.0 / share).astype(np.int64)
    return np.where(np.isnan(facts.heading), len(HEADINGS), quadrants)


def _starts(start: NDArray[np.float64], grouping: Grouping) -> _Column[datetime | None]:
    """Return when the stretches began that each of m tracks began in, rising, None last."""
    step = MINUTE if grouping.bucket is Bucket.MINUTE else QUARTER
    known = ~np.isnan(start)
    steps, places = np.unique(np.floor(start[known] / step), return_inverse=True)
    begins = [grouping.bucket_of(moment * step) for moment in steps.tolist()]
    # By their moments: when clocks are set back, two hours of one zone pass for equal.
    moments, numbers = np.unique([begin.timestamp() for begin in begins], return_inverse=True)
    starts = dict(zip(numbers.tolist(), begins, strict=True))
    codes = np.full(len(start), len(moments), np.int64)
    codes[known] = numbers[places]
    return _Column(codes, [*(starts[number] for number in range(len(moments))), None])


def _counted(columns: Sequence[NDArray[np.integer]]) -> list[tuple[list[int], int]]:
    """Return every combination of codes that occurs, in their order, and how often it does."""
    sizes = tuple(int(codes.max(initial=0)) + 1 for codes in columns)
    keys, counts = np.unique(np.ravel_multi_index(tuple(columns), sizes), return_counts=True)
    if len(keys) > MOST_ROWS:
        raise ValueError(
            f"expected counts in at most {MOST_ROWS:,} rows, got {len(keys):,}: "
            "count by fewer things, in longer stretches, or over a shorter time"
        )
    codes = np.stack(np.unravel_index(keys, sizes), axis=1)
    return list(zip(codes.tolist(), counts.tolist(), strict=True))
