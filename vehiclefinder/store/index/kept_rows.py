"""Rows of some sources, and rows of several places as one."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import IntArray
from vehiclefinder.store.index.column_files import VECTORS, Columns

BLOCK = 1 << 20
"""Rows that are looked at at a time, so that what is worked out of them takes no memory to speak of."""


def rows_of(sources: Collection[int], column: NDArray[np.integer]) -> IntArray:
    """Return the rows of some sources, rising.

    :param column: Source of each row.
    """
    if not sources:
        return np.zeros(0, np.int64)
    wanted = np.array(sorted(sources), column.dtype)
    parts = [np.zeros(0, np.int64)]
    for start in _starts(column):
        some = column[start : start + BLOCK]
        if some.max() >= wanted[0] and some.min() <= wanted[-1]:  # a new source has a larger id than all, as a rule
            parts.append(start + np.flatnonzero(np.isin(some, wanted)))
    return np.concatenate(parts)


def sources_in(column: NDArray[np.integer]) -> set[int]:
    """Return the sources of which there are rows.

    :param column: Source of each row.
    """
    return {source for start in _starts(column) for source in np.unique(column[start : start + BLOCK]).tolist()}


def _starts(column: NDArray[np.integer]) -> range:
    return range(0, len(column), BLOCK)


def together(sources: Mapping[int, int], most: int) -> Iterator[list[int]]:
    """Yield sources that have tracks, as many at a time as have no more than so many together, at least one.

    :param sources: Id of each -> how many it has.
    """
    some: list[int] = []
    count = 0
    for source, tracks in sources.items():
        if some and count + tracks > most:
            yield some
            some, count = [], 0
        if tracks:
            some.append(source)
            count += tracks
    if some:
        yield some


def joined(parts: Sequence[Columns]) -> Columns | None:
    """Return all rows as one set of columns, or None where there is no row.

    :raises StoreError: Vectors are of several lengths.
    """
    some = [part for part in parts if len(part[VECTORS])]
    if len({part[VECTORS].shape[1] for part in some}) > 1:
        raise StoreError("vectors of one encoder differ in length: the catalog is damaged")
    if len(some) < 2:
        return some[0] if some else None
    return {name: np.concatenate([part[name] for part in some]) for name in some[0]}
