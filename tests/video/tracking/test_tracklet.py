"""Boxes between detections."""

import numpy as np

from tests.video.synthetic import detections
from vehiclefinder.core.types import Detections
from vehiclefinder.video.tracking.tracker import Tracker
from vehiclefinder.video.tracking.tracklet import Trajectory


def follow(looks: dict[int, Detections], count: int) -> Trajectory:
    """Follow through frames 0.1 s apart, of which those in ``looks`` are looked at."""
    tracker = Tracker()
    for index in range(count):
        if index in looks:
            tracker.update(looks[index], index / 10)
        else:
            tracker.pass_by(index / 10)
    (one,) = tracker.finish()
    return one


def car(x: float, score: float = 0.9, label: int = 0) -> Detections:
    return detections((x, 20, x + 40, 60, score, label))


def test_frames_between_two_detections_have_a_box() -> None:
    one = follow({0: car(0, 0.9), 4: car(8, 0.5, 2)}, 6)
    np.testing.assert_allclose(one.times, [0, 0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(one.boxes[:, 0], [0, 2, 4, 6, 8])
    np.testing.assert_allclose(one.scores, [0.9, 0.8, 0.7, 0.6, 0.5], rtol=1e-6)
    assert one.labels.tolist() == [0, 0, 2, 2, 2]
    assert one.detected.tolist() == [True, False, False, False, True]


def test_where_a_vehicle_was_missed_there_is_no_box() -> None:
    looks = {0: car(0), 1: car(0), 2: car(0), 4: Detections.empty(), 6: car(0), 8: car(0)}
    one = follow(looks, 9)
    np.testing.assert_allclose(one.times, [0, 0.1, 0.2, 0.6, 0.7, 0.8])


def test_frames_that_pass_by_speak_for_a_vehicle_and_a_gap_does_not() -> None:
    tracker = Tracker()
    for index in range(3):
        tracker.update(car(0), index / 10)
    for index in range(3, 40):
        tracker.pass_by(index / 10)
    assert tracker.ended() == []
    tracker.pass_by(60.0)
    assert len(tracker.ended()) == 1
