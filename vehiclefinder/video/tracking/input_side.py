"""How large the frames of one video are looked at, by how small its vehicles are."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.video.tracking.detector import Detector, PicoDet, input_size

SIDES = (512, 640, 736)
"""Longest sides of the input, pixels, from which one is chosen; the one in the middle comes first."""
_SURE = 0.35
_JUDGED = 80
"""Sure detections by which a side is judged."""
_SMALL, _MANY = 16.0, 0.5
"""Heights, pixels of the input, below which vehicles are small, and the share of them that calls for a larger input."""
_LARGE, _FEW = 40.0, 0.02
"""Heights from which vehicles are large, and the share of others that a smaller input may have."""


class VideoDetector:
    """Looks at the frames of one video, larger where its vehicles are small, smaller where all are large.

    :param detector: Looks at single pictures.
    """

    def __init__(self, detector: PicoDet) -> None:
        self._sized = [detector.at(side) for side in SIDES]
        self._chosen = len(SIDES) // 2
        self._heights: deque[float] = deque(maxlen=_JUDGED)

    @property
    def side(self) -> int:
        """The longest side of the input, pixels, as it is now."""
        return SIDES[self._chosen]

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect vehicles; see ``Detector``."""
        return [self._detect(image) for image in images]

    def _detect(self, image: ByteArray) -> Detections:
        (found,) = self._sized[self._chosen]([image])
        height, width = image.shape[:2]
        scale = input_size(height, width, self.side)[0] / height
        boxes = found.xyxy[found.score >= _SURE]
        self._heights.extend((scale * (boxes[:, 3] - boxes[:, 1])).tolist())
        if len(self._heights) == _JUDGED:
            self._judge(height, width)
        return found

    def _judge(self, height: int, width: int) -> None:
        heights = np.array(self._heights)
        step = int(np.mean(heights < _SMALL) >= _MANY) - int(np.mean(heights < _LARGE) <= _FEW)
        chosen = min(max(self._chosen + step, 0), len(SIDES) - 1)
        # A side beyond what the picture has shows nothing more.
        if input_size(height, width, SIDES[chosen]) != input_size(height, width, self.side):
            self._chosen = chosen
            self._heights.clear()


def for_video(detector: Detector) -> Detector:
    """Return what looks at the frames of one video: the detector itself, unless it leaves the size to what is seen."""
    return VideoDetector(detector) if isinstance(detector, PicoDet) and detector.is_adaptive else detector
