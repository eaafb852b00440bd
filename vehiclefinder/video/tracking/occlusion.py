"""Which sides of a box are a vehicle's own, and which are where something in front of it begins."""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray

_COVERED = 0.5
"""Share of a side's length that what is in front must cover, to hide the vehicle's own side."""
_GAP = 0.1
"""By how much, in its own width, a box may end before what hides it begins."""


def hidden_sides(boxes: FloatArray, in_front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which left and right sides are hidden by another vehicle: one whose lower edge is nearer to the camera.

    :param boxes: float32 (n, 4), xyxy, pixels.
    :param in_front: bool (n,), those that are trusted to hide others.
    :return: bool (n, 2), left and right.
    """
    x1, y1, x2, y2 = boxes.T
    gap = _GAP * (x2 - x1)
    shared = np.minimum(y2[:, None], y2[None]) - np.maximum(y1[:, None], y1[None])
    nearer = (y2[None] > y2[:, None]) & in_front[None] & (shared >= _COVERED * (y2 - y1)[:, None])
    left = nearer & (x1[None] < x1[:, None]) & (x2[None] > (x1 - gap)[:, None]) & (x2[None] < x2[:, None])
    right = nearer & (x2[None] > x2[:, None]) & (x1[None] < (x2 + gap)[:, None]) & (x1[None] > x1[:, None])
    return np.stack([left.any(axis=1), right.any(axis=1)], axis=1)


def uncovered(box: FloatArray, expected: NDArray[np.float64], hidden: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a box (4,) as wide as it is expected (4,) to be, beyond its hidden sides, bool (2,)."""
    x1, y1, x2, y2 = box.astype(np.float64)
    width = max(x2 - x1, expected[2] - expected[0])
    if hidden.all():
        x1 = min(max(expected[0], x2 - width), x1)
    elif hidden[0]:
        x1 = x2 - width
    return np.array([x1, y1, x1 + width if hidden.any() else x2, y2])
