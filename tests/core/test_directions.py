"""How near headings came to directions, by hand-computed numbers."""

import numpy as np

from vehiclefinder.core.directions import degrees_apart


def test_the_nearest_heading_of_a_track_counts_the_short_way_round() -> None:
    headings = np.array([[350, np.nan], [90, 180], [np.nan, np.nan], [275, 45]], np.float32)
    expected = np.array([[10, 100, 170, 80], [90, 0, 0, 90], [np.nan] * 4, [45, 45, 95, 5]], np.float32)
    np.testing.assert_allclose(degrees_apart(headings), expected, atol=1e-4)
