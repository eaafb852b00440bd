"""One frame as a tracker sees it: its detections, and which tracks they go to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Detections, FloatArray, IntArray
from vehiclefinder.video.tracking.appearance import likeness
from vehiclefinder.video.tracking.association import Pairs, area, associate, iou, shared_area, widened
from vehiclefinder.video.tracking.tracklet import Tracklet

UNCLAIMED = -1
_PART = 0.25
"""Share of a vehicle's area that a part of it, such as a cab, may well have."""
_LOOKS = 0.7
"""Share of the appearance in the similarity, where frames are far apart; the rest is the overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameView:
    """Detections that find their tracks.

    :param detections: Of n vehicles.
    :param time: Seconds.
    :param looks: Their thumbnails, float32 (n, h, w, 3); None where looks do not count.
    :param ids: int64 (n,), their tracks, ``UNCLAIMED`` at first; filled as they find them.
    """

    detections: Detections
    time: float
    looks: FloatArray | None
    ids: IntArray

    def pair(self, tracklets: list[Tracklet], eligible: NDArray[np.bool_], least: float, widening: float) -> None:
        """Give unclaimed detections that are eligible to tracklets not yet seen in this frame."""
        missing, rows = self._open(tracklets, eligible)
        if missing and len(rows):
            self._give(missing, rows, associate(self._overlaps(missing, rows, widening), least))

    def pair_by_look(
        self, tracklets: list[Tracklet], eligible: NDArray[np.bool_], least: float, widening: float
    ) -> None:
        """Do the same where widened boxes overlap and what is in them looks alike."""
        missing, rows = self._open(tracklets, eligible)
        if not missing or not len(rows):
            return
        similarity = self._overlaps(missing, rows, widening)
        if self.looks is not None:
            alike = likeness([t.look for t in missing], self.looks[rows])
            similarity = np.where(similarity >= least, (1 - _LOOKS) * similarity + _LOOKS * alike, 0.0)
        self._give(missing, rows, associate(similarity, least))

    def repeats(self, row: int, inside: float) -> bool:
        """Tell whether a detection is one with a claimed one: its cab or its trailer, or the two of them together."""
        claimed = self.ids != UNCLAIMED
        one, others = self.detections.xyxy[row : row + 1], self.detections.xyxy[claimed]
        sizes = area(one), area(others)
        smaller, larger = np.minimum(*sizes), np.maximum(*sizes)
        nested = shared_area(one, others)[0] > inside * smaller
        # What is far smaller, such as a motorcycle before a bus, is a vehicle of its own.
        return bool((nested & (smaller > _PART * larger)).any())

    def _open(self, tracklets: list[Tracklet], eligible: NDArray[np.bool_]) -> tuple[list[Tracklet], IntArray]:
        missing = [t for t in tracklets if t.last_seen < self.time]
        return missing, np.flatnonzero(eligible & (self.ids == UNCLAIMED))

    def _overlaps(self, tracklets: list[Tracklet], rows: IntArray, widening: float) -> NDArray[np.float64]:
        expected = widened(np.stack([t.filter.box for t in tracklets]), widening)
        return iou(expected, widened(self.detections.xyxy[rows].astype(float), widening))

    def _give(self, tracklets: list[Tracklet], rows: IntArray, pairs: Pairs) -> None:
        for track, column in pairs:
            tracklets[track].take(self.detections, int(rows[column]), self.time)
            self.ids[rows[column]] = tracklets[track].id
