"""Which sides of a box are a vehicle's own, and which are where the frame ends."""

import numpy as np
from numpy.typing import NDArray

_EDGE = 0.005
"""Share of the frame's height, one pixel at least, within which of the edge a side is the edge's."""


def free_sides(boxes: NDArray[np.floating], frame_size: tuple[int, int]) -> NDArray[np.bool_]:
    """Tell which sides the frame's edge does not cut.

    :param boxes: (n, 4), xyxy, pixels.
    :param frame_size: (width, height), pixels.
    :return: bool (n, 4), left, upper, right, lower.
    """
    edge = max(1.0, _EDGE * frame_size[1])
    return np.concatenate([boxes[:, :2] > edge, boxes[:, 2:] < np.array(frame_size) - edge], axis=1)
