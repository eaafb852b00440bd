"""Boxes that end where another vehicle begins."""

import numpy as np

from tests.video.synthetic import detections
from vehiclefinder.video.tracking.occlusion import hidden_sides, uncovered
from vehiclefinder.video.tracking.tracker import Tracker

CAR, BUS = (100.0, 100.0, 160.0, 140.0), (20.0, 40.0, 105.0, 160.0)


def test_the_side_behind_a_nearer_vehicle_is_hidden() -> None:
    boxes = np.array([CAR, BUS], np.float32)
    assert hidden_sides(boxes, np.array([True, True])).tolist() == [[True, False], [False, False]]
    assert not hidden_sides(boxes, np.array([True, False])).any()  # a doubtful bus hides nothing


def test_a_vehicle_farther_away_or_apart_hides_nothing() -> None:
    farther, apart = (20.0, 40.0, 105.0, 130.0), (20.0, 40.0, 90.0, 160.0)
    for other in (farther, apart):
        assert not hidden_sides(np.array([CAR, other], np.float32), np.ones(2, bool))[0].any()


def test_a_box_is_as_wide_as_expected_beyond_its_hidden_side() -> None:
    box, expected = np.array([120, 100, 150, 140], np.float32), np.array([90.0, 100, 150, 140])
    np.testing.assert_allclose(uncovered(box, expected, np.array([True, False])), [90, 100, 150, 140])
    np.testing.assert_allclose(uncovered(box, expected, np.array([False, True])), [120, 100, 180, 140])
    np.testing.assert_allclose(uncovered(box, expected, np.array([True, True])), [90, 100, 150, 140])
    np.testing.assert_allclose(uncovered(box, expected, np.array([False, False])), box)


def test_a_car_that_passes_behind_a_bus_keeps_its_way() -> None:
    """What is left of its box shrinks towards the right while it drives left: it does not turn round for that."""
    tracker = Tracker()
    for index in range(60):
        time = index / 25
        left, right = 400 - 100 * time, 460 - 100 * time  # hidden from 260 on, whole again left of 180
        bus = (180.0, 40.0, 260.0, 200.0, 0.9, 1)
        seen = (max(left, 260.0), 100.0, right, 140.0, 0.9, 0)
        rows = [bus, seen] if right > 275 else [bus]
        tracker.update(detections(*rows), time)
    reappeared = tracker.update(detections((180.0, 40.0, 260.0, 200.0, 0.9, 1), (140.0, 100, 200, 140, 0.9, 0)), 2.6)
    assert reappeared.tolist() == [1, 2]
