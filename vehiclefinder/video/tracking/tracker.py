"""Detections to trajectories: a ByteTrack of our own that counts in seconds and knows parked vehicles.

After Zhang et al. 2022, https://arxiv.org/abs/2110.06864: sure detections are paired with tracks first, doubtful ones
may then only continue a track, never start one. Added here: real time steps, so that frames may be skipped, and a long
memory for vehicles that stand (``patience``); where frames are far apart, vehicles are sought farther from where they
are expected, and told apart by what they look like as well.
"""

from itertools import count

import numpy as np

from vehiclefinder.core.types import ByteArray, Detections, FloatArray, IntArray
from vehiclefinder.video.tracking.appearance import thumbnails
from vehiclefinder.video.tracking.association import area
from vehiclefinder.video.tracking.camera_motion import CameraMotion
from vehiclefinder.video.tracking.frame_interval import FrameInterval
from vehiclefinder.video.tracking.frame_view import UNCLAIMED, FrameView
from vehiclefinder.video.tracking.gallery import FramePictures, PictureEncoder
from vehiclefinder.video.tracking.occlusion import hidden_sides
from vehiclefinder.video.tracking.patience import CONFIRMED, Patience
from vehiclefinder.video.tracking.tracker_settings import TrackerSettings
from vehiclefinder.video.tracking.tracklet import Tracklet, Trajectory
from vehiclefinder.video.tracking.urgency import any_crossing, any_far, any_new

_FAR_APART = 0.15
"""Seconds between frames, from which on vehicles move too far for their places to tell them apart."""
_FILLED = 0.25
"""Share of the picture that vehicles may cover: one that fills it and drives by looks like a camera that moves."""
_FARTHEST = 2.0
"""Seconds between frames, beyond which only what stands is met again."""


class Tracker:
    """Follows vehicles through the detections of one stream; it heeds no class, and looks only where it must.

    :param settings: Thresholds.
    :param encoder: Tells by their looks which vehicles are the same, where places do not; see ``competition``.

    Example::

        for frame in video:  # or pass_by(frame.time)
            ids = tracker.update(detector([frame.image])[0], frame.time, frame.image)
            for trajectory in tracker.ended():
                ...
        rest = tracker.finish()
    """

    def __init__(self, settings: TrackerSettings = TrackerSettings(), encoder: PictureEncoder | None = None) -> None:
        self._settings = settings
        self._encoder = encoder
        self._numbers = count(1)
        self._interval = FrameInterval()
        self._camera = CameraMotion()
        self._time: float | None = None
        self._live: list[Tracklet] = []
        self._ended: list[Trajectory] = []

    @property
    def interval(self) -> float:
        """The usual seconds from one frame to the next, as seen so far; 0 before the second frame."""
        return self._interval.seconds

    def update(self, detections: Detections, time: float, image: ByteArray | None = None) -> IntArray:
        """Take in one frame.

        :param detections: Its vehicles, doubtful ones included.
        :param time: Seconds, later than the last.
        :param image: The frame, uint8 (H, W, 3), RGB; where frames are far apart, vehicles are mixed up less with it.
        :return: int64 (n,), the track of each detection, ``UNCLAIMED`` where there is none.
        :raises ValueError: Time stood still or ran backwards.
        """
        if self._time is not None:
            if time <= self._time:
                raise ValueError(f"expected a time after {self._time}, got {time}")
            self._interval.add(time - self._time)
        view = self._view(detections, time, image)
        self._retire(time)
        self._predict(time)
        if image is not None:
            self._follow_camera(image, detections)
        self._continue_tracks(view)
        self._start_tracks(view)
        self._remember(view)
        for tracklet in self._live:
            tracklet.passed.clear()
        self._time = time
        return view.ids

    def pass_by(self, time: float) -> None:
        """Take note of a frame that nobody looks at: what is seen before and after it was there, in between."""
        self._retire(time)
        for tracklet in self._live:
            if self._visible(tracklet):
                tracklet.passed.append(time)

    def sees_new(self, time: float) -> bool:
        """Tell whether the last frame showed what is new at ``time``, and not yet known for a vehicle."""
        return any_new(self._seen(), time, self._settings.sure)

    def sees_crossing(self) -> bool:
        """Tell whether in the last frame one vehicle was before another and passed it."""
        return any_crossing(self._seen())

    def sees_far(self, time: float) -> bool:
        """Tell whether a vehicle of the last frame has moved far from there by ``time``, in its own size."""
        return any_far(self._seen(), time)

    def ended(self) -> list[Trajectory]:
        """Return, once, the tracks that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def finish(self) -> list[Trajectory]:
        """End every track and return those not yet returned."""
        self._ended += [tracklet.trajectory() for tracklet in self._live]
        self._live = []
        return self.ended()

    def _view(self, detections: Detections, time: float, image: ByteArray | None) -> FrameView:
        boxes, sure = detections.xyxy, detections.score >= self._settings.sure
        return FrameView(
            detections,
            time,
            self._time,
            None if image is None else self._looks(image, detections),
            np.full(len(detections), UNCLAIMED, np.int64),
            hidden_sides(boxes, sure),
            sure,
            FramePictures(image, boxes, time, self._encoder) if image is not None and self._encoder else None,
            np.zeros(len(detections), bool),
        )

    def _looks(self, image: ByteArray, detections: Detections) -> FloatArray | None:
        # Before the second frame nobody knows whether frames are far apart.
        return thumbnails(image, detections.xyxy) if self._far_apart or self._time is None else None

    def _retire(self, time: float) -> None:
        patience = self._patience
        gone = [tracklet for tracklet in self._live if not patience.keeps(tracklet, time)]
        self._ended += [tracklet.trajectory() for tracklet in gone]
        self._live = [tracklet for tracklet in self._live if tracklet not in gone]

    @property
    def _far_apart(self) -> bool:
        return self.interval > _FAR_APART

    @property
    def _patience(self) -> Patience:
        return Patience(self._settings, self.interval)

    def _seen(self) -> list[Tracklet]:
        return [tracklet for tracklet in self._live if self._visible(tracklet)]

    def _visible(self, tracklet: Tracklet) -> bool:
        return tracklet.last_seen == self._time

    def _predict(self, time: float) -> None:
        for tracklet in self._live:
            if not self._visible(tracklet):
                tracklet.filter.hold(still=self._patience.stands(tracklet))
            tracklet.filter.predict(time - (self._time or 0.0))

    def _follow_camera(self, image: ByteArray, detections: Detections) -> None:
        shift = self._camera.step(image, detections.xyxy)
        sure = detections.xyxy[detections.score >= self._settings.sure]
        if shift.any() and area(sure).sum() < _FILLED * image.shape[0] * image.shape[1]:
            for tracklet in self._live:
                tracklet.filter.move(shift)

    def _continue_tracks(self, view: FrameView) -> None:
        settings, sure, patience = self._settings, view.sure, self._patience
        expected = [t for t in self._live if patience.expects(t, view.time)]
        parked = [t for t in expected if not self._visible(t) and patience.stands(t)]
        following = [t for t in expected if t not in parked]
        visible = [t for t in following if self._visible(t)]
        if self._far_apart:
            view.pair_by_look(following, sure, settings.overlap, self._reach(view.time))
        else:
            view.pair(following, sure, settings.overlap, settings.widening)
        view.pair(visible, ~sure, settings.doubtful_overlap, settings.widening)
        view.pair(parked, np.ones_like(sure), settings.standing_overlap, 0.0)
        lost = [t for t in self._live if not self._visible(t) and len(t) >= CONFIRMED]
        view.recover(lost, view.detections.score >= settings.birth, settings.reach)

    def _reach(self, time: float) -> float:
        step = time - (self._time or 0.0)
        return max(self._settings.widening, self._settings.drift * step if step <= _FARTHEST else 0.0)

    def _start_tracks(self, view: FrameView) -> None:
        for row in np.flatnonzero((view.ids == UNCLAIMED) & (view.detections.score >= self._settings.birth)):
            if view.repeats(int(row), self._settings.inside):
                continue
            tracklet = Tracklet(next(self._numbers), view.detections, int(row), view.time)
            self._live.append(tracklet)
            view.ids[row] = tracklet.id
            view.told[row] = True

    def _remember(self, view: FrameView) -> None:
        rows = {int(number): int(row) for row, number in enumerate(view.ids) if number != UNCLAIMED}
        clean = view.clean() & view.told if view.pictures else view.told
        for tracklet in self._live:
            row = rows.get(tracklet.id)
            if row is None:
                continue
            if view.looks is not None:
                tracklet.look = view.looks[row]
            if view.pictures and clean[row]:
                view.pictures.keep(row, tracklet.gallery)
