"""What somebody else found in a video, on its way through our own measures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.counting import counted
from vehiclefinder.core.types import Frame, Track
from vehiclefinder.exchange.taken.files import read_boxes
from vehiclefinder.video.sources.frame_times import frame_times
from vehiclefinder.video.sources.open import ReadSettings, Video, open_video
from vehiclefinder.video.sources.segments import SegmentLayout
from vehiclefinder.video.tracking.cadence import CadenceSettings
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.gallery import PictureEncoder
from vehiclefinder.video.tracking.given_boxes import GivenBoxes, GivenDetector, given_tracks
from vehiclefinder.video.tracking.pipeline import TrackingSettings, track_vehicles

EVERY = CadenceSettings(per_second=1000.0)
"""Each frame is looked at: that what it shows is known already costs nothing."""


@dataclass(frozen=True, slots=True)
class GivenVehicles:
    """Boxes of a video, with or without tracks.

    :param times: float64 (n,), when each of its frames is shown, seconds, rising.
    :param tracked: They are taken with their tracks.
    """

    boxes: GivenBoxes
    times: NDArray[np.float64]
    tracked: bool
    detector: GivenDetector

    def tracks(
        self, frames: Iterable[Frame], detector: Detector, settings: TrackingSettings, encoder: PictureEncoder
    ) -> Iterator[Track]:
        """Yield the vehicles, as :func:`track_vehicles` does.

        :param detector: :attr:`detector`, or what watches it.
        """
        if self.tracked:
            return given_tracks(frames, self.boxes, self.times, settings)
        return track_vehicles(self.detector.watch(frames), detector, replace(settings, cadence=EVERY), encoder)

    def notes(self, tracks: int) -> tuple[str, ...]:
        """Return what was left out, once so many tracks came of it."""
        unseen = len(np.unique(self.boxes.track)) - tracks if self.tracked else 0
        return (
            *self.boxes.notes,
            *((f"left out: {counted(unseen, 'track')} that no picture shows",) if unseen > 0 else ()),
        )


def given_vehicles(path: Path, tracked: bool, video_path: Path, video: Video, read: ReadSettings) -> GivenVehicles:
    """Read what was found in a video; what lies behind its last frame is left out, and told.

    :raises ValueError: It cannot be read, or is of another video.
    :raises VideoError: The video cannot be read.
    """
    times = frame_times(video_path, replace(read, layout=None if video.layout is None else _layout(video_path, read)))
    boxes = read_boxes(path, video.size, tracked)
    within = boxes.frame < len(times)
    beyond = int(np.count_nonzero(~within))
    if beyond == len(boxes):
        raise ValueError(f"expected boxes of the {len(times)} frames of {video_path}, got none: all are of later ones")
    if beyond:
        told = f"left out: {counted(beyond, 'box', 'boxes')} of frames after the last, {len(times)}"
        boxes = replace(boxes.of(within), notes=(*boxes.notes, told))
    return GivenVehicles(boxes, times, tracked, GivenDetector(boxes, times))


def _layout(path: Path, read: ReadSettings) -> SegmentLayout | None:
    """Return where the files of a recording lie, which is known once it was read to its end."""
    with open_video(path, read) as video:
        for _ in video:
            pass
        return video.layout
