"""Frames whose picture is made when somebody looks."""

import numpy as np
import pytest

from vehiclefinder.core.types import ByteArray, Frame


def test_a_picture_is_made_once_and_only_where_it_is_asked_for() -> None:
    made: list[int] = []

    def make() -> ByteArray:
        made.append(1)
        return np.full((2, 3, 3), 7, np.uint8)

    frame = Frame(make, 1.0)
    later, black = frame.at(2.0), frame.edited(lambda image: np.zeros_like(image))
    assert (made, later.time, black.time) == ([], 2.0, 1.0)
    assert (later.image[0, 0, 0], black.image[0, 0, 0], frame.image[0, 0, 0]) == (7, 0, 7)
    assert made == [1]


def test_what_makes_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected uint8 \(H, W, 3\)"):
        _ = Frame(lambda: np.zeros((2, 3), np.uint8), 0.0).image
    with pytest.raises(ValueError, match=r"expected uint8 \(H, W, 3\)"):
        Frame(np.zeros((2, 3), np.uint8), 0.0)
