"""Pictures shifted by known amounts."""

import cv2
import numpy as np
import pytest

from tests.video.synthetic import detections
from vehiclefinder.core.types import ByteArray
from vehiclefinder.video.tracking.camera_motion import CameraMotion
from vehiclefinder.video.tracking.tracker import Tracker

_coarse = np.random.default_rng(0).integers(0, 256, (45, 80, 3), np.uint8)
STREET: ByteArray = np.asarray(cv2.resize(_coarse, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)

NOBODY = np.zeros((0, 4), np.float32)


def shifted(x: float, y: float) -> ByteArray:
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(STREET, matrix, (640, 360), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


@pytest.mark.parametrize("shift", [(12.0, -7.0), (-9.0, 3.0), (8.0, 0.0)])
def test_a_shift_is_measured(shift: tuple[float, float]) -> None:
    camera = CameraMotion()
    assert camera.step(STREET, NOBODY).tolist() == [0, 0]
    np.testing.assert_allclose(camera.step(shifted(*shift), NOBODY), shift, atol=1.0)
    np.testing.assert_allclose(camera.step(STREET, NOBODY), -np.array(shift), atol=1.0)


def test_a_camera_that_stands_does_not_move_for_what_drives_by() -> None:
    camera = CameraMotion()
    for x in range(0, 300, 20):
        image = STREET.copy()
        image[150:330, x : x + 300] = (40, 60, 90)
        assert camera.step(image, NOBODY).tolist() == [0, 0]


@pytest.mark.parametrize("street", [0.0, 0.05])
def test_lamps_that_drive_through_the_night_move_no_camera(street: float) -> None:
    camera = CameraMotion()
    for x in range(0, 300, 10):
        image = (street * STREET).astype(np.uint8)
        image[150:200, x : x + 60] = 255
        box = np.array([[x, 150, x + 60, 200]], np.float32)
        assert camera.step(image, box).tolist() == [0, 0]


def test_less_than_a_pixel_of_the_small_picture_is_none() -> None:
    camera = CameraMotion()
    camera.step(STREET, NOBODY)
    assert camera.step(shifted(2.5, 0.0), NOBODY).tolist() == [0, 0]


def test_something_else_altogether_is_no_shift() -> None:
    camera = CameraMotion()
    camera.step(STREET, NOBODY)
    assert camera.step(STREET[::-1].copy(), NOBODY).tolist() == [0, 0]


def test_vehicles_keep_their_tracks_when_the_mast_shakes() -> None:
    tracker = Tracker()
    for index in range(20):
        shake = 24.0 * (-1) ** index
        rows = [(x + shake, 100, x + 20 + shake, 114, 0.9, 0) for x in (100.0, 140.0, 180.0)]
        ids = tracker.update(detections(*rows), index / 25, shifted(shake, 0.0))
    assert ids.tolist() == [1, 2, 3]
