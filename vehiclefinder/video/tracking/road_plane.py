"""What a path says in metres, where the camera is calibrated."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.camera_view import Polygon, RoadCalibration
from vehiclefinder.core.types import FloatArray, OnRoad, Phase
from vehiclefinder.video.tracking.ground_path import GroundPath, ground_path
from vehiclefinder.video.tracking.phases import phases_of

Array = NDArray[np.float64]

EXTENT = 1.25
"""How much larger than the calibrated quadrilateral the part of the road is on which measures are believed."""
LEAST_SECONDS = 0.5
"""What is on that part for less time has no speed."""
CHORD_SECONDS = 1.0
"""Time between the two points that a speed is taken from: long against the jitter of boxes, short against a turn."""
KMH = 3.6
TOLD = 0.7
"""Share of a path on that part of the road from which its turns are judged there, not in the image."""
STEP_PIXELS = 0.5
"""How far a direction in the image is followed to see where it leads on the road."""
ALONG = 0.3
"""Share of a vehicle's size, along the road, by which its box's lower edge may be off."""


def on_road(path: FloatArray, frame_size: tuple[int, int], calibration: RoadCalibration) -> OnRoad:
    """Measure a vehicle on the road, at the middle of its boxes' lower edges.

    :param path: float32 (n, 5), rows of t, x1, y1, x2, y2 in seconds and pixels, n >= 1.
    :param frame_size: (width, height), pixels.
    """
    seen = ground_path(path[:, 0], path[:, 1:], frame_size)
    projected = _projected(seen.points / np.array(frame_size, float), calibration)
    metres = np.where(_inside(projected, calibration)[:, None], projected, np.nan)
    away = _distance(metres, calibration)[~np.isnan(metres[:, 0])]
    if not len(away):
        return OnRoad(calibration.id)
    phases = () if len(away) < TOLD * len(metres) else _phases(seen, projected, frame_size, calibration)
    return OnRoad(calibration.id, _speed(metres, seen.step), float(away.min()), float(away.max()), phases)


def headings_on_road(
    points: Array, headings: Array, frame_size: tuple[int, int], calibration: RoadCalibration
) -> Array:
    """Return directions in the image as directions on the road, degrees (m,); NaN for points that lie on no road.

    They are measured as those in the image are, anticlockwise from above; 0 is a direction of the road's own.

    :param points: float64 (m, 2), where in the picture, fractions of the frame.
    :param headings: float64 (m,), degrees in the image; NaN where there is none.
    :param frame_size: (width, height), pixels.
    """
    turns = np.radians(headings)
    steps = np.stack([np.sin(turns), np.cos(turns)], axis=1) * STEP_PIXELS / np.array(frame_size, float)
    moved = _projected(points + steps, calibration) - _projected(points, calibration)
    across = moved[:, 0] * np.sign(_area(calibration.image) * _area(calibration.road))  # see :func:`_phases`
    return np.asarray(np.degrees(np.arctan2(across, moved[:, 1])) % 360.0)


def _phases(
    seen: GroundPath, metres: Array, frame_size: tuple[int, int], calibration: RoadCalibration
) -> tuple[Phase, ...]:
    """Return what a vehicle did on the road, or nothing where a point of its path is no point of the road."""
    sizes = _sizes(seen, metres, frame_size, calibration)
    if np.isnan(metres).any() or np.isnan(sizes).any():
        return ()
    # The axes of the road may be a mirror image of those of the picture: left would be right.
    mirrored = np.sign(_area(calibration.image) * _area(calibration.road))
    road = GroundPath(seen.times, metres * np.array([mirrored, 1.0]), sizes, seen.frames)
    return phases_of(seen, judged=road)


def _sizes(seen: GroundPath, metres: Array, frame_size: tuple[int, int], calibration: RoadCalibration) -> Array:
    """Return how long one size of the image is on the road there, metres (m,): across it, or a part of that along it.

    Far away a pixel is many metres of the road, and the jitter of a box many more than the vehicle is long.
    """
    ends = [seen.points + step for step in ((1.0, 0.0), (0.0, 1.0))]
    across, along = (np.hypot(*(_projected(end / np.array(frame_size, float), calibration) - metres).T) for end in ends)
    return np.asarray(seen.sizes * np.maximum(across, along * ALONG))


def _area(points: Polygon) -> float:
    """Return twice the area, positive or negative by the order of the corners."""
    x, y = np.array(points).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def _speed(metres: Array, step: float) -> float | None:
    """Return the median speed, km/h, of points (m, 2) that lie ``step`` seconds apart, NaN where not believed."""
    known = int(np.count_nonzero(~np.isnan(metres[:, 0])))
    if (known - 1) * step < LEAST_SECONDS - 1e-3:
        return None
    lag = max(1, min(known - 1, round(CHORD_SECONDS / step)))
    speeds = np.hypot(*(metres[lag:] - metres[:-lag]).T) / (lag * step)
    speeds = speeds[~np.isnan(speeds)]
    return float(np.median(speeds)) * KMH if len(speeds) else None


def _projected(points: Array, calibration: RoadCalibration) -> Array:
    """Return fractions of the frame (m, 2) as metres of the road (m, 2), NaN beyond the horizon."""
    matrix = cv2.getPerspectiveTransform(
        np.array(calibration.image, np.float32), np.array(calibration.road, np.float32)
    )
    corner = np.array([*calibration.image[0], 1.0])
    projected = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    # Beyond the horizon the depth changes its sign, and a point of the sky would fall on the road behind the camera.
    behind = projected[:, 2] * (matrix @ corner)[2] <= 0
    depth = np.where(behind, np.nan, projected[:, 2])
    return np.asarray(projected[:, :2] / depth[:, None])


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
