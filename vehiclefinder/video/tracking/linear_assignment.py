"""The assignment problem for the few rows and columns that compete: SciPy takes half a second and 30 MB to load."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pairs = list[tuple[int, int]]


def assign(values: Array) -> Pairs:
    """Pair rows with columns so that the values add up to the most.

    Shortest augmenting paths (Jonker and Volgenant 1987; Crouse 2016, https://doi.org/10.1109/TAES.2016.140952).

    :param values: float64 (n, m), finite.
    :return: min(n, m) pairs (row, column), by row; each row and column at most once.
    """
    if values.shape[0] > values.shape[1]:
        return sorted((row, column) for column, row in assign(values.T))
    costs = -values
    row_costs, column_costs = np.zeros(costs.shape[0]), np.zeros(costs.shape[1])
    taker = np.full(costs.shape[1], -1)
    for row in range(len(costs)):
        _augment(row, costs, row_costs, column_costs, taker)
    return sorted((int(taker[column]), int(column)) for column in np.flatnonzero(taker >= 0))


def _augment(row: int, costs: Array, row_costs: Array, column_costs: Array, taker: NDArray[np.int64]) -> None:
    """Find a column for one more row, which may take that of another, and so on; the prices follow."""
    length = np.full(len(taker), np.inf)
    before = np.full(len(taker), -1)
    done = np.zeros(len(taker), bool)
    at, lowest = row, 0.0
    while True:
        ahead = lowest + costs[at] - row_costs[at] - column_costs
        shorter = ~done & (ahead < length)
        length[shorter], before[shorter] = ahead[shorter], at
        column = int(np.where(done, np.inf, length).argmin())
        lowest = float(length[column])
        if taker[column] < 0:
            break
        done[column] = True
        at = int(taker[column])
    row_costs[row] += lowest
    row_costs[taker[done]] += lowest - length[done]
    column_costs[done] -= lowest - length[done]
    while True:
        at = int(before[column])
        given = np.flatnonzero(taker == at)
        taker[column] = at
        if at == row:
            return
        column = int(given[0])
