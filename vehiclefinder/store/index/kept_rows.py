"""Which rows of a former index are good still, and rows of several places as one."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import IntArray
from vehiclefinder.store.index.column_files import VECTORS, Columns
from vehiclefinder.store.index.index_header import Header


def good_sources(header: Header, versions: Mapping[int, str]) -> dict[int, str]:
    """Return the sources whose rows are good, with what those depend on.

    The tracks of finished sources never change, and no id is used twice: what is held of one is good while it exists,
    is not corrected, and no more is measured of it.

    :param versions: Those of the catalog, see :meth:`Catalog.versions`.
    """
    return {source: told for source, told in (header.versions or {}).items() if versions.get(source) == told}


def rows_of(sources: Sequence[int], column: NDArray[np.integer]) -> IntArray:
    """Return the rows of some sources, rising.

    :param column: Source of each row.
    """
    return np.flatnonzero(np.isin(column, list(sources)))


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
