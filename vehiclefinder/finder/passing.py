"""What passed when, over columns: from when to when, how many in which bin, which come next."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.first_rows import following
from vehiclefinder.finder.shards.told import BinnedShare, ExtentShare
from vehiclefinder.store.tracks.facts import Facts


def extent(facts: Facts, rows: IntArray) -> ExtentShare:
    """Return when some tracks, whose time is known, were seen."""
    start, end = facts.start[rows], facts.end[rows]
    return ExtentShare(float(start.min()), float(start.max()), float(end.max())) if len(rows) else ExtentShare()


def began(facts: Facts, rows: IntArray, since: float, until: float) -> IntArray:
    """Return those of some rows that were first seen then or later, and before."""
    start: NDArray[np.float64] = facts.start[rows]
    return rows[(start >= since) & (start < until)]


def binned(facts: Facts, rows: IntArray, cameras: Sequence[int], edges: Sequence[float]) -> BinnedShare:
    """Count tracks by camera and bin.

    :param rows: int64 (m,), tracks of these cameras that began within the bins.
    :param edges: Where n bins begin and end, n + 1, seconds since 1970 UTC, rising.
    """
    bins, ids = len(edges) - 1, np.array(cameras, np.int64)
    order = np.argsort(ids)
    place = order[np.searchsorted(ids[order], facts.camera[rows])]
    keys = place * bins + np.searchsorted(np.array(edges), facts.start[rows], side="right") - 1
    counts, shown = np.bincount(keys, minlength=len(ids) * bins), np.zeros(len(ids) * bins, np.int64)
    np.maximum.at(shown, keys, facts.track[rows])
    cells = np.flatnonzero(counts)
    return BinnedShare(tuple(cells.tolist()), tuple(counts[cells].tolist()), tuple(shown[cells].tolist()))


def joined_bins(shares: Sequence[BinnedShare], cameras: int, bins: int) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each camera n counts, and n ids of a track of that bin, 0 where there is none.

    :param shares: What several searchers counted.
    """
    counts, shown = np.zeros(cameras * bins, np.int64), np.zeros(cameras * bins, np.int64)
    for share in shares:
        cells = np.array(share.cells, np.int64)
        counts[cells] += np.array(share.counts, np.int64)
        shown[cells] = np.maximum(shown[cells], np.array(share.tracks, np.int64))
    return counts.reshape(cameras, bins).tolist(), shown.reshape(cameras, bins).tolist()


def next_rows(facts: Facts, rows: IntArray, after: tuple[float, int] | None, limit: int, *, falling: bool) -> IntArray:
    """Return the first of some rows by begin and number, without sorting them all.

    :param after: Begin and number of the track after which it goes on.
    :param falling: The latest first.
    """
    sign = -1 if falling else 1
    last = None if after is None else (sign * after[0], sign * after[1])
    return rows[following(sign * facts.start[rows], sign * facts.track[rows], last, limit)]
