"""How far apart the frames of a stream are."""

from collections import deque
from statistics import median_low

_REMEMBERED = 31
"""Steps that count; a lasting change of rate is taken up after half of them."""


class FrameInterval:
    """The usual seconds from one frame to the next, as seen so far; a single gap does not change it.

    Example::

        interval = FrameInterval()
        interval.add(0.04)
        interval.seconds  # 0.04
    """

    def __init__(self) -> None:
        self._steps: deque[float] = deque(maxlen=_REMEMBERED)
        self.seconds = 0.0

    def add(self, step: float) -> None:
        """Take note of the seconds between two frames."""
        self._steps.append(step)
        self.seconds = median_low(self._steps)
