"""A vehicle's box and path, drawn so that they are seen on dark and on light ground."""

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, FloatArray

DARK, BRIGHT = (16, 20, 26), (255, 200, 40)
"""RGB of the rim and of the line within it."""

_ROUNDING = 0.02
"""Seconds; stored times are float32, and coarser the longer a video runs."""


def box_at(path: FloatArray, time: float) -> FloatArray | None:
    """Return where a vehicle is, between the moments at which it was seen, or None before the first and after the last.

    :param path: float32 (n, 5), rows of t, x1, y1, x2, y2 (seconds, pixels), times rising.
    :param time: Seconds.
    :returns: float32 (4,), xyxy, pixels.
    """
    times = path[:, 0]
    if not times[0] - _ROUNDING <= time <= times[-1] + _ROUNDING:
        return None
    return np.array([np.interp(time, times, path[:, side]) for side in range(1, 5)], np.float32)


def draw_box(image: ByteArray, box: FloatArray) -> None:
    """Draw a box into a picture.

    :param image: uint8 (H, W, 3), RGB; changed.
    :param box: float32 (4,), xyxy, pixels.
    """
    x1, y1, x2, y2 = (round(float(side)) for side in box)
    for colour, width in _strokes(image):
        cv2.rectangle(image, (x1, y1), (x2, y2), colour, width)


def draw_path(image: ByteArray, path: FloatArray) -> None:
    """Draw the line that the middle of a vehicle's lower edge took, as its wheels did.

    :param image: uint8 (H, W, 3), RGB; changed.
    :param path: float32 (n, 5), rows of t, x1, y1, x2, y2 (pixels).
    """
    points = np.stack([(path[:, 1] + path[:, 3]) / 2, path[:, 4]], axis=1).round().astype(np.int32)
    for colour, width in _strokes(image):
        cv2.polylines(image, [points], isClosed=False, color=colour, thickness=width, lineType=cv2.LINE_AA)


def _strokes(image: ByteArray) -> tuple[tuple[tuple[int, int, int], int], ...]:
    width = max(2, round(image.shape[1] / 400))
    return (DARK, width + 2), (BRIGHT, width)
