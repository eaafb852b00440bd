"""Where a vehicle met the ground: its boxes as one smooth path."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray
from vehiclefinder.video.tracking.frame_edge import free_sides

Array = NDArray[np.float64]

STEP = 0.1
"""Seconds between points of a path, where frames are not farther apart than ``REACH`` of these."""
REACH = 3
"""Points on each side in a moving average, which so holds at least one frame on each side."""
OUTLIERS = 2
"""Points on each side in the median that goes before it: a box that leaps for a moment is no way."""
LONG_CUT = 1.0
"""Seconds from which a vehicle that the frame's edge cuts is followed on by those sides that are not cut."""


@dataclass(frozen=True, slots=True, eq=False)
class GroundPath:
    """A path over the ground, in points evenly apart in time.

    :param times: float64 (m,), seconds, m >= 2.
    :param points: float64 (m, 2), where the ground is met: pixels, or metres on a calibrated road.
    :param sizes: float64 (m,), how large the vehicle is there, in the same unit.
    :param frames: How many frames show it.
    :param plan: float64 (m, 2), the same points as if seen from above, in vehicle heights, by how tall the vehicle
        looks; None where ``points`` are seen from above themselves.
    """

    times: Array
    points: Array
    sizes: Array
    frames: int
    plan: Array | None = None

    @property
    def step(self) -> float:
        """Seconds from one point to the next."""
        return float(self.times[1] - self.times[0])

    @property
    def seconds(self) -> float:
        """How long it was seen."""
        return float(self.times[-1] - self.times[0])

    def between(self, first: int, last: int) -> "GroundPath":
        """Return the part from one row to another, which it includes."""
        rows = slice(first, last + 1)
        plan = None if self.plan is None else self.plan[rows]
        return GroundPath(self.times[rows], self.points[rows], self.sizes[rows], self.frames, plan)


def ground_path(times: FloatArray, boxes: FloatArray, frame_size: tuple[int, int]) -> GroundPath:
    """Follow the middle of the boxes' lower edges.

    It also moves when a vehicle comes straight on and merely seems to grow. Where the frame's edge cuts a box the
    point is false. Such boxes are left out where they are few; a vehicle that is cut for longer is followed by the
    movement of the sides that are not cut.

    :param times: (n,), seconds, rising, n >= 1.
    :param boxes: (n, 4), xyxy, pixels.
    :param frame_size: (width, height), pixels.
    """
    seconds, corners = np.asarray(times, np.float64), np.asarray(boxes, np.float64)
    free = free_sides(corners, frame_size)
    whole = np.asarray(free.all(axis=1))
    kept = _kept(seconds, whole)
    size = np.maximum(corners[:, 2:] - corners[:, :2], 1.0)
    even = _even(seconds[kept])
    feet = _feet(corners[kept], free[kept])
    points = np.stack([_smooth(np.interp(even, seconds[kept], axis)) for axis in feet.T], axis=1)
    sizes = _smooth(np.interp(even, seconds[kept], np.sqrt(size.prod(axis=1))[kept]))
    tall = whole if whole.any() else np.ones(len(seconds), bool)
    height = _smooth(_smooth(np.interp(even, seconds[tall], size[tall, 1])))
    return GroundPath(even, points, sizes, len(kept), _plan(points[:, 0], height, frame_size[0]))


def _even(times: Array) -> Array:
    """Return the times of a path's points, evenly apart."""
    interval = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
    count = max(2, round((times[-1] - times[0]) / max(STEP, interval / REACH)) + 1)
    return np.linspace(times[0], times[-1], count)


def _plan(across: Array, height: Array, width: int) -> Array:
    """Return where a vehicle is as seen from above, (m, 2), in its own heights; down is towards the camera.

    Its distance is told by how tall it looks, through a lens as long as the picture is wide, which is usual.
    """
    return np.stack([(across - width / 2) / height, -width / height], axis=1)


def _kept(times: Array, whole: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows that the path is made of: whole boxes, and the cut ones before or after that last long."""
    rows = np.flatnonzero(whole)
    every = np.arange(len(times))
    if len(rows) < 2 or (times[rows[-1]] - times[rows[0]]) < 0.5 * (times[-1] - times[0]):
        return every
    first = 0 if times[rows[0]] - times[0] >= LONG_CUT else rows[0]
    last = len(times) - 1 if times[-1] - times[rows[-1]] >= LONG_CUT else rows[-1]
    outside = (every < rows[0]) | (every > rows[-1])
    return np.flatnonzero((whole | outside) & (every >= first) & (every <= last))


def _feet(boxes: Array, free: NDArray[np.bool_]) -> Array:
    """Middles of the lower edges (n, 2); of a cut box, where its free sides moved to."""
    feet = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1)
    whole = np.flatnonzero(free.all(axis=1))
    first, last = (whole[0], whole[-1]) if len(whole) else (0, 0)
    moves, both = np.diff(boxes, axis=0), free[1:] & free[:-1]
    across = np.where(both[:, [0, 2]], moves[:, [0, 2]], 0.0).sum(axis=1) / np.maximum(both[:, [0, 2]].sum(axis=1), 1)
    down = np.where(both[:, 3], moves[:, 3], np.where(both[:, 1], moves[:, 1], 0.0))
    steps = np.stack([across, down], axis=1)
    feet[last + 1 :] = feet[last] + np.cumsum(steps[last:], axis=0)
    feet[:first] = feet[first] - np.cumsum(steps[:first][::-1], axis=0)[::-1]
    return feet


def _smooth(values: Array) -> Array:
    # Windows shrink towards the ends, so that a straight way keeps its whole length.
    index = np.arange(len(values))
    centre = np.minimum(index, index[::-1])
    values = _medians(values, np.minimum(centre, OUTLIERS))
    reach = np.minimum(centre, REACH)
    total = np.insert(np.cumsum(values), 0, 0.0)
    return np.asarray((total[index + reach + 1] - total[index - reach]) / (2 * reach + 1))


def _medians(values: Array, near: NDArray[np.int64]) -> Array:
    """Return the median (n,) of as many values on each side of each as ``near`` (n,) says."""
    medians = values.copy()
    for reach in range(1, OUTLIERS + 1):
        rows = np.flatnonzero(near == reach)
        if len(rows):
            medians[rows] = np.median(sliding_window_view(values, 2 * reach + 1)[rows - reach], axis=1)
    return medians
