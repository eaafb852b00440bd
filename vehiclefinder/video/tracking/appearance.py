"""What vehicles look like in small, for frames so far apart that their places alone do not tell them apart."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.video.tracking.crops import cut_out

Array = NDArray[np.float64]

_SIDE = 16
_TOLERANCE = 30.0
"""Levels by which the same vehicle may well differ from frame to frame, as it turns, nears and is lit."""
_UNKNOWN = 0.5


def thumbnails(image: ByteArray, boxes: FloatArray) -> FloatArray:
    """Return what is in each box, reduced to one small size.

    :param image: uint8 (H, W, 3), RGB.
    :param boxes: float32 (n, 4), xyxy, pixels.
    :return: float32 (n, 16, 16, 3), RGB.
    """
    small = [cv2.resize(cut_out(image, box), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) for box in boxes]
    return np.array(small, np.float32).reshape(-1, _SIDE, _SIDE, 3)


def likeness(some: Sequence[FloatArray | None], others: FloatArray) -> Array:
    """Return how much each of ``some`` thumbnails (n) looks like each of ``others`` (m, ...), as (n, m) in (0, 1].

    :param some: Of (16, 16, 3) each; None, where what it looks like is not known, is neither like nor unlike any.
    """
    rows = [np.full(len(others), _UNKNOWN) if one is None else _near(one, others) for one in some]
    return np.array(rows, np.float64).reshape(len(some), len(others))


def _near(one: FloatArray, others: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-np.abs(others - one).mean(axis=(1, 2, 3)) / _TOLERANCE))
