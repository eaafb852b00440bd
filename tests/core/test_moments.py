"""Moments of a recording, by value."""

from datetime import UTC, datetime

import numpy as np
import pytest

from vehiclefinder.core.moments import moment_of, nearest

TIMES = np.array([0.0, 1.0, 4.0])


@pytest.mark.parametrize(
    ("seconds", "frame"), [(-3.0, 0), (0.0, 0), (0.5, 0), (0.6, 1), (2.5, 1), (2.6, 2), (4.0, 2), (9.0, 2)]
)
def test_the_nearest_frame_of_a_moment_is_the_earlier_one_of_two_that_are_as_near(seconds: float, frame: int) -> None:
    assert int(nearest(TIMES, seconds)) == frame


def test_moments_are_looked_up_together() -> None:
    assert nearest(TIMES, np.array([2.6, 0.1, 1.0])).tolist() == [2, 0, 1]
    assert nearest(np.array([7.0]), np.array([0.0, 7.0, 8.0])).tolist() == [0, 0, 0]


def test_a_moment_is_so_many_seconds_after_the_start_where_that_is_known() -> None:
    start = datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC)
    assert moment_of(start, 1.5) == datetime(2026, 10, 25, 0, 0, 0, 500000, tzinfo=UTC)
    assert moment_of(None, 1.5) is None
