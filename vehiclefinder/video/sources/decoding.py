"""What FFmpeg decoded, made upright, of square pixels and of standard colours; and a clock for what arrives live."""

from fractions import Fraction
from typing import Any

import numpy as np
from av.video.reformatter import VideoReformatter

from vehiclefinder.core.types import ByteArray
from vehiclefinder.video.sources.tone import Transfer, to_standard_range

_UNTOLD, _BT709 = 2, 1
"""Colour spaces by their numbers in H.273; what is tagged is known to FFmpeg."""
_HIGH_DEFINITION = 720
"""Lines from which on an untagged picture is of BT.709: what FFmpeg takes for BT.601 is of the time before."""
_TRANSFERS = {16: Transfer.PQ, 18: Transfer.HLG}
_LEAST_ASPECT, _MOST_ASPECT = Fraction(1, 4), Fraction(4)
"""Shapes of pixels beyond which a header is not believed."""


class PictureConverter:
    """Turns each ``av.VideoFrame`` of a stream into the picture that is meant to be seen.

    :param stream: The ``av.VideoStream``, which knows the shape of its pixels.
    :param first: Its first frame, which decides ``size``.
    """

    def __init__(self, stream: Any, first: Any) -> None:
        self._flat = _square(first.width, first.height, pixel_aspect(stream))
        self._reformatter = VideoReformatter()
        self.size = self._flat[::-1] if _quarter_turns(first) % 2 else self._flat
        """(width, height) of every picture, pixels."""

    def __call__(self, raw: Any) -> ByteArray:
        """Return a frame as uint8 (H, W, 3), RGB; one of another size is brought to that of the first."""
        turns = _quarter_turns(raw)
        width, height = self.size[::-1] if turns % 2 else self.size
        untold = raw.colorspace == _UNTOLD and raw.height >= _HIGH_DEFINITION
        picture = self._reformatter.reformat(
            raw, width, height, "rgb24", src_colorspace=_BT709 if untold else None, threads=1
        )
        image = np.asarray(picture.to_ndarray(), np.uint8)
        transfer = _TRANSFERS.get(raw.color_trc)
        if transfer is not None:
            image = to_standard_range(image, transfer)
        return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


def pixel_aspect(stream: Any) -> Fraction:
    """Return the width of a stream's pixels, in heights; 1 where it does not say so, or says nonsense."""
    said = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    return said if said and _LEAST_ASPECT <= said <= _MOST_ASPECT else Fraction(1)


class PresentationClock:
    """Presentation times to seconds from the first frame, rising whatever the stream says.

    :param period: Seconds from one frame to the next, on average.
    """

    def __init__(self, period: float) -> None:
        self._period = period
        self._offset: float | None = None
        self.last = 0.0

    def read(self, time: float | None) -> float:
        """Return the seconds of the next frame, whose own time may be lacking."""
        if self._offset is None:
            self._offset = time or 0.0
            return self.last
        now = self.last + self._period if time is None else time - self._offset
        if now <= self.last:
            now = self.last + self._period
            self._offset = self._offset if time is None else time - now
        self.last = now
        return now


def _square(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Return the size of a picture in square pixels; none of its pixels are given up."""
    if aspect >= 1:
        return round(width * aspect), height
    return width, round(height / aspect)


def _quarter_turns(raw: Any) -> int:
    """Quarter turns counter-clockwise that set the picture upright, from the display matrix."""
    turns: int = round(raw.rotation / 90) % 4
    return turns
