"""The loop: frames to tracks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Detections, Frame, IntArray, Track, main_motion
from vehiclefinder.video.tracking.association import area, shared_area
from vehiclefinder.video.tracking.cadence import Cadence, CadenceSettings
from vehiclefinder.video.tracking.crops import CropSelector, CropSettings
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.frame_view import UNCLAIMED
from vehiclefinder.video.tracking.gallery import PictureEncoder
from vehiclefinder.video.tracking.ground_path import ground_path
from vehiclefinder.video.tracking.monochrome import ColourMeter
from vehiclefinder.video.tracking.motion import heading, place, speed
from vehiclefinder.video.tracking.phases import PhaseSettings, phases_of
from vehiclefinder.video.tracking.tracker import Tracker
from vehiclefinder.video.tracking.tracker_settings import TrackerSettings
from vehiclefinder.video.tracking.tracklet import Trajectory


@dataclass(frozen=True, slots=True)
class TrackingSettings:
    """How vehicles are followed.

    :param votes: Least number of detections that score ``sure`` or more; what has fewer is no vehicle.
    :param sure: See ``votes``.
    :param mean: Least mean score of a track over its time; a wall that looks like a bus now and then scores low on the
        whole.
    :param cadence: How often frames are looked at.
    :param tracker: When detections are one vehicle.
    :param path: When a vehicle moves, stands, turns.
    :param crops: Which pictures are kept.
    """

    votes: int = 3
    sure: float = 0.35
    mean: float = 0.22
    cadence: CadenceSettings = field(default_factory=CadenceSettings)
    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    path: PhaseSettings = field(default_factory=PhaseSettings)
    crops: CropSettings = field(default_factory=CropSettings)


def track_vehicles(
    frames: Iterable[Frame],
    detector: Detector,
    settings: TrackingSettings = TrackingSettings(),
    encoder: PictureEncoder | None = None,
) -> Iterator[Track]:
    """Yield every vehicle's track as soon as it has ended, and the rest when the frames end.

    Only frames that are due are looked at; a path has a box in each frame all the same, from one detection to the next.

    :param frames: In the order of their times, all of one size; wrap them to watch the progress.
    :param detector: Finds vehicles in one picture.
    :param settings: Thresholds.
    :param encoder: Keeps vehicles apart by their looks, where they cross or hide each other; None goes by places alone.
    :raises VideoError: The frames broke off; the tracks of those before were all yielded first.
    """
    scene, cadence = _Scene(detector, settings, encoder), Cadence(settings.cadence)
    passed: Frame | None = None
    broken: VideoError | None = None
    try:
        for frame in frames:
            if passed is not None:
                scene.tracker.pass_by(passed.time)
            if cadence.due(frame, scene.tracker):
                scene.look(frame)
                passed = None
            else:
                passed = frame
            yield from scene.tracks(scene.tracker.ended())
    except VideoError as error:
        broken = error
    if passed is not None:  # the last one, so that paths last to the end
        scene.look(passed)
    yield from scene.tracks(scene.tracker.finish())
    if broken is not None:
        raise broken


class _Scene:
    """What was seen so far: vehicles, their pictures, and whether these have colours."""

    def __init__(self, detector: Detector, settings: TrackingSettings, encoder: PictureEncoder | None) -> None:
        self.tracker = Tracker(settings.tracker, encoder)
        self._detector = detector
        self._settings = settings
        self._albums: dict[int, CropSelector] = {}
        self._meter = ColourMeter()
        self._size = (1, 1)

    def look(self, frame: Frame) -> None:
        self._size = frame.image.shape[1], frame.image.shape[0]
        self._meter.add(frame)
        detections = self._detector([frame.image])[0]
        ids = self.tracker.update(detections, frame.time, frame.image)
        self._collect(frame, detections, ids)

    def tracks(self, trajectories: list[Trajectory]) -> Iterator[Track]:
        """Yield the vehicles among what ended."""
        for trajectory in trajectories:
            crops = self._albums.pop(trajectory.id).best()
            if _is_vehicle(trajectory, self._settings):
                monochrome = self._meter.monochrome(trajectory.times, crops)
                yield replace(described(trajectory, self._size, self._settings), crops=crops, monochrome=monochrome)

    def _collect(self, frame: Frame, detections: Detections, ids: IntArray) -> None:
        boxes = detections.xyxy
        worth = detections.score * (1.0 - np.clip(shared_area(boxes, boxes).sum(axis=1) / area(boxes) - 1.0, 0.0, 0.9))
        for row in np.flatnonzero(ids != UNCLAIMED):
            album = self._albums.setdefault(int(ids[row]), CropSelector(self._settings.crops))
            album.add(frame, boxes[row], float(worth[row]))


def described(trajectory: Trajectory, size: tuple[int, int], settings: TrackingSettings) -> Track:
    """Return what a path says of a vehicle, in frames of a size (width, height), without its pictures."""
    times, boxes = trajectory.times, trajectory.boxes
    path = ground_path(times, boxes, size)
    phases = phases_of(path, settings.path)
    return Track(
        id=trajectory.id,
        label=trajectory.label_within(size),
        times=times,
        boxes=boxes,
        frame_size=size,
        heading=heading(path),
        motion=main_motion(phases),
        place=place(times, boxes, size),
        speed=speed(path, size[1]),
        phases=phases,
        score=float(trajectory.scores.mean()),
    )


def _is_vehicle(trajectory: Trajectory, settings: TrackingSettings) -> bool:
    sure = np.count_nonzero(trajectory.scores[trajectory.detected] >= settings.sure)
    return bool(sure >= settings.votes and trajectory.scores.mean() >= settings.mean)
