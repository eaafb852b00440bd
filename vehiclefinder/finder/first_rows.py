"""The first of many rows in an order, without sorting them all."""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray


def following(key: NDArray[np.float64], number: IntArray, after: tuple[float, int] | None, limit: int) -> IntArray:
    """Return the places of the first rows by key and number, in order, without sorting them all.

    :param key: float64 (n,), no NaN.
    :param number: int64 (n,), no two the same.
    :param after: Key and number behind which it goes on; None begins with the first.
    :param limit: How many at most, 1 or more.
    """
    near = np.arange(len(key))
    if after is not None:
        near = np.flatnonzero((key > after[0]) | ((key == after[0]) & (number > after[1])))
    if len(near) > limit:
        near = near[key[near] <= np.partition(key[near], limit - 1)[limit - 1]]
    return near[np.lexsort((number[near], key[near]))][:limit]
