"""Vehicles that compete for boxes, told apart by an encoder that knows their colours."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.video.synthetic import detections
from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.video.tracking.competition import Competition
from vehiclefinder.video.tracking.gallery import Gallery
from vehiclefinder.video.tracking.tracker import Tracker

RED, BLUE, GREY = (220, 30, 30), (30, 30, 220), (128, 128, 128)
Box = tuple[float, float, float, float]


class ColourEncoder:
    """The mean colour of the middle of a picture, less grey; counts what it was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, crops: Sequence[ByteArray]) -> FloatArray:
        self.asked += len(crops)
        middles = [crop[len(crop) // 4 : -(len(crop) // 4) or None].mean(axis=(0, 1)) - 128.0 for crop in crops]
        return np.array(middles, np.float32) + 1e-3


class Road:
    """Follows painted boxes 0.04 s apart."""

    def __init__(self) -> None:
        self.encoder = ColourEncoder()
        self.tracker = Tracker(encoder=self.encoder)
        self.time = 0.0

    def show(self, *vehicles: tuple[Box, tuple[int, int, int]], steps: int = 1) -> list[int]:
        image = np.full((200, 400, 3), GREY, np.uint8)
        for (x1, y1, x2, y2), colour in vehicles:
            image[int(y1) : int(y2), int(x1) : int(x2)] = colour
        found = detections(*[(*box, 0.9, 0) for box, _ in vehicles])
        for _ in range(steps):
            self.time += 0.04
            ids = self.tracker.update(found, self.time, image)
        return [int(one) for one in ids]


def at(x: float, y: float = 100.0) -> Box:
    return (x, y, x + 60, y + 40)


def test_a_box_that_fits_two_tracks_goes_to_the_one_it_looks_like() -> None:
    road = Road()
    assert road.show((at(100), RED), (at(180), BLUE), steps=5) == [1, 2]
    # Midway, a little nearer to the red one's place, but blue: places alone would exchange them.
    assert road.show((at(139), BLUE)) == [2]


def test_another_vehicle_in_the_place_of_a_lost_one_is_a_new_track() -> None:
    road = Road()
    road.show((at(100), RED), steps=5)
    road.show(steps=5)
    assert road.show((at(100), BLUE)) == [2]
    road.show((at(300), BLUE))
    assert road.show((at(100), RED), (at(300), BLUE))[0] == 1


@pytest.mark.parametrize(("colour", "track"), [(RED, 1), (BLUE, 2)])
def test_a_vehicle_out_of_sight_for_longer_is_met_again_by_its_looks(colour: tuple[int, int, int], track: int) -> None:
    road = Road()
    for index in range(10):
        road.show((at(100 + 2 * index), RED))
    road.show(steps=50)
    assert road.show((at(230), colour)) == [track]


def test_nobody_looks_where_places_tell() -> None:
    road = Road()
    for index in range(20):
        assert road.show((at(20 + 2 * index), RED), (at(200 + 2 * index), BLUE)) == [1, 2]
    assert road.encoder.asked == 0


def test_a_pair_is_told_by_its_place_where_it_has_no_near_rival() -> None:
    tracks, rows = [Gallery(), Gallery()], np.arange(2)
    competition = Competition(tracks, rows, np.array([True, True]), np.array([True, True]))
    apart, near = np.array([[0.9, 0.3], [0.0, 0.8]]), np.array([[0.9, 0.7], [0.0, 0.8]])
    assert competition.told_by_place(apart).tolist() == [[True, False], [False, True]]
    assert competition.told_by_place(near).tolist() == [[False, False], [False, False]]
    unseen = Competition(tracks, rows, np.array([False, True]), np.array([True, True]))
    assert unseen.told_by_place(apart).tolist() == [[False, False], [False, True]]
