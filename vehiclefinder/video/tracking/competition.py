"""Where boxes compete for tracks: which pairs their places tell, and what looks say of the others."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.tracking.gallery import FramePictures, Gallery

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Values = TypeVar("Values", float, Array)

ALIKE = 0.65
"""Least cosine of a sure detection with a track that was seen in the last frame."""
SAME = 0.78
"""The same for a doubtful detection, or a track that was out of sight."""
_FIRM = 0.6
"""Least IoU, of boxes as they are, of a pair that its place tells."""
_MARGIN = 0.3
"""By how much its IoU must exceed those of its rivals."""
_CERTAIN = 0.85
"""Cosine from which on pictures look no more alike."""
_UNKNOWN = 0.5
_LOOKS = 0.7
"""Share of the looks in a similarity; the rest is the overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Competition:
    """Tracks (n) and detections (m) that may be paired.

    :param galleries: What the tracks look like.
    :param rows: int64 (m,), the detections' rows in the frame.
    :param seen: bool (n,), tracks that were seen in the last frame.
    :param sure: bool (m,), detections that are no doubtful ones.
    """

    galleries: list[Gallery]
    rows: NDArray[np.int64]
    seen: Mask
    sure: Mask

    def told_by_place(self, overlaps: Array) -> Mask:
        """Tell which pairs need no look.

        :param overlaps: (n, m), IoU of boxes as they are; 0 of pairs that are not possible.
        """
        ahead = overlaps - np.maximum(_rivals(overlaps), _rivals(overlaps.T).T)
        return np.asarray((ahead >= _MARGIN) & (overlaps >= _FIRM) & self.seen[:, None])

    def similarity(self, overlaps: Array, told: Mask, pictures: FramePictures) -> Array:
        """Return how well pairs suit, (n, m) from 0, which is not at all, to 2.

        Pairs that place tells come before all others; those are judged by place and looks.

        :param overlaps: (n, m), of widened boxes; 0 of pairs that are not possible.
        """
        suits = np.where(told, 1.0 + overlaps, 0.0)
        open_pairs = (overlaps > 0) & ~np.any(told, axis=1, keepdims=True) & ~np.any(told, axis=0, keepdims=True)
        for track, column in np.argwhere(open_pairs):
            looks = self._looks(track, column, pictures)
            suits[track, column] = 0.0 if looks is None else blended(overlaps[track, column], looks)
        return suits

    def _looks(self, track: int, column: int, pictures: FramePictures) -> float | None:
        """Return how much a pair looks alike, in [0, 1]; None where it is not the same vehicle."""
        if not len(self.galleries[track]):
            return _UNKNOWN
        alike = pictures.alike(self.galleries[track], int(self.rows[column]))
        if alike < (ALIKE if self.seen[track] and self.sure[column] else SAME):
            return None
        return min(1.0, (alike - ALIKE) / (_CERTAIN - ALIKE))


def blended(overlaps: Values, looks: Values) -> Values:
    """Return how similar pairs are whose boxes overlap so much, and that look alike so much, all in [0, 1]."""
    return (1 - _LOOKS) * overlaps + _LOOKS * looks


def _rivals(overlaps: Array) -> Array:
    """Return for each (n, m) the largest of the others in its row."""
    if overlaps.shape[1] < 2:
        return np.zeros_like(overlaps)
    second, first = np.partition(overlaps, -2, axis=1)[:, -2:].T
    return np.asarray(np.where(overlaps == first[:, None], second[:, None], first[:, None]))
