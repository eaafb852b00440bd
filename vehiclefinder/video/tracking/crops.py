"""The best pictures of one vehicle."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, Crop, FloatArray, Frame
from vehiclefinder.video.tracking.frame_edge import free_sides

_JUDGED_AT = 64
"""Side, pixels, at which sharpness is measured, so that it compares across sizes."""

_LOOKS = 3
"""Pictures judged in each stretch of time."""
_WORTH_A_LOOK = 1.2
"""A picture so much more promising than the last is judged at once."""
_CUT = 0.3
"""Share of its size that a vehicle counts which the frame's edge cuts."""


@dataclass(frozen=True, slots=True)
class CropSettings:
    """Which pictures of a track are kept.

    :param count: Most pictures of one track.
    :param margin: Share of the box's sides added on each side.
    :param long_side: Greatest side of a picture, pixels.
    :param spacing: Least seconds between two pictures, while the track is short.
    """

    count: int = 5
    margin: float = 0.08
    long_side: int = 224
    spacing: float = 0.2


class CropSelector:
    """Collects pictures of one vehicle: the best of each stretch of time, with memory for few.

    :param settings: How many, how large.
    """

    def __init__(self, settings: CropSettings = CropSettings()) -> None:
        self._settings = settings
        self._spacing = settings.spacing
        self._best: dict[int, Crop] = {}
        self._last_look = -np.inf
        self._last_promise = 0.0

    def add(self, frame: Frame, box: FloatArray, worth: float = 1.0) -> None:
        """Consider one more picture.

        :param frame: The frame.
        :param box: float32 (4,), xyxy, pixels.
        :param worth: In [0, 1]; what is known against the picture, such as a doubtful detection or a neighbour.
        """
        promise = worth * prominence(box, frame.image)
        # Cutting and judging every frame would cost more than tracking: a few looks at each stretch are enough.
        if frame.time < self._last_look + self._spacing / _LOOKS and promise < _WORTH_A_LOOK * self._last_promise:
            return
        self._last_look, self._last_promise = frame.time, promise
        stretch = int(frame.time / self._spacing)
        image = cut(frame.image, box, self._settings)
        quality = promise * sharpness(image)
        if stretch not in self._best or quality > self._best[stretch].quality:
            self._best[stretch] = Crop(image, frame.time, box, quality)
        while len(self._best) > 3 * self._settings.count:
            self._thin_out()

    def best(self) -> tuple[Crop, ...]:
        """Return the best pictures, best first, no two from the same stretch of time."""
        crops = sorted(self._best.values(), key=lambda crop: crop.quality, reverse=True)
        return tuple(crops[: self._settings.count])

    def __len__(self) -> int:
        return len(self._best)

    def _thin_out(self) -> None:
        self._spacing *= 2
        crops = sorted(self._best.values(), key=lambda crop: crop.quality)
        self._best = {int(crop.time / self._spacing): crop for crop in crops}


def cut(image: ByteArray, box: FloatArray, settings: CropSettings = CropSettings()) -> ByteArray:
    """Cut a vehicle out, with a margin, clipped to the frame and reduced to the longest side allowed.

    :param image: uint8 (H, W, 3), RGB.
    :param box: (4,), xyxy, pixels.
    :return: uint8 (h, w, 3), RGB, never empty.
    """
    margin = settings.margin * np.tile(box[2:] - box[:2], 2) * (-1, -1, 1, 1)
    part = cut_out(image, box + margin)
    shrink = settings.long_side / max(part.shape[:2])
    if shrink >= 1:
        return part.copy()
    size = tuple(max(1, round(side * shrink)) for side in part.shape[1::-1])
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def cut_out(image: ByteArray, box: FloatArray | NDArray[np.float64]) -> ByteArray:
    """Return the view of an image within a box (4,), xyxy, pixels, clipped to the image, never empty."""
    height, width = image.shape[:2]
    x1, y1, x2, y2 = (int(v) for v in np.round(box))
    x1, y1 = min(max(x1, 0), width - 1), min(max(y1, 0), height - 1)
    return image[y1 : max(y1 + 1, min(y2, height)), x1 : max(x1 + 1, min(x2, width))]


def sharpness(image: ByteArray) -> float:
    """Return how much fine detail a picture has: the deviation of its Laplacian at one fixed size."""
    grey = cv2.cvtColor(cv2.resize(image, (_JUDGED_AT, _JUDGED_AT), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return 1.0 + float(cv2.Laplacian(grey, cv2.CV_32F).std())


def prominence(box: FloatArray, image: ByteArray) -> float:
    """Return how much of a vehicle a box shows: its size, and much less where the frame's edge cuts it."""
    whole = free_sides(box[None], image.shape[1::-1]).all()
    size = float(np.sqrt(max(1.0, (box[2] - box[0]) * (box[3] - box[1]))))
    return min(size, 224.0) * (1.0 if whole else _CUT)
