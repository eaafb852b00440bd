"""What a whole path tells: which way it led, how fast, and where in the image it was.

Everything is measured in the image. Metres need a calibrated camera.
"""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import GRID, FloatArray
from vehiclefinder.video.tracking.ground_path import GroundPath
from vehiclefinder.video.tracking.turns import angles

Array = NDArray[np.float64]

MOVED = 0.35
"""Least way, in the vehicle's own sizes, that shows a heading."""
_PLACE = 0.75
"""Extent of the places, in the box's own sizes, from which on it is known to have left the first one."""
_WAYPOINT = 0.25
"""Sizes between points whose distances make up a way: the jitter of a standing vehicle is less."""
_GRID_SIDE = 3


def heading(path: GroundPath) -> float | None:
    """Return degrees of travel in the image from first to last point; None where the vehicle hardly moved."""
    way = path.points[-1] - path.points[0]
    if np.hypot(*way) < MOVED * float(np.median(path.sizes)):
        return None
    return float(angles(way[None])[0])


def never_left(boxes: FloatArray) -> bool:
    """Tell whether a thing stayed where it was, as street furniture does: its box only jittered.

    :param boxes: float32 (n, 4), xyxy, pixels, n >= 1.
    """
    extent = np.ptp((boxes[:, :2] + boxes[:, 2:]) / 2, axis=0)
    sides = boxes[:, 2:] - boxes[:, :2]
    return bool(np.hypot(*extent) < _PLACE * np.sqrt(np.median(sides[:, 0] * sides[:, 1])))


def speed(path: GroundPath, height: int) -> float:
    """Return the mean speed along the path, image heights per second; jitter of a standing vehicle does not count.

    :param height: Of the image, pixels.
    """
    if path.seconds <= 0:
        return 0.0
    return float(np.hypot(*np.diff(_waypoints(path), axis=0).T).sum()) / height / path.seconds


def _waypoints(path: GroundPath) -> Array:
    kept = [path.points[0]]
    for point, size in zip(path.points[1:], path.sizes[1:], strict=True):
        if np.hypot(*(point - kept[-1])) >= _WAYPOINT * size:
            kept.append(point)
    return np.array(kept)


def place(times: FloatArray, boxes: FloatArray, frame_size: tuple[int, int]) -> FloatArray:
    """Return the share of time that the box's centre spent in each cell of ``GRID``, float32 (9,), sum 1."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 / np.array(frame_size, np.float32)
    column, row = np.clip((centres * _GRID_SIDE).astype(int), 0, _GRID_SIDE - 1).T
    share = np.bincount(row * _GRID_SIDE + column, weights=_durations(times), minlength=len(GRID))
    return np.asarray(share / share.sum(), np.float32)


def _durations(times: FloatArray) -> Array:
    """Return the time that each moment stands for: half of the way to each neighbour."""
    gaps = np.diff(times.astype(float))
    if gaps.sum() <= 0:
        return np.ones(len(times))
    return np.asarray((np.append(gaps, 0.0) + np.insert(gaps, 0, 0.0)) / 2)
