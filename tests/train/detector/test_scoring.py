from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.types import Detections
from vehiclefinder.train.detector.evaluate import _summary
from vehiclefinder.train.detector.labelled_frames import LabelledFrame
from vehiclefinder.train.detector.scoring import MISSED, Outcome, average_precision, compare, together

CAR, MOTORCYCLE = 0, 3


def frame(
    *boxes: tuple[float, ...], labels: tuple[int, ...] = (), ignored: tuple[tuple[float, ...], ...] = ()
) -> LabelledFrame:
    truth = np.array(boxes, np.float32).reshape(-1, 4)
    named = np.array(labels or [CAR] * len(truth), np.int64)
    return LabelledFrame(Path("x.jpg"), truth, named, np.array(ignored, np.float32).reshape(-1, 4))


def seen(*rows: tuple[float, ...]) -> Detections:
    values = np.array(rows, np.float32).reshape(-1, 5)
    return Detections(values[:, :4], values[:, 4], np.zeros(len(values), np.int64))


def test_the_best_detection_of_a_vehicle_is_right_and_a_second_is_not() -> None:
    outcome = compare(frame((0, 0, 100, 50)), seen((0, 0, 100, 60, 0.9), (0, 0, 90, 50, 0.8), (300, 0, 350, 50, 0.7)))
    assert outcome.right.tolist() == [True, False, False]
    assert outcome.found.tolist() == [pytest.approx(0.9)] and outcome.height.tolist() == [50]


def test_what_lies_in_an_ignored_box_neither_counts_nor_harms() -> None:
    outcome = compare(frame(ignored=((0, 0, 100, 100),)), seen((10, 10, 50, 50, 0.9), (90, 90, 190, 190, 0.8)))
    assert outcome.score.tolist() == [pytest.approx(0.8)] and outcome.right.tolist() == [False]


def test_a_two_wheeler_without_its_rider_counts_and_part_of_a_car_does_not() -> None:
    below = seen((0, 60, 40, 100, 0.9))
    assert compare(frame((0, 0, 40, 100), labels=(MOTORCYCLE,)), below).right.tolist() == [True]
    assert compare(frame((0, 0, 40, 100), labels=(CAR,)), below).right.tolist() == [False]
    assert compare(frame((0, 0, 40, 100), labels=(MOTORCYCLE,)), seen((0, 85, 40, 100, 0.9))).right.tolist() == [False]


def test_a_missed_vehicle_has_no_score() -> None:
    outcome = compare(frame((0, 0, 10, 10), (50, 50, 60, 60)), seen((0, 0, 10, 10, 0.5)))
    assert outcome.found.tolist() == [0.5, MISSED]


def test_average_precision_by_hand() -> None:
    # Right, wrong, right, and one of three never found: 1/3 at precision 1, 1/3 at precision 2/3.
    outcome = Outcome(
        np.array([0.9, 0.8, 0.7], np.float32),
        np.array([CAR, CAR, CAR]),
        np.array([True, False, True]),
        np.array([0.9, 0.7, MISSED], np.float32),
        np.array([10, 30, 60], np.float32),
        np.array([CAR, MOTORCYCLE, CAR]),
    )
    assert average_precision(outcome) == pytest.approx(1 / 3 + 2 / 9)
    summary = _summary([outcome], 0.75)
    assert summary["recall"] == pytest.approx(1 / 3) and summary["precision"] == 0.5
    assert summary["by_height"] == {"<24": 1.0, "24-48": 0.0, ">48": 0.0}
    assert summary["by_class"] == {"car": 0.5, "bus": None, "truck": None, "motorcycle": 0.0, "bicycle": None}


def test_outcomes_together_are_sorted_by_score() -> None:
    one, two = compare(frame((0, 0, 9, 9)), seen((0, 0, 9, 9, 0.5))), compare(frame(), seen((0, 0, 9, 9, 0.6)))
    both = together([one, two])
    assert both.right.tolist() == [False, True] and both.score.tolist() == [pytest.approx(0.6), 0.5]
