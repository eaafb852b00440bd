"""How much of a bin was recorded."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.store.tracks.recorded import Stretches


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
