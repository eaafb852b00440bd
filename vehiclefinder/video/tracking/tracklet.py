"""One vehicle's detections over time: while it is followed, and when that is over."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES, Detections, FloatArray, IntArray
from vehiclefinder.video.tracking.frame_edge import free_sides
from vehiclefinder.video.tracking.gallery import Gallery
from vehiclefinder.video.tracking.kalman import BoxFilter
from vehiclefinder.video.tracking.occlusion import uncovered

_CUT = 0.2
"""Share that what a vehicle is called counts where the frame's edge cuts it."""


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Where one vehicle was, in every frame from one detection to the next unless it was missed between them.

    :param id: Unique within one tracker.
    :param times: float32 (n,), seconds.
    :param boxes: float32 (n, 4), xyxy, pixels, as detected; interpolated where nobody looked.
    :param scores: float32 (n,), in [0, 1], likewise.
    :param labels: int64 (n,), index into ``VEHICLE_CLASSES``; of the nearer detection where nobody looked.
    :param detected: bool (n,), where it was detected.
    """

    id: int
    times: FloatArray
    boxes: FloatArray
    scores: FloatArray
    labels: IntArray
    detected: NDArray[np.bool_]

    def label_within(self, frame_size: tuple[int, int]) -> str:
        """Return the class that most of the score speaks for; boxes that the frame's edge cuts show a part, count less.

        :param frame_size: (width, height), pixels.
        """
        weights = np.where(free_sides(self.boxes, frame_size).all(axis=1), self.scores, _CUT * self.scores)
        return VEHICLE_CLASSES[int(np.bincount(self.labels, weights).argmax())]


class Tracklet:
    """A vehicle that is being followed.

    :param id: Its number.
    :param detections: The detections of its first frame.
    :param row: Which of them it is.
    :param time: Seconds.

    ``look`` is what it looked like last, float32 (h, w, 3), where that is kept, ``gallery`` its last clean pictures;
    ``passed`` are the times, seconds, of the frames since its last detection, while nobody looked at any of them.
    """

    def __init__(self, id: int, detections: Detections, row: int, time: float) -> None:
        self.id = id
        self.filter = BoxFilter(detections.xyxy[row])
        self.last_seen = time
        self.look: FloatArray | None = None
        self.passed: list[float] = []
        self.gallery = Gallery()
        self._first_seen = time
        self._count = 0
        self._times: list[float] = []
        self._boxes: list[FloatArray] = []
        self._scores: list[float] = []
        self._labels: list[int] = []
        self._detected: list[bool] = []
        self._note(detections, row, time)

    def take(self, detections: Detections, row: int, time: float, hidden: NDArray[np.bool_] | None = None) -> None:
        """Add a detection of a later frame, and what lies between it and the last one.

        :param hidden: bool (2,), whether its left and right side are hidden, see ``hidden_sides``.
        """
        self._interpolate(detections, row, time)
        box = detections.xyxy[row]
        if hidden is not None and hidden.any():
            self.filter.hold_width()
            box = uncovered(box, self.filter.box, hidden)
        self.filter.update(box)
        self.last_seen = time
        self._note(detections, row, time)

    def stands(self, speed: float, probation: float) -> bool:
        """Tell whether it was seen for ``probation`` seconds and is slower than ``speed``, in its sizes per second."""
        return self.last_seen - self._first_seen >= probation and self.filter.speed < speed

    @property
    def expected_until(self) -> float:
        """Seconds of the last frame that speaks for it: one where it was detected, or one after it, still unseen."""
        return self.passed[-1] if self.passed else self.last_seen

    def is_new(self, time: float, patience: float, least: float, count: int) -> bool:
        """Tell whether it began less than ``patience`` seconds ago and has not scored ``least`` ``count`` times."""
        seen = (score for score, detected in zip(self._scores, self._detected, strict=True) if detected)
        return time - self._first_seen < patience and sum(score >= least for score in seen) < count

    def trajectory(self) -> Trajectory:
        """Return what was seen so far."""
        return Trajectory(
            self.id,
            np.array(self._times, np.float32),
            np.array(self._boxes, np.float32),
            np.array(self._scores, np.float32),
            np.array(self._labels, np.int64),
            np.array(self._detected, bool),
        )

    def _interpolate(self, detections: Detections, row: int, time: float) -> None:
        ends = (self._boxes[-1], detections.xyxy[row])
        scores, labels = (
            (self._scores[-1], float(detections.score[row])),
            (self._labels[-1], int(detections.label[row])),
        )
        for share, moment in (((moment - self.last_seen) / (time - self.last_seen), moment) for moment in self.passed):
            self._times.append(moment)
            self._boxes.append(np.asarray(ends[0] + share * (ends[1] - ends[0]), np.float32))
            self._scores.append(scores[0] + share * (scores[1] - scores[0]))
            self._labels.append(labels[share >= 0.5])
            self._detected.append(False)

    def _note(self, detections: Detections, row: int, time: float) -> None:
        self._times.append(time)
        self._boxes.append(detections.xyxy[row])
        self._scores.append(float(detections.score[row]))
        self._labels.append(int(detections.label[row]))
        self._detected.append(True)
        self._count += 1

    def __len__(self) -> int:
        """How often it was detected."""
        return self._count
