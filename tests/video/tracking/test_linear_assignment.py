import numpy as np
from scipy.optimize import linear_sum_assignment

from vehiclefinder.video.tracking.linear_assignment import assign


def test_pairs_are_those_of_scipy() -> None:
    generator = np.random.default_rng(0)
    for _ in range(300):
        values = generator.uniform(-1, 1, generator.integers(1, 9, 2))
        rows, columns = linear_sum_assignment(values, maximize=True)
        assert assign(values) == list(zip(rows.tolist(), columns.tolist(), strict=True))


def test_what_is_worth_the_same_is_paired_all_the_same() -> None:
    assert sorted(column for _, column in assign(np.ones((3, 3)))) == [0, 1, 2]
    assert assign(np.array([[0.0, 0.0], [0.0, 0.9], [0.0, 0.0]]))[-1] == (1, 1)
