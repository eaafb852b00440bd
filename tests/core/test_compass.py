"""Compass points against directions in a picture, by hand."""

import numpy as np
import pytest

from vehiclefinder.core.compass import POINTS, degrees_from_points, numbers_of


def test_from_north_to_east_is_clockwise_on_the_ground_and_anticlockwise_in_headings() -> None:
    """North lies up in the picture (180): what drives to the right (90) goes east."""
    headings = np.array([[180], [90], [0], [270], [135], [np.nan]], np.float32)
    apart = degrees_from_points(headings, 180.0)
    nearest = [list(POINTS)[int(row.argmin())] for row in apart[:5]]
    assert nearest == ["north", "east", "south", "west", "north-east"]
    assert apart[:5].min(axis=1).tolist() == [0] * 5
    assert np.isnan(apart[5]).all()


def test_the_nearest_of_several_headings_counts_the_short_way_round() -> None:
    apart = degrees_from_points(np.array([[10, np.nan], [350, 100]], np.float32), 5.0)
    np.testing.assert_allclose(
        apart[:, numbers_of(["north", "west", "south-west"])], [[5, 85, 130], [15, 5, 40]], atol=1e-4
    )


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a compass point of \['north', .*got 'up'"):
        numbers_of(["east", "up"])
