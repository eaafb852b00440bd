"""Which frames are looked at."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tests.video.synthetic import detections
from vehiclefinder.core.types import Detections, Frame
from vehiclefinder.video.tracking.cadence import Cadence, CadenceSettings
from vehiclefinder.video.tracking.tracker import Tracker

Box = tuple[float, float, float, float]


def looked_at(
    levels: Sequence[int],
    fps: float,
    boxes: Sequence[Sequence[Box]] | None = None,
    per_second: float = 5,
    tracker: Tracker | None = None,
) -> list[int]:
    """The frames that are looked at, of pictures of one grey level each, with vehicles in ``boxes``."""
    cadence, tracker, looked = Cadence(CadenceSettings(per_second=per_second)), tracker or Tracker(), []
    for index, level in enumerate(levels):
        frame = Frame(np.full((90, 160, 3), level, np.uint8), index / fps)
        if not cadence.due(frame, tracker):
            tracker.pass_by(frame.time)
            continue
        looked.append(index)
        here = boxes[index] if boxes else ()
        found = detections(*((*box, 0.9, 0) for box in here)) if here else Detections.empty()
        tracker.update(found, frame.time)
    return looked


def test_what_changes_is_looked_at_by_time() -> None:
    assert looked_at([20 * (i % 7) for i in range(30)], fps=25) == [0, 5, 10, 15, 20, 25]
    assert looked_at([20 * (i % 7) for i in range(60)], fps=50) == [0, 10, 20, 30, 40, 50]


def test_where_nothing_changes_a_look_a_second_is_enough() -> None:
    assert looked_at([90] * 60, fps=25) == [0, 20, 40]


def test_a_change_is_seen_soon() -> None:
    assert looked_at([90] * 13 + [120] * 12, fps=25) == [0, 15]


@pytest.mark.parametrize("fps", [5, 2, 0.5])
def test_slow_frames_are_all_looked_at(fps: float) -> None:
    assert looked_at([90] * 6, fps) == [0, 1, 2, 3, 4, 5]


def test_what_is_new_is_looked_at_more_often() -> None:
    boxes = [[(10.0, 10.0, 50.0, 40.0)]] * 30
    assert looked_at([20 * (i % 7) for i in range(30)], 30, boxes) == [0, 2, 4, 10, 16, 22, 28]


def test_vehicles_that_pass_each_other_are_looked_at_more_often() -> None:
    boxes = [[(40.0 + i, 10.0, 100.0 + i, 50.0), (70.0 - i, 12.0, 130.0 - i, 52.0)] for i in range(30)]
    looked = looked_at([20 * (i % 7) for i in range(30)], 30, boxes)
    assert max(np.diff(looked)) <= 4, "8 a second"


def driving(way: Callable[[float], float]) -> list[list[Box]]:
    """Two seconds, 30 frames each, of a vehicle of 40 x 30 pixels that is ``way`` pixels on after so many seconds."""
    return [[(20 + way(i / 30), 100.0, 60 + way(i / 30), 130.0)] for i in range(60)]


@pytest.mark.parametrize(
    ("speed", "waits"), [(20, 15), (160, 7)], ids=["half a length a second", "four lengths a second"]
)
def test_the_next_look_comes_before_a_vehicle_has_left_its_place(speed: float, waits: int) -> None:
    looked = looked_at([9 * i % 250 for i in range(60)], 30, driving(lambda t: speed * t), per_second=2)
    assert looked[:3] == [0, 5, 10], "new"
    assert set(np.diff(looked[2:]).tolist()) == {waits}


def test_a_vehicle_that_gathers_speed_is_not_lost() -> None:
    tracker = Tracker()
    looked = looked_at(
        [20 * (i % 7) for i in range(60)],
        30,
        driving(lambda t: 20 * t + 120 * max(0.0, t - 0.5) ** 2),
        per_second=4,
        tracker=tracker,
    )
    (track,) = tracker.finish()
    assert len(track.times) == looked[-1] + 1


@pytest.mark.parametrize("wrong", [{"per_second": 0}, {"longest": 0}, {"crossing": 0.5}, {"new": 1.0}])
def test_settings_that_make_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected per_second"):
        CadenceSettings(**wrong)
