"""One frame as a tracker sees it: its detections, and which tracks they go to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Detections, FloatArray, IntArray
from vehiclefinder.video.tracking.appearance import likeness
from vehiclefinder.video.tracking.association import area, associate, iou, nearby, shared_area, widened
from vehiclefinder.video.tracking.competition import SAME, Competition, blended
from vehiclefinder.video.tracking.gallery import FramePictures
from vehiclefinder.video.tracking.linear_assignment import Pairs
from vehiclefinder.video.tracking.tracklet import Tracklet

UNCLAIMED = -1
_PART = 0.25
"""Share of a vehicle's area that a part of it, such as a cab, may well have."""
_LEAST_SUITED = 1e-3
_SEEN = 0.3
_CLEAN = 0.1
"""Share of its area that a picture of one vehicle may share with another detection."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameView:
    """Detections that find their tracks.

    :param detections: Of n vehicles.
    :param time: Seconds.
    :param last: Of the frame before, seconds; None in the first.
    :param looks: Their thumbnails, float32 (n, h, w, 3); None where looks do not count.
    :param ids: int64 (n,), their tracks, ``UNCLAIMED`` at first; filled as they find them.
    :param hidden: bool (n, 2), whether the left and the right side is hidden, see ``hidden_sides``.
    :param sure: bool (n,), detections that are no doubtful ones.
    :param pictures: What looks are told by where places do not; None where nobody looks.
    :param told: bool (n,), detections that found their tracks by place alone; filled as they do.
    """

    detections: Detections
    time: float
    last: float | None
    looks: FloatArray | None
    ids: IntArray
    hidden: NDArray[np.bool_]
    sure: NDArray[np.bool_]
    pictures: FramePictures | None
    told: NDArray[np.bool_]

    def pair(self, tracklets: list[Tracklet], eligible: NDArray[np.bool_], least: float, widening: float) -> None:
        """Give unclaimed detections that are eligible to tracklets not yet seen in this frame."""
        missing, rows = self._open(tracklets, eligible)
        if not missing or not len(rows):
            return
        overlaps = self._overlaps(missing, rows, widening)
        if self.pictures is None:
            self._give(missing, rows, associate(overlaps, least))
            return
        possible = overlaps >= least
        competition = self._competition(missing, rows)
        told = competition.told_by_place(np.where(possible, self._overlaps(missing, rows, 0.0), 0.0))
        suits = competition.similarity(np.where(possible, overlaps, 0.0), told, self.pictures)
        pairs = associate(suits, _LEAST_SUITED)
        self.told[[rows[column] for track, column in pairs if told[track, column]]] = True
        self._give(missing, rows, pairs)

    def recover(self, tracklets: list[Tracklet], eligible: NDArray[np.bool_], reach: float) -> None:
        """Give unclaimed detections to tracks out of sight that look the same, near where these are expected.

        :param reach: How much farther a vehicle may be from there for each second out of sight, in its sizes.
        """
        missing, rows = self._open([t for t in tracklets if len(t.gallery)], eligible)
        if self.pictures is None or not missing or not len(rows):
            return
        boxes = self.detections.xyxy[rows]
        near = np.array([nearby(t.filter.box, boxes, reach * (self.time - t.last_seen)) for t in missing])
        alike = np.zeros(near.shape)
        for track, column in np.argwhere(near):
            alike[track, column] = self.pictures.alike(missing[track].gallery, int(rows[column]))
        self._give(missing, rows, associate(alike, SAME))

    def clean(self) -> NDArray[np.bool_]:
        """Tell which detections, bool (n,), show one vehicle alone: sure ones that share little with any other."""
        boxes = self.detections.xyxy
        shared = shared_area(boxes, boxes) * (self.detections.score >= _SEEN)
        np.fill_diagonal(shared, 0.0)
        return np.asarray(self.sure & (shared.max(axis=1, initial=0.0) <= _CLEAN * area(boxes)))

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
            similarity = np.where(similarity >= least, blended(similarity, alike), 0.0)
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

    def _competition(self, tracklets: list[Tracklet], rows: IntArray) -> Competition:
        seen = np.array([t.last_seen == self.last for t in tracklets])
        return Competition([t.gallery for t in tracklets], rows, seen, self.sure[rows])

    def _overlaps(self, tracklets: list[Tracklet], rows: IntArray, widening: float) -> NDArray[np.float64]:
        expected = widened(np.stack([t.filter.box for t in tracklets]), widening)
        return iou(expected, widened(self.detections.xyxy[rows].astype(float), widening))

    def _give(self, tracklets: list[Tracklet], rows: IntArray, pairs: Pairs) -> None:
        for track, column in pairs:
            row = int(rows[column])
            tracklets[track].take(self.detections, row, self.time, self.hidden[row])
            self.ids[rows[column]] = tracklets[track].id
