"""By how much the camera moved from one frame to the next: masts shake, and every vehicle jumps at once."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray

Array = NDArray[np.float64]

_SIZE = 160, 96
"""Of the picture that is compared, pixels; sizes that a Fourier transform need not pad, which would bias the shift."""
_RESPONSE = 0.6
"""Least height of the peak of the correlation."""
_LEAST = 1.0
"""Shifts below it, in pixels of the small picture, are none: noise and what drives by make up to 0.6."""
_WINDOW = cv2.createHanningWindow(_SIZE, cv2.CV_32F)


class CameraMotion:
    """Measures how far the picture as a whole was shifted, by phase correlation of small grey pictures."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None

    def step(self, image: ByteArray) -> Array:
        """Return by how much what stands moved in the picture since the last call, (2,) x and y, pixels; mostly 0.

        :param image: uint8 (H, W, 3), RGB, of one size throughout.
        """
        small = cv2.resize(image, _SIZE, interpolation=cv2.INTER_AREA)
        now = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
        before, self._before = self._before, now
        if before is None:
            return np.zeros(2)
        shift, response = cv2.phaseCorrelate(before, now, _WINDOW)
        if response < _RESPONSE or np.hypot(shift[0], shift[1]) < _LEAST:
            return np.zeros(2)
        return np.array([shift[0] * image.shape[1] / _SIZE[0], shift[1] * image.shape[0] / _SIZE[1]])
