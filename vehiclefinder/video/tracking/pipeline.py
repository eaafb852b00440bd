"""The loop: frames to tracks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Detections, Frame, IntArray, Track, main_motion
from vehiclefinder.video.tracking.association import area, shared_area
from vehiclefinder.video.tracking.crops import CropSelector, CropSettings
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.frame_view import UNCLAIMED
from vehiclefinder.video.tracking.ground_path import ground_path
from vehiclefinder.video.tracking.monochrome import ColourMeter
from vehiclefinder.video.tracking.motion import heading, place, speed
from vehiclefinder.video.tracking.phases import PhaseSettings, phases_of
from vehiclefinder.video.tracking.tracker import Tracker, TrackerSettings
from vehiclefinder.video.tracking.tracklet import Trajectory


@dataclass(frozen=True, slots=True)
class TrackingSettings:
    """How vehicles are followed.

    :param votes: Least number of detections that score ``sure`` or more; what has fewer is no vehicle.
    :param sure: See ``votes``.
    :param mean: Least mean score of a track; a wall that looks like a bus now and then scores low on the whole.
    :param tracker: When detections are one vehicle.
    :param path: When a vehicle moves, stands, turns.
    :param crops: Which pictures are kept.
    """

    votes: int = 3
    sure: float = 0.4
    mean: float = 0.26
    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    path: PhaseSettings = field(default_factory=PhaseSettings)
    crops: CropSettings = field(default_factory=CropSettings)


def track_vehicles(
    frames: Iterable[Frame], detector: Detector, settings: TrackingSettings = TrackingSettings()
) -> Iterator[Track]:
    """Yield every vehicle's track as soon as it has ended, and the rest when the frames end.

    :param frames: In the order of their times, all of one size; wrap them to watch the progress.
    :param detector: Finds vehicles in one picture.
    :param settings: Thresholds.
    :raises VideoError: The frames broke off; the tracks of those before were all yielded first.
    """
    tracker = Tracker(settings.tracker)
    albums: dict[int, CropSelector] = {}
    meter = ColourMeter()
    size = (1, 1)
    broken: VideoError | None = None
    try:
        for frame in frames:
            size = frame.image.shape[1], frame.image.shape[0]
            meter.add(frame)
            detections = detector([frame.image])[0]
            ids = tracker.update(detections, frame.time, frame.image)
            _collect(frame, detections, ids, albums, settings.crops)
            yield from _coloured(_tracks(tracker.ended(), albums, size, settings), meter)
    except VideoError as error:
        broken = error
    yield from _coloured(_tracks(tracker.finish(), albums, size, settings), meter)
    if broken is not None:
        raise broken


def _collect(
    frame: Frame, detections: Detections, ids: IntArray, albums: dict[int, CropSelector], settings: CropSettings
) -> None:
    boxes = detections.xyxy
    worth = detections.score * (1.0 - np.clip(shared_area(boxes, boxes).sum(axis=1) / area(boxes) - 1.0, 0.0, 0.9))
    for row in np.flatnonzero(ids != UNCLAIMED):
        album = albums.setdefault(int(ids[row]), CropSelector(settings))
        album.add(frame, boxes[row], float(worth[row]))


def _tracks(
    trajectories: list[Trajectory], albums: dict[int, CropSelector], size: tuple[int, int], settings: TrackingSettings
) -> Iterator[Track]:
    for trajectory in trajectories:
        album = albums.pop(trajectory.id)
        if _is_vehicle(trajectory, settings):
            yield _track(trajectory, album, size, settings.path)


def _coloured(tracks: Iterable[Track], meter: ColourMeter) -> Iterator[Track]:
    """Yield the tracks, each with whether its pictures have colours."""
    return (replace(track, monochrome=meter.monochrome(track.times, track.crops)) for track in tracks)


def _is_vehicle(trajectory: Trajectory, settings: TrackingSettings) -> bool:
    sure = np.count_nonzero(trajectory.scores >= settings.sure)
    return bool(sure >= settings.votes and trajectory.scores.mean() >= settings.mean)


def _track(trajectory: Trajectory, album: CropSelector, size: tuple[int, int], settings: PhaseSettings) -> Track:
    path = ground_path(trajectory.times, trajectory.boxes, size)
    phases = phases_of(path, settings)
    return Track(
        id=trajectory.id,
        label=trajectory.label,
        times=trajectory.times,
        boxes=trajectory.boxes,
        frame_size=size,
        heading=heading(path),
        motion=main_motion(phases),
        place=place(trajectory.times, trajectory.boxes, size),
        speed=speed(path, size[1]),
        crops=album.best(),
        phases=phases,
    )
