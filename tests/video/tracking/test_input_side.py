from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.video.tracking.detector import DetectorSettings, PicoDet, centres
from vehiclefinder.video.tracking.input_side import VideoDetector, for_video

FRAME = np.zeros((1080, 1920, 3), np.uint8)


class OneVehicle:
    """Sees one vehicle, as high as it is told, in pixels of a frame of 1080 lines."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.sides: list[int] = []

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        rows, columns = inputs["image"].shape[1:3]
        self.sides.append(columns)
        points = centres(rows, columns)
        scores = np.zeros((1, len(VEHICLE_CLASSES), len(points)), np.float32)
        scores[0, 0, len(points) // 2] = 0.9
        return [np.full((1, len(points), 4), self.height * rows / 1080 / 2, np.float32), scores]


@pytest.mark.parametrize(("height", "side"), [(20, 736), (46, 736), (60, 640), (300, 512)])
def test_small_vehicles_are_looked_at_larger_and_large_ones_smaller(height: float, side: int) -> None:
    session = OneVehicle(height)
    detector = for_video(PicoDet(session))
    assert isinstance(detector, VideoDetector)
    for _ in range(200):
        detector([FRAME])
    assert session.sides[0] == 640 and session.sides[-1] == side == detector.side


def test_what_is_seen_later_counts_too() -> None:
    session = OneVehicle(300)
    detector = VideoDetector(PicoDet(session))
    for height in (300, 20):
        session.height = height
        for _ in range(300):
            detector([FRAME])
    assert detector.side == 736


def test_a_picture_that_has_no_more_is_looked_at_no_larger() -> None:
    session = OneVehicle(20)
    detector = VideoDetector(PicoDet(session))
    for _ in range(200):
        detector([np.zeros((288, 352, 3), np.uint8)])
    assert detector.side == 640


def test_a_side_that_was_chosen_stays() -> None:
    session = OneVehicle(20)
    detector = for_video(PicoDet(session, DetectorSettings(side=416)))
    for _ in range(200):
        detector([FRAME])
    assert set(session.sides) == {416}


def test_each_video_has_a_size_of_its_own() -> None:
    detector = PicoDet(OneVehicle(20))
    assert for_video(detector) is not for_video(detector)
