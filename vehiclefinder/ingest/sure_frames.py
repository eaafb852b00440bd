"""Is it to be believed that there was no vehicle?"""

from collections.abc import Sequence

from vehiclefinder.core.counting import counted
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.video.tracking.detector import Detector

_FEWEST = 3
_SHARE = 0.1
"""Frames with a sure detection, and their share of all, from which on a result without tracks is doubted."""


class SureFrames:
    """A detector that counts the frames in which it is sure of a vehicle.

    :param detector: What detects.
    :param sure: Least score of a sure detection.
    """

    def __init__(self, detector: Detector, sure: float) -> None:
        self._detector = detector
        self._sure = sure
        self._frames = 0
        self._with_vehicle = 0

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect, and count."""
        found = self._detector(images)
        self._frames += len(found)
        self._with_vehicle += sum(bool((one.score >= self._sure).any()) for one in found)
        return found

    def doubt(self, tracks: int) -> str | None:
        """Return what speaks against the number of tracks that came of it, or None."""
        if tracks or self._with_vehicle < max(_FEWEST, _SHARE * self._frames):
            return None
        those = f"{self._with_vehicle:,} of {counted(self._frames, 'frame')}"
        return f"no vehicle could be followed, although {those} show one: they may be too far apart"
