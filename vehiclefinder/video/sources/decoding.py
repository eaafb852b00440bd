"""What FFmpeg decoded, made upright and put on a clock that only rises."""

from typing import Any

import numpy as np

from vehiclefinder.core.types import ByteArray


def upright_size(raw: Any) -> tuple[int, int]:
    """Return (width, height) in pixels of an ``av.VideoFrame`` as it is meant to be seen."""
    return (raw.height, raw.width) if _quarter_turns(raw) % 2 else (raw.width, raw.height)


def upright(raw: Any, size: tuple[int, int]) -> ByteArray:
    """Return an ``av.VideoFrame`` as it is meant to be seen, uint8 (H, W, 3), RGB.

    :param size: (width, height) to bring it to, pixels: a stream may change its size on the way.
    """
    turns = _quarter_turns(raw)
    width, height = size[::-1] if turns % 2 else size
    image: ByteArray = raw.to_ndarray(format="rgb24", width=width, height=height)
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


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


def _quarter_turns(raw: Any) -> int:
    """Quarter turns counter-clockwise that set the picture upright, from the display matrix."""
    turns: int = round(raw.rotation / 90) % 4
    return turns
