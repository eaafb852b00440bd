"""Boxes that somebody else found in a video: followed by our tracker, or taken with the tracks that they belong to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.moments import nearest
from vehiclefinder.core.types import ByteArray, Detections, FloatArray, Frame, IntArray, Origin, Track
from vehiclefinder.video.tracking.crops import CropSelector
from vehiclefinder.video.tracking.monochrome import ColourMeter
from vehiclefinder.video.tracking.pipeline import TrackingSettings, described
from vehiclefinder.video.tracking.tracklet import Trajectory

NO_TRACK = -1


@dataclass(frozen=True, slots=True, eq=False)
class GivenBoxes:
    """The boxes of a video, by frame.

    :param frame: int64 (n,), counted from 0, rising.
    :param xyxy: float32 (n, 4), pixels, within the picture.
    :param score: float32 (n,), in [0, 1].
    :param label: int64 (n,), index into ``VEHICLE_CLASSES``.
    :param track: int64 (n,), index into ``names``; ``NO_TRACK`` where a box belongs to none.
    :param names: What each track is called there.
    :param classes: What each box is called there.
    :param origin: Where they come from, such as ``"MOTChallenge"`` and the hash of the file: what decides the tracks.
    :param notes: What was left out, in plain words.
    """

    frame: IntArray
    xyxy: FloatArray
    score: FloatArray
    label: IntArray
    track: IntArray
    names: Sequence[str]
    classes: Sequence[str]
    origin: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def of(self, rows: IntArray | NDArray[np.bool_]) -> "GivenBoxes":
        """Return some of them."""
        chosen = np.arange(len(self))[rows]
        return replace(
            self,
            frame=self.frame[chosen], xyxy=self.xyxy[chosen], score=self.score[chosen], label=self.label[chosen],
            track=self.track[chosen], classes=[self.classes[row] for row in chosen],
        )  # fmt: skip

    def rows(self, frame: int) -> IntArray:
        """Return which are of a frame, int64 (k,)."""
        begin, end = np.searchsorted(self.frame, (frame, frame + 1))
        return np.arange(begin, end)


class GivenDetector:
    """A detector that says of each frame what is given.

    :param times: float64 (n,), when each frame of the source is shown, seconds, rising.
    """

    def __init__(self, boxes: GivenBoxes, times: NDArray[np.float64]) -> None:
        self._boxes = boxes
        self._times = times
        self._number = 0

    def watch(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield frames, one after the other, and know which one is looked at."""
        for frame in frames:
            self._number = int(nearest(self._times, frame.time))
            yield frame

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Return what is given of the present frame."""
        rows = self._boxes.rows(self._number)
        return [Detections(self._boxes.xyxy[rows], self._boxes.score[rows], self._boxes.label[rows]) for _ in images]


def given_tracks(
    frames: Iterable[Frame],
    boxes: GivenBoxes,
    times: NDArray[np.float64],
    settings: TrackingSettings = TrackingSettings(),
) -> Iterator[Track]:
    """Yield the tracks that are given, with pictures and all that our own measures tell, as soon as each has ended.

    :param boxes: Each of a track, within the frames of the source.
    :param times: float64 (n,), when each frame of the source is shown, seconds, rising.
    """
    albums: dict[int, CropSelector] = {}
    meter, size = ColourMeter(), (1, 1)
    last = dict(zip(boxes.track.tolist(), boxes.frame.tolist(), strict=True))
    waiting = sorted(last, key=lambda track: (-last[track], -track))
    for frame in frames:
        number = int(nearest(times, frame.time))
        rows = boxes.rows(number)
        if len(rows):
            size = frame.image.shape[1], frame.image.shape[0]
            meter.add(frame)
        for row in rows.tolist():
            album = albums.setdefault(int(boxes.track[row]), CropSelector(settings.crops))
            album.add(frame, boxes.xyxy[row], float(boxes.score[row]))
        while waiting and last[waiting[-1]] <= number:
            yield from _ended(waiting.pop(), boxes, times, size, albums, meter, settings)
    while waiting:
        yield from _ended(waiting.pop(), boxes, times, size, albums, meter, settings)


def _ended(  # noqa: PLR0913 (all that is known of a track that ends)
    track: int,
    boxes: GivenBoxes,
    times: NDArray[np.float64],
    size: tuple[int, int],
    albums: dict[int, CropSelector],
    meter: ColourMeter,
    settings: TrackingSettings,
) -> Iterator[Track]:
    """Yield a track, unless no picture shows it."""
    if track not in albums:
        return
    rows = np.flatnonzero(boxes.track == track)
    trajectory = Trajectory(
        track + 1,
        times[boxes.frame[rows]].astype(np.float32),
        boxes.xyxy[rows],
        boxes.score[rows],
        boxes.label[rows],
        np.ones(len(rows), bool),
    )
    crops = albums.pop(track).best()
    names = [boxes.classes[row] for row in rows.tolist()]
    origin = Origin(boxes.names[track], max(sorted(set(names)), key=names.count))
    monochrome = meter.monochrome(trajectory.times, crops)
    yield replace(described(trajectory, size, settings), crops=crops, monochrome=monochrome, origin=origin)
