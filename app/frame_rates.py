"""Frames a second of each camera, over the last half minute: what Frigate calls its frame rates."""

import time
from collections import deque
from collections.abc import Callable, Mapping

from vehiclefinder.control import Usage

WINDOW = 30.0
"""Seconds."""
NAMES = ("frames", "looked_at", "detect_seconds")


class FrameRates:
    """Samples of what was done, from which rates are made.

    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, usage: Usage, clock: Callable[[], float] = time.monotonic) -> None:
        self._usage = usage
        self._clock = clock
        self._samples: deque[tuple[float, Mapping[str, Mapping[str, float]]]] = deque()
        self.sample()

    def sample(self) -> None:
        """Remember what was done until now, and forget what lies before the window."""
        now = self._clock()
        self._samples.append((now, {name: self._usage.by_camera(name) for name in NAMES}))
        while len(self._samples) > 2 and self._samples[1][0] <= now - WINDOW:
            self._samples.popleft()

    def by_camera(self) -> dict[str, dict[str, float]]:
        """Return frames a second that came in (camera), were looked at (process), and were passed over (skipped)."""
        (before, _), (now, latest) = self._samples[0], self._samples[-1]
        seconds = max(now - before, 1e-9)
        rates = {}
        for camera in latest["frames"]:
            came, looked = (self._grown(name, camera) / seconds for name in NAMES[:2])
            rates[camera] = {"camera_fps": came, "process_fps": looked, "skipped_fps": max(came - looked, 0.0)}
        return rates

    def inference_seconds(self) -> float:
        """Return how long the detector took for a frame; 0 where it saw none."""
        cameras = self._samples[-1][1]["frames"]
        seconds, looked = (
            sum(self._grown(name, camera) for camera in cameras) for name in ("detect_seconds", "looked_at")
        )
        return seconds / looked if looked else 0.0

    def _grown(self, name: str, camera: str) -> float:
        return self._samples[-1][1][name].get(camera, 0.0) - self._samples[0][1][name].get(camera, 0.0)
