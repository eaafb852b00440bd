"""Paths against keywords, by hand-computed numbers."""

import numpy as np
import pytest

from vehiclefinder.match.geometry import Trust, heading_fit, motion_fit, place_fit
from vehiclefinder.types import GRID, Motion

TRUST = Trust(agrees=0.9, disagrees=0.1, other_motion=0.2, full_degrees=45, none_degrees=90, enough_share=0.5)


def test_heading_falls_linearly_between_agreement_and_disagreement() -> None:
    heading = np.array([0, 45, 67.5, 90, 180, 350, np.nan], np.float32)
    fit = heading_fit(heading, ["this way"], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.9, 0.5, 0.1, 0.1, 0.9, np.nan], atol=1e-6)


def test_the_best_of_several_directions_counts() -> None:
    fit = heading_fit(np.array([275, 180], np.float32), ["left", "right"], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.1], atol=1e-6)


def test_a_side_means_all_its_cells() -> None:
    place = np.zeros((3, 9), np.float32)
    place[0, GRID.index("bottom left")] = 1
    place[1, GRID.index("left")] = place[1, GRID.index("right")] = 0.25
    place[2, GRID.index("top")] = 1
    np.testing.assert_allclose(place_fit(place, ["left"], TRUST), [0.9, 0.5, 0.1], atol=1e-6)


def test_a_corner_is_one_cell() -> None:
    place = np.eye(9, dtype=np.float32)
    fit = place_fit(place, ["top left"], TRUST)
    assert fit[GRID.index("top left")] == pytest.approx(0.9)
    assert fit[GRID.index("left")] == pytest.approx(0.1)


def test_motion_unknown_is_not_held_against_a_track() -> None:
    motion = np.array([list(Motion).index(m) for m in (Motion.LEFT, Motion.STOPPED, Motion.UNKNOWN)])
    np.testing.assert_allclose(motion_fit(motion, ["left", "right"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["parked"], TRUST), [0.2, 0.9, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["moving"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)


def test_unknown_words_say_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"expected a place of .*, got 'nowhere'"):
        place_fit(np.zeros((1, 9), np.float32), ["nowhere"], TRUST)
