"""Speeds and distances on a road whose geometry is known."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.camera_view import Point, RoadCalibration
from vehiclefinder.core.types import FloatArray, Motion
from vehiclefinder.video.tracking.road_plane import on_road

SIZE = (1280, 720)
HEIGHT, TILT, FOCAL = 8.0, np.radians(18.0), 1000.0
"""A camera 8 m above the road that looks down by 18 degrees, with a focal length in pixels."""


def seen(x: float, y: float) -> Point:
    """Where a point of the road, x metres to the right and y ahead of the mast, appears, in fractions of the frame."""
    depth = y * np.cos(TILT) + HEIGHT * np.sin(TILT)
    down = HEIGHT * np.cos(TILT) - y * np.sin(TILT)
    return float(0.5 + FOCAL * x / depth / SIZE[0]), float(0.5 + FOCAL * down / depth / SIZE[1])


ROAD = ((-6.0, 18.0), (6.0, 18.0), (6.0, 70.0), (-6.0, 70.0))
CALIBRATION = RoadCalibration(tuple(seen(*point) for point in ROAD), ROAD, near=18.0)


def drive(way: Callable[[NDArray[np.float64]], NDArray[np.float64]], seconds: float, noise: float = 0.0) -> FloatArray:
    """The path of a vehicle seen 25 times a second; its boxes jitter by ``noise`` pixels."""
    random = np.random.default_rng(1)
    times = np.arange(0, seconds, 0.04)
    feet = np.array([seen(x, y) for x, y in way(times)]) * SIZE + random.normal(0, noise, (len(times), 2))
    return np.column_stack([times, feet[:, 0] - 20, feet[:, 1] - 30, feet[:, 0] + 20, feet[:, 1]]).astype(np.float32)


def away(kmh: float, start: float = 20.0, x: float = 1.0) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda t: np.column_stack([np.full(len(t), x), start + kmh / 3.6 * t])


@pytest.mark.parametrize("kmh", [10.0, 30.0, 60.0, 120.0])
def test_the_speed_is_right_within_three_percent(kmh: float) -> None:
    measured = on_road(drive(away(kmh), min(4.0, 50 / (kmh / 3.6))), SIZE, CALIBRATION)
    assert measured.speed == pytest.approx(kmh, rel=0.03)
    assert measured.calibration == CALIBRATION.id


@pytest.mark.parametrize("kmh", [30.0, 60.0])
def test_jitter_of_two_pixels_changes_the_speed_little(kmh: float) -> None:
    assert on_road(drive(away(kmh), 2.5, noise=2.0), SIZE, CALIBRATION).speed == pytest.approx(kmh, rel=0.08)


def test_across_the_road_and_towards_the_camera_are_measured_alike() -> None:
    across = on_road(drive(lambda t: np.column_stack([-6 + 5 * t, np.full(len(t), 30.0)]), 2.4), SIZE, CALIBRATION)
    towards = on_road(drive(lambda t: np.column_stack([np.zeros(len(t)), 60 - 12 * t]), 3.0), SIZE, CALIBRATION)
    assert across.speed == pytest.approx(18, rel=0.03)
    assert towards.speed == pytest.approx(43.2, rel=0.03)


def test_what_stands_has_no_speed_to_speak_of() -> None:
    assert (on_road(drive(away(0), 5, noise=1.0), SIZE, CALIBRATION).speed or 0) < 2


def test_a_mirrored_or_turned_road_measures_the_same() -> None:
    path = drive(away(50), 3)
    mirrored = RoadCalibration(CALIBRATION.image, tuple((-x, y) for x, y in ROAD), near=18.0)
    turned = RoadCalibration(CALIBRATION.image, tuple((y, x) for x, y in ROAD), near=18.0)
    for calibration in (mirrored, turned):
        measured = on_road(path, SIZE, calibration)
        assert measured.speed == pytest.approx(50, rel=0.03)
        assert measured.nearest == pytest.approx(20, abs=0.7)


def test_another_resolution_measures_the_same() -> None:
    path = drive(away(50), 3) * np.array([1, 0.5, 0.5, 0.5, 0.5], np.float32)
    assert on_road(path, (640, 360), CALIBRATION).speed == pytest.approx(50, rel=0.03)


def test_distances_are_those_from_the_camera() -> None:
    measured = on_road(drive(away(36), 3), SIZE, CALIBRATION)
    assert measured.nearest == pytest.approx(20, abs=0.7)
    assert measured.farthest == pytest.approx(20 + 29.6, abs=0.7)


@pytest.mark.parametrize(
    "path",
    [
        drive(away(36), 0.4),
        drive(away(36, start=150.0), 3),
        drive(away(36, x=40.0), 2),
        np.array([[1, 600, 200, 640, 400]], np.float32),
        np.array([[t, 600, 20, 640, 60] for t in range(5)], np.float32),
    ],
    ids=["too short", "too far", "beside the road", "one box", "in the sky"],
)
def test_what_is_not_on_the_road_for_long_has_no_speed(path: FloatArray) -> None:
    assert on_road(path, SIZE, CALIBRATION).speed is None


def test_only_the_time_on_the_road_counts() -> None:
    def comes_late(t: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([np.where(t < 2, 30.0 - 12 * t, 6 - 3 * (t - 2)), np.full(len(t), 40.0)])

    assert on_road(drive(comes_late, 5), SIZE, CALIBRATION).speed == pytest.approx(10.8, rel=0.15)


def bend(t: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """2.5 s away at 8 m/s, a quarter of a circle of 8 m to one side (1 is right), and on."""
    turned = np.clip((t - 2.5) * 8 / 8, 0, np.pi / 2)
    beyond = np.clip(t - 2.5 - np.pi / 2, 0, None) * 8
    x = side * (8 * (1 - np.cos(turned)) + beyond) - side * 5
    return np.column_stack([x, 22 + 8 * np.minimum(t, 2.5) + 8 * np.sin(turned)])


@pytest.mark.parametrize(("side", "motion"), [(1.0, Motion.RIGHT), (-1.0, Motion.LEFT)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_turns_are_judged_on_the_road_whatever_its_axes(side: float, motion: Motion, mirrored: bool) -> None:
    road = tuple((-x if mirrored else x, y) for x, y in ROAD)
    phases = on_road(drive(lambda t: bend(t, side), 4.6), SIZE, RoadCalibration(CALIBRATION.image, road, 18.0)).phases
    assert [phase.motion for phase in phases if phase.motion is not Motion.STRAIGHT] == [motion]


def test_a_bend_too_slight_for_a_turn_in_metres_looks_like_one_in_the_image() -> None:
    # 4 m to the side within 25 m of the road: 9 degrees on the road, 45 in the image.
    path = drive(lambda t: np.column_stack([-4 + 4 / (1 + np.exp(-3 * (t - 3))), 22 + 7 * t]), 6.0, noise=0.5)
    assert [phase.motion for phase in on_road(path, SIZE, CALIBRATION).phases] == [Motion.STRAIGHT]


def test_a_path_that_is_hardly_on_the_calibrated_road_is_not_judged_there() -> None:
    assert on_road(drive(away(60.0, start=60.0), 6.0), SIZE, CALIBRATION).phases == ()
