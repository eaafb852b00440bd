"""Detections to trajectories: a ByteTrack of our own that counts in seconds and knows parked vehicles.

After Zhang et al. 2022, https://arxiv.org/abs/2110.06864: sure detections are paired with tracks first, doubtful ones
may then only continue a track, never start one. Added here: real time steps, so that frames may be skipped, and a long
memory for vehicles that stand.
"""

from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Detections, IntArray
from vehiclefinder.video.tracking.association import area, associate, iou, shared_area, widened
from vehiclefinder.video.tracking.tracklet import Tracklet, Trajectory

UNCLAIMED = -1
_PART = 0.25
"""Share of a vehicle's area that a part of it, such as a cab, may well have."""
_CONFIRMED = 3
"""Detections after which a track is more than a flicker."""


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """When a detection continues, starts or ends a track.

    :param sure: Least score of a detection that may be paired with any track.
    :param birth: Least score that starts a track.
    :param inside: A detection that shares more of its area with a tracked one of like size starts no track.
    :param overlap: Least IoU, of widened boxes, of a sure detection with the place where its track is expected.
    :param doubtful_overlap: The same for a doubtful detection.
    :param standing_overlap: The same, of the boxes as they are, for a standing vehicle that reappears.
    :param widening: By how much boxes are widened, in widths and heights, on each side.
    :param tentative: Seconds that a track of one or two detections outlives its last.
    :param memory: Seconds that a moving vehicle may be out of sight.
    :param standing_memory: Seconds that a standing vehicle may be out of sight.
    :param standing_speed: Below it a vehicle stands, in its own sizes per second.
    """

    sure: float = 0.4
    birth: float = 0.45
    inside: float = 0.8
    overlap: float = 0.25
    doubtful_overlap: float = 0.4
    standing_overlap: float = 0.5
    widening: float = 0.15
    tentative: float = 0.3
    memory: float = 1.0
    standing_memory: float = 30.0
    standing_speed: float = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """One frame as the tracker sees it; ``ids`` is filled as detections find their tracks."""

    detections: Detections
    time: float
    ids: IntArray

    def pair(self, tracklets: list[Tracklet], eligible: NDArray[np.bool_], least: float, widening: float) -> None:
        """Give unclaimed detections that are eligible to tracklets not yet seen in this frame."""
        missing = [t for t in tracklets if t.last_seen < self.time]
        rows = np.flatnonzero(eligible & (self.ids == UNCLAIMED))
        if not missing or not len(rows):
            return
        expected = widened(np.stack([t.filter.box for t in missing]), widening)
        found = widened(self.detections.xyxy[rows].astype(float), widening)
        for track, column in associate(iou(expected, found), least):
            missing[track].take(self.detections, int(rows[column]), self.time)
            self.ids[rows[column]] = missing[track].id

    def repeats(self, row: int, inside: float) -> bool:
        """Tell whether a detection is one with a claimed one: its cab or its trailer, or the two of them together."""
        claimed = self.ids != UNCLAIMED
        one, others = self.detections.xyxy[row : row + 1], self.detections.xyxy[claimed]
        sizes = area(one), area(others)
        smaller, larger = np.minimum(*sizes), np.maximum(*sizes)
        nested = shared_area(one, others)[0] > inside * smaller
        # What is far smaller, such as a motorcycle before a bus, is a vehicle of its own.
        return bool((nested & (smaller > _PART * larger)).any())


class Tracker:
    """Follows vehicles through the detections of one stream; it sees no picture and heeds no class.

    Example::

        for frame in video:
            ids = tracker.update(detector([frame.image])[0], frame.time)
            for trajectory in tracker.ended():
                ...
        rest = tracker.finish()
    """

    def __init__(self, settings: TrackerSettings = TrackerSettings()) -> None:
        self._settings = settings
        self._numbers = count(1)
        self._time: float | None = None
        self._live: list[Tracklet] = []
        self._ended: list[Trajectory] = []

    def update(self, detections: Detections, time: float) -> IntArray:
        """Take in one frame.

        :param detections: Its vehicles, doubtful ones included.
        :param time: Seconds, later than the last.
        :return: int64 (n,), the track of each detection, ``UNCLAIMED`` where there is none.
        :raises ValueError: Time stood still or ran backwards.
        """
        if self._time is not None and time <= self._time:
            raise ValueError(f"expected a time after {self._time}, got {time}")
        view = _View(detections, time, np.full(len(detections), UNCLAIMED, np.int64))
        self._retire(time)
        self._predict(time)
        self._continue_tracks(view)
        self._start_tracks(view)
        self._time = time
        return view.ids

    def ended(self) -> list[Trajectory]:
        """Return, once, the tracks that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def finish(self) -> list[Trajectory]:
        """End every track and return those not yet returned."""
        self._ended += [tracklet.trajectory() for tracklet in self._live]
        self._live = []
        return self.ended()

    def _retire(self, time: float) -> None:
        gone = [t for t in self._live if time - t.last_seen > self._patience(t)]
        self._ended += [tracklet.trajectory() for tracklet in gone]
        self._live = [t for t in self._live if t not in gone]

    def _patience(self, tracklet: Tracklet) -> float:
        if len(tracklet) < _CONFIRMED:
            return self._settings.tentative
        return self._settings.standing_memory if self._stands(tracklet) else self._settings.memory

    def _stands(self, tracklet: Tracklet) -> bool:
        return tracklet.stands(self._settings.standing_speed)

    def _visible(self, tracklet: Tracklet) -> bool:
        return tracklet.last_seen == self._time

    def _predict(self, time: float) -> None:
        for tracklet in self._live:
            if not self._visible(tracklet):
                tracklet.filter.hold(still=self._stands(tracklet))
            tracklet.filter.predict(time - (self._time or 0.0))

    def _continue_tracks(self, view: _View) -> None:
        settings = self._settings
        sure = view.detections.score >= settings.sure
        parked = [t for t in self._live if not self._visible(t) and self._stands(t)]
        following = [t for t in self._live if t not in parked]
        visible = [t for t in following if self._visible(t)]
        view.pair(following, sure, settings.overlap, settings.widening)
        view.pair(visible, ~sure, settings.doubtful_overlap, settings.widening)
        view.pair(parked, np.ones_like(sure), settings.standing_overlap, 0.0)

    def _start_tracks(self, view: _View) -> None:
        for row in np.flatnonzero((view.ids == UNCLAIMED) & (view.detections.score >= self._settings.birth)):
            if view.repeats(int(row), self._settings.inside):
                continue
            tracklet = Tracklet(next(self._numbers), view.detections, int(row), view.time)
            self._live.append(tracklet)
            view.ids[row] = tracklet.id
