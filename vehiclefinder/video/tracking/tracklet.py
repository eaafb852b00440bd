"""One vehicle's detections over time: while it is followed, and when that is over."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES, Detections, FloatArray, IntArray
from vehiclefinder.video.tracking.gallery import Gallery
from vehiclefinder.video.tracking.kalman import BoxFilter
from vehiclefinder.video.tracking.occlusion import uncovered


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Where one vehicle was detected.

    :param id: Unique within one tracker.
    :param times: float32 (n,), seconds.
    :param boxes: float32 (n, 4), xyxy, pixels, as detected.
    :param scores: float32 (n,), in [0, 1].
    :param labels: int64 (n,), index into ``VEHICLE_CLASSES``.
    """

    id: int
    times: FloatArray
    boxes: FloatArray
    scores: FloatArray
    labels: IntArray

    @property
    def label(self) -> str:
        """The class that most of the score speaks for."""
        return VEHICLE_CLASSES[int(np.bincount(self.labels, self.scores).argmax())]


class Tracklet:
    """A vehicle that is being followed.

    :param id: Its number.
    :param detections: The detections of its first frame.
    :param row: Which of them it is.
    :param time: Seconds.

    ``look`` is what it looked like last, float32 (h, w, 3), where that is kept, ``gallery`` its last clean pictures.
    """

    def __init__(self, id: int, detections: Detections, row: int, time: float) -> None:
        self.id = id
        self.filter = BoxFilter(detections.xyxy[row])
        self.last_seen = time
        self.look: FloatArray | None = None
        self.gallery = Gallery()
        self._times: list[float] = []
        self._boxes: list[FloatArray] = []
        self._scores: list[float] = []
        self._labels: list[int] = []
        self._note(detections, row, time)

    def take(self, detections: Detections, row: int, time: float, hidden: NDArray[np.bool_] | None = None) -> None:
        """Add a detection of a later frame.

        :param hidden: bool (2,), whether its left and right side are hidden, see ``hidden_sides``.
        """
        box = detections.xyxy[row]
        if hidden is not None and hidden.any():
            self.filter.hold_width()
            box = uncovered(box, self.filter.box, hidden)
        self.filter.update(box)
        self.last_seen = time
        self._note(detections, row, time)

    def stands(self, speed: float, probation: float) -> bool:
        """Tell whether it was seen for ``probation`` seconds and is slower than ``speed``, in its sizes per second."""
        return self.last_seen - self._times[0] >= probation and self.filter.speed < speed

    def trajectory(self) -> Trajectory:
        """Return what was seen so far."""
        return Trajectory(
            self.id,
            np.array(self._times, np.float32),
            np.array(self._boxes, np.float32),
            np.array(self._scores, np.float32),
            np.array(self._labels, np.int64),
        )

    def _note(self, detections: Detections, row: int, time: float) -> None:
        self._times.append(time)
        self._boxes.append(detections.xyxy[row])
        self._scores.append(float(detections.score[row]))
        self._labels.append(int(detections.label[row]))

    def __len__(self) -> int:
        return len(self._times)
