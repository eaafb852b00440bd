"""The baseline of ``benchmarks/motion.py``: one motion for a whole path, by its first and last direction.

It is the rule that paths were judged by before they had phases, for full frame rates.
"""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, Motion
from vehiclefinder.video.tracking.turns import angles

Array = NDArray[np.float64]

STEP, REACH = 0.1, 3
TOLD, TOLD_SECONDS, STANDING_SPEED, TURNED, REVERSED = 0.8, 0.5, 0.15, 40.0, 140.0


def single_motion(times: FloatArray, boxes: FloatArray, frame_size: tuple[int, int]) -> Motion:
    """Return the one motion of a path of n >= 1 boxes (n, 4), seen at ``times`` (n,) seconds."""
    whole = _whole(boxes, frame_size)
    times, boxes = times[whole], boxes[whole]
    interval = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
    steps = max(2, round(float(times[-1] - times[0]) / max(STEP, interval / REACH)) + 1)
    even = np.linspace(float(times[0]), float(times[-1]), steps)
    ground = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1)
    points = np.stack([_smooth(np.interp(even, times, axis)) for axis in ground.T], axis=1)
    extent = np.sqrt(np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0), axis=1))
    return _judged(even, points, np.interp(even, times, extent), float(np.median(extent)))


def _judged(times: Array, points: Array, sizes: Array, size: float) -> Motion:
    if times[-1] - times[0] < TOLD_SECONDS:
        return Motion.UNKNOWN
    speed = np.hypot(*np.diff(points, axis=0).T) / np.diff(times)
    if np.mean(speed < STANDING_SPEED * sizes[1:]) > 0.5:
        return Motion.STOPPED
    if np.hypot(*np.diff(_apart(points, 0.25 * sizes), axis=0).T).sum() < TOLD * size:
        return Motion.UNKNOWN
    turn = _turn(points, sizes)
    if abs(turn) < TURNED:
        return Motion.STRAIGHT
    if abs(turn) >= REVERSED:
        return Motion.U_TURN if _comes_back(_apart(points, 0.5 * sizes), size) else Motion.UNKNOWN
    return Motion.LEFT if turn > 0 else Motion.RIGHT


def _turn(points: Array, sizes: Array) -> float:
    kept = _apart(points, np.maximum(0.5 * sizes, 0.06 * np.hypot(*np.ptp(points, axis=0))))
    if len(kept) < 4:
        return 0.0
    part = max(1, (len(kept) - 1) // 4)
    course = np.unwrap(angles(kept[part:] - kept[:-part]), period=360.0)
    return float(course[-1] - course[0])


def _comes_back(points: Array, size: float) -> bool:
    far = np.hypot(*(points - points[0]).T).max()
    return bool(far >= 1.5 * size and np.hypot(*(points[-1] - points[0])) < 0.8 * far)


def _apart(points: Array, distances: Array) -> Array:
    kept = [points[0]]
    for point, distance in zip(points[1:], distances[1:], strict=True):
        if np.hypot(*(point - kept[-1])) >= distance:
            kept.append(point)
    return np.array(kept)


def _smooth(values: Array) -> Array:
    index = np.arange(len(values))
    reach = np.minimum(np.minimum(index, index[::-1]), REACH)
    total = np.insert(np.cumsum(values), 0, 0.0)
    return np.asarray((total[index + reach + 1] - total[index - reach]) / (2 * reach + 1))


def _whole(boxes: FloatArray, frame_size: tuple[int, int]) -> NDArray[np.bool_]:
    width, height = frame_size
    edge = 0.005 * height
    whole = (boxes[:, :2] > edge).all(axis=1) & (boxes[:, 2] < width - edge) & (boxes[:, 3] < height - edge)
    return whole if whole.sum() >= 2 else np.ones(len(boxes), bool)
