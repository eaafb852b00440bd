"""Which frame of its source a moment is: formats that count frames meet paths that carry seconds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.moments import nearest
from vehiclefinder.core.types import FloatArray

USUAL = 1.0 / 25.0
"""Seconds from one frame to the next where nothing tells it."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameNumbers:
    """The frames of a source, counted from 0.

    :param times: float64 (n,), when each frame of the source is shown, seconds, rising; None where the source is gone
        or was a stream: then frames are counted as if they came evenly.
    :param interval: Seconds from one frame to the next, as is usual.
    """

    times: NDArray[np.float64] | None
    interval: float

    @classmethod
    def of(cls, times: NDArray[np.float64]) -> "FrameNumbers":
        """Return the numbers of frames whose times are known."""
        return cls(times, float(np.median(np.diff(times))) if len(times) > 1 else USUAL)

    @classmethod
    def even(cls, paths: list[FloatArray]) -> "FrameNumbers":
        """Return numbers for a source of which some paths are known, (n, 5), rows of t, x1, y1, x2, y2."""
        steps = np.concatenate([np.diff(path[:, 0].astype(np.float64)) for path in paths] or [np.zeros(0)])
        steps = steps[steps > 0]
        return cls(None, float(np.median(steps)) if len(steps) else USUAL)

    @property
    def exact(self) -> bool:
        """Whether they are those of the source's own frames."""
        return self.times is not None

    @property
    def rate(self) -> float:
        """Frames a second, as is usual."""
        return round(1.0 / self.interval, 3)

    def count(self, duration: float | None) -> int:
        """Return how many frames there are, of a source of so many seconds."""
        return len(self.times) if self.times is not None else round((duration or 0.0) / self.interval)

    def number(self, seconds: FloatArray) -> NDArray[np.int64]:
        """Return the frame that is nearest to each moment, int64 (n,): paths are held with 24 bits of a second."""
        t = seconds.astype(np.float64)
        if self.times is None:
            return np.rint(t / self.interval).astype(np.int64)
        return nearest(self.times, t)

    def time(self, number: int) -> float:
        """Return when a frame is shown, seconds; one behind the last as if they went on."""
        if self.times is None:
            return number * self.interval
        if number < len(self.times):
            return float(self.times[number])
        return float(self.times[-1]) + (number + 1 - len(self.times)) * self.interval

    def along(self, path: FloatArray) -> Iterator[tuple[int, FloatArray]]:
        """Yield the frame and the row of each box of a path, one for each frame."""
        last = -1
        for number, row in zip(self.number(path[:, 0]).tolist(), path, strict=True):
            if number > last:
                last = number
                yield number, row
