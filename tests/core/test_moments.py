"""Moments of a recording, by value."""

import numpy as np
import pytest

from vehiclefinder.core.moments import nearest

TIMES = np.array([0.0, 1.0, 4.0])


@pytest.mark.parametrize(
    ("seconds", "frame"), [(-3.0, 0), (0.0, 0), (0.5, 0), (0.6, 1), (2.5, 1), (2.6, 2), (4.0, 2), (9.0, 2)]
)
def test_the_nearest_frame_of_a_moment_is_the_earlier_one_of_two_that_are_as_near(seconds: float, frame: int) -> None:
    assert int(nearest(TIMES, seconds)) == frame


def test_moments_are_looked_up_together() -> None:
    assert nearest(TIMES, np.array([2.6, 0.1, 1.0])).tolist() == [2, 0, 1]
    assert nearest(np.array([7.0]), np.array([0.0, 7.0, 8.0])).tolist() == [0, 0, 0]
