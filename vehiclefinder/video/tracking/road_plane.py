"""What a path says in metres, where the camera is calibrated."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.camera_view import RoadCalibration
from vehiclefinder.core.types import FloatArray, OnRoad
from vehiclefinder.video.tracking.motion import MotionAnalysis

Array = NDArray[np.float64]

EXTENT = 1.25
"""How much larger than the calibrated quadrilateral the part of the road is on which measures are believed."""
LEAST_SECONDS = 0.5
"""What is on that part for less time has no speed."""
CHORD_SECONDS = 1.0
"""Time between the two points that a speed is taken from: long against the jitter of boxes, short against a turn."""
KMH = 3.6


def on_road(path: FloatArray, frame_size: tuple[int, int], calibration: RoadCalibration) -> OnRoad:
    """Measure a vehicle on the road, at the middle of its boxes' lower edges.

    :param path: float32 (n, 5), rows of t, x1, y1, x2, y2 in seconds and pixels, n >= 1.
    :param frame_size: (width, height), pixels.
    """
    times, points = MotionAnalysis(path[:, 0], path[:, 1:], frame_size).ground
    metres = _metres(points / np.array(frame_size, float), calibration)
    away = _distance(metres, calibration)[~np.isnan(metres[:, 0])]
    if not len(away):
        return OnRoad(calibration.id)
    return OnRoad(calibration.id, _speed(metres, float(times[1] - times[0])), float(away.min()), float(away.max()))


def _speed(metres: Array, step: float) -> float | None:
    """Return the median speed, km/h, of points (m, 2) that lie ``step`` seconds apart, NaN where not believed."""
    known = int(np.count_nonzero(~np.isnan(metres[:, 0])))
    if (known - 1) * step < LEAST_SECONDS - 1e-3:
        return None
    lag = max(1, min(known - 1, round(CHORD_SECONDS / step)))
    speeds = np.hypot(*(metres[lag:] - metres[:-lag]).T) / (lag * step)
    speeds = speeds[~np.isnan(speeds)]
    return float(np.median(speeds)) * KMH if len(speeds) else None


def _metres(points: Array, calibration: RoadCalibration) -> Array:
    """Return fractions of the frame (m, 2) as metres of the road (m, 2), NaN where they are not to be believed."""
    matrix = cv2.getPerspectiveTransform(
        np.array(calibration.image, np.float32), np.array(calibration.road, np.float32)
    )
    corner = np.array([*calibration.image[0], 1.0])
    projected = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    # Beyond the horizon the depth changes its sign, and a point of the sky would fall on the road behind the camera.
    behind = projected[:, 2] * (matrix @ corner)[2] <= 0
    depth = np.where(behind, np.nan, projected[:, 2])
    metres: Array = projected[:, :2] / depth[:, None]
    metres[~_inside(metres, calibration)] = np.nan
    return metres


def _inside(metres: Array, calibration: RoadCalibration) -> NDArray[np.bool_]:
    """Whether points (m, 2) lie on the quadrilateral or close to it, bool (m,)."""
    corners = np.array(calibration.road)
    corners = corners.mean(axis=0) + EXTENT * (corners - corners.mean(axis=0))
    edges = np.roll(corners, -1, axis=0) - corners
    ways = metres[:, None] - corners
    sides = edges[:, 0] * ways[..., 1] - edges[:, 1] * ways[..., 0]
    return np.asarray(np.all(sides >= 0, axis=1) | np.all(sides <= 0, axis=1))


def _distance(metres: Array, calibration: RoadCalibration) -> Array:
    """Return how far points (m, 2) are from the camera, metres (m,)."""
    heights = np.array(calibration.image)[:, 1]
    first = int(np.argmax(heights + np.roll(heights, -1)))
    road = np.roll(np.array(calibration.road), -first, axis=0)
    along = (road[1] - road[0]) / np.hypot(*(road[1] - road[0]))
    away = np.array([-along[1], along[0]])
    away *= np.sign((road[2:].mean(axis=0) - road[0]) @ away)
    return np.asarray(np.maximum(calibration.near + (metres - road[0]) @ away, 0.0))
