"""The clip around one vehicle, with its box drawn, and the picture of its best moment."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from vehiclefinder.core.camera_view import Polygon
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray, FloatArray, Frame
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.clips.overlay import box_at, draw_box, draw_path
from vehiclefinder.video.sources.open import ReadSettings, Video, open_video
from vehiclefinder.video.sources.privacy_mask import masked_frames
from vehiclefinder.video.sources.segments import SegmentLayout

LONGEST = 60.0
"""Seconds of a clip at most."""
WIDEST = 1280
"""Width of a clip or still at most, pixels."""
DENSEST = 30.0
"""Frames per second of a clip at most."""
QUALITY = 90
"""Of a still's JPEG."""
DRAWN = 2
"""Grows whenever the same track is drawn differently, so that whoever keeps clips knows the old ones."""

_EARLY = 0.01
"""Seconds before a stored moment at which its frame may lie."""
_PATIENCE = 0.4
"""Share of a period by which a frame may be late: stamps that were rounded neither repeat a frame nor drop one."""


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A vehicle in a video.

    :param video: A video file or folder of frames.
    :param path: float32 (n, 5), n >= 1, rows of t (seconds), x1, y1, x2, y2 (pixels of the frame), times rising.
    :param best: The moment of its best picture, seconds.
    :param read: How the video was read; only what it says of rates counts.
    :param frame_size: (width, height) that the path is in, pixels; None is that of the video's frames.
    :param masks: What nobody is to see, polygons in fractions of the frame.
    :param layout: Where the files of a recording lie in it, if the video is a folder of them.
    """

    video: Path
    path: FloatArray
    best: float
    read: ReadSettings = field(default_factory=ReadSettings)
    frame_size: tuple[int, int] | None = None
    masks: tuple[Polygon, ...] = ()
    layout: SegmentLayout | None = None

    def span(self, seconds: float, longest: float = LONGEST) -> tuple[float, float]:
        """Return what a clip shows: the track and ``seconds`` on either side, no longer than ``longest``.

        Of a longer track it shows what lies around the best moment.

        :raises ValueError: ``seconds`` is not 0 to half of ``LONGEST``, or ``longest`` not 1 to ``LONGEST``.
        """
        if not 0 <= seconds <= LONGEST / 2:
            raise ValueError(f"expected 0 to {LONGEST / 2:.0f} seconds before and after, got {seconds}")
        if not 1 <= longest <= LONGEST:
            raise ValueError(f"expected 1 to {LONGEST:.0f} seconds in all, got {longest}")
        begin, end = max(0.0, float(self.path[0, 0]) - seconds), float(self.path[-1, 0]) + seconds
        if end - begin <= longest:
            return begin, end
        begin = min(max(begin, self.best - longest / 2), end - longest)
        return begin, begin + longest


def write_excerpt(excerpt: Excerpt, seconds: float, path: Path, longest: float = LONGEST) -> None:
    """Write the clip around a vehicle, H.264 in MP4, with its box wherever it was followed.

    :param seconds: How much is shown before and after.
    :param path: The file to write; what was there is replaced.
    :param longest: Seconds in all at most.
    :raises ValueError: ``seconds`` or ``longest`` is out of range.
    :raises VideoError: The video is gone or cannot be read, or the file cannot be written.
    :raises ReadOnlyStoreError: The disk is full.
    """
    begin, end = excerpt.span(seconds, longest)
    with _opened(excerpt) as video:
        fps = min(video.frame_rate, DENSEST)
        frames, drawn = _frames(video, excerpt, begin, end), _path_in(excerpt, video)
        write_clip(path, (_boxed(frame, drawn) for frame in paced(frames, fps)), fps)


def write_still(excerpt: Excerpt, path: Path) -> None:
    """Write the frame of a vehicle's best moment, JPEG, with its box and path drawn.

    :param path: The file to write; what was there is replaced.
    :raises VideoError: The video is gone or cannot be read, or the file cannot be written.
    :raises ReadOnlyStoreError: The disk is full.
    """
    with _opened(excerpt) as video:
        frame, followed = next(_frames(video, excerpt, excerpt.best, math.inf)), _path_in(excerpt, video)
    image, drawn = _fitted(frame, followed)
    draw_path(image, drawn)
    try:
        Image.fromarray(_with_box(image, drawn, frame.time)).save(path, format="JPEG", quality=QUALITY)
    except OSError as error:
        raise write_error(f"cannot write {path}", error, VideoError) from error


def paced(frames: Iterable[Frame], fps: float) -> Iterator[Frame]:
    """Yield one frame per 1 / ``fps`` seconds of the frames' own clock: the last that has begun.

    Frames are repeated where the clock leaps and dropped where they are denser, so that a clip of constant rate runs
    as fast as its source.
    """
    shown: Frame | None = None
    ticks, origin = 0, 0.0
    for frame in frames:
        if shown is None:
            origin = frame.time
        while shown is not None and origin + (ticks + _PATIENCE) / fps < frame.time:
            yield shown
            ticks += 1
        shown = frame
    if shown is not None:
        yield shown


def _opened(excerpt: Excerpt) -> Video:
    return open_video(excerpt.video, replace(excerpt.read, ahead=0))


def _path_in(excerpt: Excerpt, video: Video) -> FloatArray:
    """Return the path in pixels of a video's frames; what was followed before may have had others."""
    if excerpt.frame_size in (None, video.size):
        return excerpt.path
    across, down = np.divide(video.size, excerpt.frame_size or video.size)
    return np.asarray(excerpt.path * np.array([1, across, down, across, down]), np.float32)


def _frames(video: Video, excerpt: Excerpt, begin: float, end: float) -> Iterator[Frame]:
    frames = video.between(begin - _EARLY, end + _EARLY)
    first = next(frames, None)
    if first is None:
        raise VideoError(f"{excerpt.video} has no frame from {begin:.1f} s on: it is shorter than when it was ingested")
    return masked_frames(chain([first], frames), excerpt.masks)


def _boxed(frame: Frame, path: FloatArray) -> ByteArray:
    image, drawn = _fitted(frame, path)
    return _with_box(image, drawn, frame.time)


def _with_box(image: ByteArray, path: FloatArray, time: float) -> ByteArray:
    box = box_at(path, time)
    if box is not None:
        draw_box(image, box)
    return image


def _fitted(frame: Frame, path: FloatArray) -> tuple[ByteArray, FloatArray]:
    """Return a picture of its own, at most ``WIDEST`` wide, and the path in its pixels."""
    height, width = frame.image.shape[:2]
    shrink = min(1.0, WIDEST / width)
    if shrink == 1.0:
        return frame.image.copy(), path
    size = (WIDEST, max(1, round(height * shrink)))
    # Averaging areas costs as much as decoding; only where pixels would be skipped is it worth that.
    method = cv2.INTER_LINEAR if shrink > 0.5 else cv2.INTER_AREA
    image = np.asarray(cv2.resize(frame.image, size, interpolation=method), np.uint8)
    return image, (path * np.array([1, *[shrink] * 4])).astype(np.float32)
