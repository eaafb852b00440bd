"""What a trajectory tells: where it was, which way it went, how fast, and whether it turned.

Everything is measured in the image. A turn in the image is an apparent turn: perspective bends a straight path that
passes close to the camera, and flattens a turn seen from afar. Metres and true angles need a calibrated camera.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import GRID, FloatArray, Motion

Array = NDArray[np.float64]

_GRID_SIDE = 3
_STEP = 0.1
"""Seconds between points of a smoothed path, where frames are not farther apart than ``_REACH`` of these."""
_NOTHING = 0.06
"""Share of a path's extent that tells nothing about its direction."""
_REACH = 3
"""Points on each side in a moving average, which so holds at least one frame on each side."""
_TOLD_FRAMES = 2
"""Frame intervals that ``told_seconds`` last at least: two boxes show no turn."""
_EARLY = 0.05
"""Share of a frame interval by which stamps may be rounded."""


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """Where the lines are drawn.

    :param moved: Least way, in the vehicle's own sizes, that shows a heading.
    :param told: Least way, in sizes, and ``told_seconds`` least time, from which motion can be told.
    :param told_seconds: See ``told``.
    :param standing_speed: Below it a vehicle stands, in sizes per second.
    :param turned: Least change of direction of a turn, degrees.
    :param reversed: Least change of direction of a U-turn, degrees.
    """

    moved: float = 0.35
    told: float = 0.8
    told_seconds: float = 0.5
    standing_speed: float = 0.15
    turned: float = 40.0
    reversed: float = 140.0


class MotionAnalysis:
    """The smoothed way of one vehicle over the ground.

    The ground is met at the middle of the box's lower edge, which also moves when a vehicle comes straight on and
    merely seems to grow. Where the frame cuts the box that point is false, so cut boxes count only if all are cut.

    :param times: (n,), seconds, rising.
    :param boxes: (n, 4), xyxy, pixels.
    :param frame_size: (width, height), pixels.
    :param settings: Thresholds.
    :param interval: Seconds from one frame to the next; 0 where they are close.
    """

    def __init__(
        self,
        times: FloatArray,
        boxes: FloatArray,
        frame_size: tuple[int, int],
        settings: MotionSettings = MotionSettings(),
        interval: float = 0.0,
    ) -> None:
        self._settings = settings
        self._told = max(settings.told_seconds, (_TOLD_FRAMES - _EARLY) * interval)
        self._height = frame_size[1]
        whole = _whole(boxes, frame_size)
        times, boxes = times[whole].astype(float), boxes[whole].astype(float)
        steps = max(2, round((times[-1] - times[0]) / max(_STEP, interval / _REACH)) + 1)
        self._times = np.linspace(times[0], times[-1], steps)
        ground = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1)
        self._points = np.stack([_smooth(np.interp(self._times, times, axis)) for axis in ground.T], axis=1)
        extent = np.sqrt(np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0), axis=1))
        self._size = float(np.median(extent))
        self._sizes = np.interp(self._times, times, extent)

    @property
    def seconds(self) -> float:
        """How long it was seen."""
        return float(self._times[-1] - self._times[0])

    @property
    def ground(self) -> tuple[Array, Array]:
        """Times (m,), seconds, evenly apart, m >= 2; and where the ground is met at each, (m, 2), pixels."""
        return self._times, self._points

    @property
    def heading(self) -> float | None:
        """Degrees of travel in the image from first to last point; None where the vehicle hardly moved."""
        way = self._points[-1] - self._points[0]
        if np.hypot(*way) < self._settings.moved * self._size:
            return None
        return float(angles(way[None])[0])

    @property
    def speed(self) -> float:
        """Mean speed along the path, image heights per second; jitter of a standing vehicle does not count."""
        if self.seconds <= 0:
            return 0.0
        return self._way() / self._height / self.seconds

    @property
    def motion(self) -> Motion:
        """What the vehicle did, judged in the image."""
        settings = self._settings
        if self.seconds < self._told:
            return Motion.UNKNOWN
        if self._standing_share() > 0.5:
            return Motion.STOPPED
        if self._way() < settings.told * self._size:
            return Motion.UNKNOWN
        turn = self.turn
        if abs(turn) < settings.turned:
            return Motion.STRAIGHT
        if abs(turn) >= settings.reversed:
            return Motion.U_TURN if self._comes_back() else Motion.UNKNOWN
        return Motion.LEFT if turn > 0 else Motion.RIGHT

    @property
    def turn(self) -> float:
        """Degrees by which the direction changed from the first to the last quarter; the driver's left is positive."""
        # Far away a box is small and its jitter looks like a way of its own; against the whole way it is nothing.
        least = _NOTHING * np.hypot(*np.ptp(self._points, axis=0))
        points = self._apart(np.maximum(0.5 * self._sizes, least))
        if len(points) < 4:
            return 0.0
        part = max(1, (len(points) - 1) // 4)
        course = np.unwrap(angles(points[part:] - points[:-part]), period=360.0)
        return float(course[-1] - course[0])

    def waypoints(self, step: float) -> Array:
        """Return the points (m, 2) of the path that lie at least ``step`` sizes apart, from the first point on."""
        return self._apart(step * self._sizes)

    def _apart(self, distances: Array) -> Array:
        kept = [self._points[0]]
        for point, distance in zip(self._points[1:], distances[1:], strict=True):
            if np.hypot(*(point - kept[-1])) >= distance:
                kept.append(point)
        return np.array(kept)

    def _way(self) -> float:
        return float(np.hypot(*np.diff(self.waypoints(0.25), axis=0).T).sum())

    def _comes_back(self) -> bool:
        points = self.waypoints(0.5)
        far = np.hypot(*(points - points[0]).T).max()
        # A box that merely flutters changes direction too, but leads nowhere.
        return bool(far >= 1.5 * self._size and np.hypot(*(points[-1] - points[0])) < 0.8 * far)

    def _standing_share(self) -> float:
        speed = np.hypot(*np.diff(self._points, axis=0).T) / np.diff(self._times)
        return float(np.mean(speed < self._settings.standing_speed * self._sizes[1:]))


def angles(ways: Array) -> Array:
    """Return the angle of travel of each (n, 2) way in the image: degrees in [0, 360), 0 down, 90 right, 180 up."""
    return np.asarray(np.degrees(np.arctan2(ways[:, 0], ways[:, 1])) % 360.0 % 360.0)


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


def _smooth(values: Array) -> Array:
    # The window shrinks towards the ends, so that a straight way keeps its whole length.
    index = np.arange(len(values))
    reach = np.minimum(np.minimum(index, index[::-1]), _REACH)
    total = np.insert(np.cumsum(values), 0, 0.0)
    return np.asarray((total[index + reach + 1] - total[index - reach]) / (2 * reach + 1))


def _whole(boxes: FloatArray, frame_size: tuple[int, int]) -> NDArray[np.bool_]:
    width, height = frame_size
    edge = 0.005 * height
    whole = (boxes[:, :2] > edge).all(axis=1) & (boxes[:, 2] < width - edge) & (boxes[:, 3] < height - edge)
    return whole if whole.sum() >= 2 else np.ones(len(boxes), bool)
