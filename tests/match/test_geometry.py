"""Paths against keywords, by hand-computed numbers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.types import GRID, Motion
from vehiclefinder.match.geometry import Trust, amount_fit, cells_of, directions_of, heading_fit, motion_fit, place_fit

TRUST = Trust(agrees=0.9, disagrees=0.1, other_motion=0.2, full_degrees=45, none_degrees=90, enough_share=0.5)


def test_heading_falls_linearly_between_agreement_and_disagreement() -> None:
    apart = np.array([0, 45, 67.5, 90, 180, np.nan], np.float32)
    np.testing.assert_allclose(heading_fit(apart, TRUST), [0.9, 0.9, 0.5, 0.1, 0.1, np.nan], atol=1e-6)


def test_directions_and_places_are_numbered_as_the_columns_are() -> None:
    assert directions_of(["left", "this way"]) == [3, 0]
    assert [GRID[cell] for cell in cells_of(["top", "left"])] == [
        "top left", "top", "top right", "left", "bottom left"
    ]  # fmt: skip
    assert cells_of(["top left"]) == [GRID.index("top left")]


def test_being_somewhere_for_long_enough_is_being_there() -> None:
    fit = place_fit(np.array([0.0, 0.25, 0.5, 1.0], np.float32), TRUST)
    np.testing.assert_allclose(fit, [0.1, 0.5, 0.9, 0.9], atol=1e-6)


def flags(*motions: Motion) -> NDArray[np.uint8]:
    return np.array([sum(1 << list(Motion).index(motion) for motion in motions)], np.uint8)


def test_motion_unknown_is_not_held_against_a_track() -> None:
    motion = np.concatenate([flags(one) for one in (Motion.LEFT, Motion.STOPPED, Motion.UNKNOWN)])
    np.testing.assert_allclose(motion_fit(motion, ["left", "right"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["parked"], TRUST), [0.2, 0.9, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["moving"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)


def test_one_phase_is_enough_and_a_negated_motion_holds_for_all_of_them() -> None:
    waited = flags(Motion.STOPPED, Motion.LEFT, Motion.UNKNOWN)
    assert motion_fit(waited, ["left"], TRUST) == motion_fit(waited, ["stopped"], TRUST) == pytest.approx(0.9)
    assert 1 - motion_fit(waited, ["left", "right"], TRUST) == pytest.approx(0.1)
    assert 1 - motion_fit(waited, ["right"], TRUST) == pytest.approx(0.8)


def test_unknown_words_say_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"expected a place of .*, got 'nowhere'"):
        cells_of(["nowhere"])


def test_a_bound_is_smooth_over_what_measures_are_uncertain_by() -> None:
    speed = np.array([50, 57, 60, 61.5, 63, 200, np.nan], np.float32)
    over = amount_fit(speed, speed, [(60.0, np.inf)], TRUST)
    np.testing.assert_allclose(over, [0.1, 0.1, 0.5, 0.7, 0.9, 0.9, np.nan], atol=1e-6)
    under = amount_fit(speed, speed, [(0.0, 60.0)], TRUST)
    np.testing.assert_allclose(under, [0.9, 0.9, 0.5, 0.3, 0.1, 0.1, np.nan], atol=1e-6)


def test_about_as_much_leaves_a_fifth_open() -> None:
    speed = np.array([40, 46, 48, 50, 36, 32, 30], np.float32)
    fit = amount_fit(speed, speed, [(40.0, 40.0)], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.9, 0.5, 0.1, 0.9, 0.5, 0.1], atol=1e-6)


def test_a_track_is_where_it_was_at_any_time_and_the_best_of_several_amounts_counts() -> None:
    near, far = np.array([5, 40, 5], np.float32), np.array([60, 60, 8], np.float32)
    np.testing.assert_allclose(amount_fit(near, far, [(0.0, 30.0)], TRUST), [0.9, 0.1, 0.9], atol=1e-6)
    np.testing.assert_allclose(amount_fit(near, far, [(50.0, 50.0)], TRUST), [0.9, 0.9, 0.1], atol=1e-6)
    np.testing.assert_allclose(amount_fit(near, far, [(50.0, 50.0), (0.0, 9.0)], TRUST), [0.9, 0.9, 0.9], atol=1e-6)
