"""Facts of tracks of which little is said."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.store.tracks.facts import COLUMNS, Facts


def blank_facts(n: int, **columns: NDArray[Any]) -> Facts:
    """Return facts of n tracks: zeros, but for the columns that are given; ``apart`` and ``place`` as (columns, n)."""
    said = {name: np.zeros(n, dtype) for name, dtype in COLUMNS.items()}
    for name, values in columns.items():
        told = [(name, values)] if name in COLUMNS else [(f"{name}-{i}", one) for i, one in enumerate(values)]
        said |= {column: np.asarray(one, COLUMNS[column]) for column, one in told}
    return Facts.of(said)
