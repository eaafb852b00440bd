"""Which frames of a stream are kept."""

_EARLY = 1e-3
"""Seconds; a time stamp rounded down must not cost its frame."""


class FrameSampler:
    """Decides frame by frame.

    :param stride: Keep every n-th frame.
    :param fps: Of those, keep at most so many per second; None keeps all.
    """

    def __init__(self, stride: int = 1, fps: float | None = None) -> None:
        self._stride = stride
        self._period = 0.0 if fps is None else 1.0 / fps
        self._seen = 0
        self._due = 0.0

    def keeps(self, time: float) -> bool:
        """Tell whether the next frame, at ``time`` seconds, is kept."""
        index, self._seen = self._seen, self._seen + 1
        if index % self._stride or time < self._due - _EARLY:
            return False
        if self._period:
            # Counted on a fixed grid: from the last frame kept, every rounding up would slow the rate.
            self._due = (int((time + _EARLY) / self._period) + 1) * self._period
        return True
