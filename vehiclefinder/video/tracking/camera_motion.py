"""By how much the camera moved from one frame to the next: masts shake, and every vehicle jumps at once."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, FloatArray

Array = NDArray[np.float64]

_SIZE = 160, 96
"""Of the picture that is compared, pixels; sizes that a Fourier transform need not pad, which would bias the shift."""
_READ = 2
"""Pixels of a frame, along each side, that are read for one of the small picture; of a large frame not every one is."""
_RESPONSE = 0.6
"""Least height of the peak of the correlation."""
_LEAST = 1.0
"""Shifts below it, in pixels of the small picture, are none: noise and what drives by make up to 0.6."""
_BETTER = 0.7
"""Share of the difference from the picture before that may be left where no vehicle is, once it is shifted."""
_AROUND = 3
"""Pixels around a vehicle that belong to it."""
_SEEN = 1.0
"""Least mean difference, levels of 256, that a shift of what stands makes."""
_WINDOW = cv2.createHanningWindow(_SIZE, cv2.CV_32F)


class CameraMotion:
    """Measures how far the picture as a whole was shifted, by phase correlation of small grey pictures.

    At night lamps that drive by may be all that is to be seen: a shift holds only if it fits where no vehicle is.
    """

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._vehicles = np.zeros(_SIZE[::-1], bool)

    def step(self, image: ByteArray, boxes: FloatArray) -> Array:
        """Return by how much what stands moved in the picture since the last call, (2,) x and y, pixels; mostly 0.

        :param image: uint8 (H, W, 3), RGB, of one size throughout.
        :param boxes: float32 (n, 4), xyxy, pixels: its vehicles.
        """
        step = max(1, image.shape[1] // (_READ * _SIZE[0]))
        small = cv2.resize(image[::step, ::step], _SIZE, interpolation=cv2.INTER_AREA)
        now = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
        scale = np.array(_SIZE) / image.shape[1::-1]
        before, self._before = self._before, now
        vehicles, self._vehicles = self._vehicles, _covered(boxes * np.tile(scale, 2))
        if before is None:
            return np.zeros(2)
        shift, response = cv2.phaseCorrelate(before.copy(), now.copy(), _WINDOW)  # it writes into what it is given
        if response < _RESPONSE or np.hypot(shift[0], shift[1]) < _LEAST:
            return np.zeros(2)
        street = ~(vehicles | self._vehicles)
        return np.array(shift) / scale if _fits(before, now, shift, street) else np.zeros(2)


def _covered(boxes: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Tell which pixels of the small picture are in one of some boxes (n, 4), xyxy."""
    covered = np.zeros(_SIZE[::-1], bool)
    for x1, y1, x2, y2 in boxes:
        left, top = max(0, int(x1) - _AROUND), max(0, int(y1) - _AROUND)
        covered[top : int(y2) + _AROUND + 1, left : int(x2) + _AROUND + 1] = True
    return covered


def _fits(
    before: NDArray[np.float32], now: NDArray[np.float32], shift: Sequence[float], where: NDArray[np.bool_]
) -> bool:
    """Tell whether a shift (x, y) explains, in the chosen pixels, most of what two pictures differ by."""
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    moved = cv2.warpAffine(before, matrix, _SIZE, borderMode=cv2.BORDER_REPLICATE)
    if not where.any():
        return False
    unmoved = np.abs(now - before)[where].mean()
    return bool(unmoved >= _SEEN and np.abs(now - moved)[where].mean() < _BETTER * unmoved)
