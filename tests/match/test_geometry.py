"""Paths against keywords, by hand-computed numbers."""

import numpy as np
import pytest

from vehiclefinder.core.types import GRID, Motion
from vehiclefinder.match.geometry import Trust, amount_fit, heading_fit, motion_fit, place_fit

TRUST = Trust(agrees=0.9, disagrees=0.1, other_motion=0.2, full_degrees=45, none_degrees=90, enough_share=0.5)


def test_heading_falls_linearly_between_agreement_and_disagreement() -> None:
    heading = np.array([0, 45, 67.5, 90, 180, 350, np.nan], np.float32)
    fit = heading_fit(heading[:, None], ["this way"], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.9, 0.5, 0.1, 0.1, 0.9, np.nan], atol=1e-6)


def test_the_best_of_several_directions_counts() -> None:
    fit = heading_fit(np.array([[275], [180]], np.float32), ["left", "right"], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.1], atol=1e-6)


def test_the_best_heading_of_a_track_counts() -> None:
    turned_away = np.array([[90, 180, np.nan], [np.nan, np.nan, 90]], np.float32)
    np.testing.assert_allclose(heading_fit(turned_away, ["away"], TRUST), [0.9, 0.1], atol=1e-6)
    np.testing.assert_allclose(heading_fit(turned_away, ["right"], TRUST), [0.9, 0.9], atol=1e-6)


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
    motion = np.array([[m is one for m in Motion] for one in (Motion.LEFT, Motion.STOPPED, Motion.UNKNOWN)])
    np.testing.assert_allclose(motion_fit(motion, ["left", "right"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["parked"], TRUST), [0.2, 0.9, np.nan], atol=1e-6)
    np.testing.assert_allclose(motion_fit(motion, ["moving"], TRUST), [0.9, 0.2, np.nan], atol=1e-6)


def test_one_phase_is_enough_and_a_negated_motion_holds_for_all_of_them() -> None:
    waited = np.array([[m in (Motion.STOPPED, Motion.LEFT, Motion.UNKNOWN) for m in Motion]])
    assert motion_fit(waited, ["left"], TRUST) == motion_fit(waited, ["stopped"], TRUST) == pytest.approx(0.9)
    assert 1 - motion_fit(waited, ["left", "right"], TRUST) == pytest.approx(0.1)
    assert 1 - motion_fit(waited, ["right"], TRUST) == pytest.approx(0.8)


def test_unknown_words_say_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"expected a place of .*, got 'nowhere'"):
        place_fit(np.zeros((1, 9), np.float32), ["nowhere"], TRUST)


def test_a_bound_is_smooth_over_what_measures_are_uncertain_by() -> None:
    speed = np.array([[50, 50], [57, 57], [60, 60], [61.5, 61.5], [63, 63], [200, 200], [np.nan, np.nan]], np.float32)
    over = amount_fit(speed, [(60.0, np.inf)], TRUST)
    np.testing.assert_allclose(over, [0.1, 0.1, 0.5, 0.7, 0.9, 0.9, np.nan], atol=1e-6)
    under = amount_fit(speed, [(0.0, 60.0)], TRUST)
    np.testing.assert_allclose(under, [0.9, 0.9, 0.5, 0.3, 0.1, 0.1, np.nan], atol=1e-6)


def test_about_as_much_leaves_a_fifth_open() -> None:
    speed = np.repeat(np.array([[40], [46], [48], [50], [36], [32], [30]], np.float32), 2, axis=1)
    fit = amount_fit(speed, [(40.0, 40.0)], TRUST)
    np.testing.assert_allclose(fit, [0.9, 0.9, 0.5, 0.1, 0.9, 0.5, 0.1], atol=1e-6)


def test_a_track_is_where_it_was_at_any_time_and_the_best_of_several_amounts_counts() -> None:
    distance = np.array([[5, 60], [40, 60], [5, 8]], np.float32)
    np.testing.assert_allclose(amount_fit(distance, [(0.0, 30.0)], TRUST), [0.9, 0.1, 0.9], atol=1e-6)
    np.testing.assert_allclose(amount_fit(distance, [(50.0, 50.0)], TRUST), [0.9, 0.9, 0.1], atol=1e-6)
    np.testing.assert_allclose(amount_fit(distance, [(50.0, 50.0), (0.0, 9.0)], TRUST), [0.9, 0.9, 0.9], atol=1e-6)
