"""A constant-velocity Kalman filter over a box, in seconds rather than frames."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Boxes = NDArray[np.float64] | NDArray[np.float32]


class BoxFilter:
    """Centre and size of one box, and how fast they change.

    The four coordinates are independent, so each keeps a 2 x 2 covariance of its own: ``pp``, ``pv`` and ``vv``
    (position, mixed, velocity). Noise is in units of the box's own size: a bus nearby jitters by more pixels than a
    car far away.

    :param box: (4,) xyxy, pixels.
    :param jitter: Standard deviation of a measured coordinate, in sizes.
    :param manoeuvre: How much the velocity may wander in a second, in sizes per second.
    """

    def __init__(self, box: Boxes, jitter: float = 0.05, manoeuvre: float = 0.8) -> None:
        self._jitter = jitter
        self._manoeuvre = manoeuvre
        self.position = to_centre(box)
        self.velocity = np.zeros(4)
        self.pp = np.full(4, (2 * jitter * self.size) ** 2)
        self.pv = np.zeros(4)
        self.vv = np.full(4, (4 * self.size) ** 2)

    @property
    def size(self) -> float:
        """Geometric mean of width and height, pixels."""
        return float(np.sqrt(max(self.position[2] * self.position[3], 1.0)))

    @property
    def box(self) -> Array:
        """The box as it is estimated now, (4,) xyxy, pixels."""
        return to_corners(self.position)

    @property
    def speed(self) -> float:
        """How fast the centre moves, in sizes per second."""
        return float(np.hypot(*self.velocity[:2])) / self.size

    def predict(self, seconds: float) -> Self:
        """Move on by ``seconds`` without looking."""
        noise = (self._manoeuvre * self.size) ** 2
        self.position = self.position + self.velocity * seconds
        self.position[2:] = np.maximum(self.position[2:], 1.0)
        self.pp = self.pp + 2 * seconds * self.pv + seconds**2 * self.vv + noise * seconds**3 / 3
        self.pv = self.pv + seconds * self.vv + noise * seconds**2 / 2
        self.vv = self.vv + noise * seconds
        return self

    def update(self, box: Boxes) -> Self:
        """Take in a measured box, (4,) xyxy, pixels."""
        surprise = to_centre(box) - self.position
        total = self.pp + (self._jitter * self.size) ** 2
        gain_position, gain_velocity = self.pp / total, self.pv / total
        self.position = self.position + gain_position * surprise
        self.velocity = self.velocity + gain_velocity * surprise
        self.vv = self.vv - gain_velocity * self.pv
        self.pv = self.pv * (1 - gain_position)
        self.pp = self.pp * (1 - gain_position)
        return self

    def hold(self, still: bool) -> Self:
        """Keep the size from now on, and the place too where the vehicle stands ``still``."""
        self.velocity[0 if still else 2 :] = 0.0
        return self

    def move(self, shift: Array) -> Self:
        """Move the place by (2,) x and y, pixels, without speed: the camera moved, not the vehicle."""
        self.position[:2] += shift
        return self

    def hold_width(self) -> Self:
        """Keep the width from now on."""
        self.velocity[2] = 0.0
        return self


def to_centre(box: Boxes) -> Array:
    """Turn xyxy (..., 4) into centre x, centre y, width, height."""
    low, high = box[..., :2], box[..., 2:]
    return np.concatenate([(low + high) / 2, high - low], axis=-1).astype(np.float64)


def to_corners(centre: Array) -> Array:
    """Turn centre x, centre y, width, height (..., 4) into xyxy."""
    middle, half = centre[..., :2], centre[..., 2:] / 2
    return np.concatenate([middle - half, middle + half], axis=-1)
