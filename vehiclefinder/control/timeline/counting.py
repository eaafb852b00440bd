"""Counting over columns: how many in which bin, how much of a bin was recorded, which come next."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.listing import following
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.recorded import Stretches


def binned(
    facts: Facts, rows: IntArray, cameras: Sequence[int], edges: Sequence[float]
) -> tuple[list[list[int]], list[list[int]]]:
    """Count tracks by camera and bin.

    :param rows: int64 (m,), tracks of these cameras that began within the bins.
    :param edges: Where n bins begin and end, n + 1, seconds since 1970 UTC, rising.
    :returns: For each camera n counts, and n ids of a track of that bin, 0 where there is none.
    """
    bins, ids = len(edges) - 1, np.array(cameras, np.int64)
    order = np.argsort(ids)
    place = order[np.searchsorted(ids[order], facts.camera[rows])]
    keys = place * bins + np.searchsorted(np.array(edges), facts.start[rows], side="right") - 1
    counts = np.bincount(keys, minlength=len(ids) * bins)
    shown = np.zeros(len(ids) * bins, np.int64)
    shown[keys] = facts.track[rows]
    return counts.reshape(len(ids), bins).tolist(), shown.reshape(len(ids), bins).tolist()


def shares_recorded(stretches: Stretches, cameras: Sequence[int], edges: Sequence[float]) -> list[list[float]]:
    """Return for each camera which share of n bins its sources cover, 0 to 1, to thousandths."""
    camera, begin, end = stretches
    return [_shares(begin[camera == one], end[camera == one], np.array(edges)) for one in cameras]


def _shares(begin: NDArray[np.float64], end: NDArray[np.float64], edges: NDArray[np.float64]) -> list[float]:
    """Stretches may overlap; they come by begin."""
    if not len(begin):
        return [0.0] * (len(edges) - 1)
    reach = np.maximum.accumulate(end)
    apart = np.append(True, begin[1:] > reach[:-1])
    firsts = np.flatnonzero(apart)
    begins, ends = begin[firsts], reach[np.append(firsts[1:] - 1, len(begin) - 1)]
    moments = np.stack([begins, ends], axis=1).ravel()
    covered = np.cumsum(np.stack([np.zeros(len(begins)), ends - begins], axis=1).ravel())
    return [round(float(share), 3) for share in np.diff(np.interp(edges, moments, covered)) / np.diff(edges)]


def next_rows(facts: Facts, rows: IntArray, after: tuple[float, int] | None, limit: int, *, falling: bool) -> IntArray:
    """Return the first of some rows by begin and number, without sorting them all.

    :param after: Begin and number of the track after which it goes on.
    :param falling: The latest first.
    """
    sign = -1 if falling else 1
    last = None if after is None else (sign * after[0], sign * after[1])
    return rows[following(sign * facts.start[rows], sign * facts.track[rows], last, limit)]
