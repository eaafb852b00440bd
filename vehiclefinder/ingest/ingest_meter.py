"""What one ingest does, and where its time goes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from vehiclefinder.core.types import ByteArray, Detections, Frame
from vehiclefinder.core.usage import Usage
from vehiclefinder.video.tracking.detector import Detector


class IngestMeter:
    """Tells usage what is done for a camera; every second belongs to one stage, the innermost that was entered.

    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, usage: Usage, camera: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._usage = usage
        self._camera = camera
        self._clock = clock
        self._stages = ["track"]
        self._since = clock()

    def add(self, **amounts: float) -> None:
        """Add amounts by their names."""
        self._usage.add(self._camera, amounts)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the seconds of the block for a stage of :data:`vehiclefinder.core.usage.STAGES`."""
        self.charge()
        self._stages.append(name)
        try:
            yield
        finally:
            self.charge()
            self._stages.pop()

    def charge(self) -> None:
        """Count what has passed until now for the stage that lasts."""
        now = self._clock()
        self.add(**{f"{self._stages[-1]}_seconds": now - self._since})
        self._since = now

    def read(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield frames; the wait for each is reading: decoding, and of a stream the wait for the camera."""
        each = iter(frames)
        while True:
            with self.stage("read"):
                frame = next(each, None)
            if frame is None:
                return
            self.add(frames=1)
            yield frame

    def counted(self, detector: Detector) -> Detector:
        """Return a detector that counts what it sees and finds."""

        def detect(images: Sequence[ByteArray]) -> list[Detections]:
            with self.stage("detect"):
                found = detector(images)
            self.add(looked_at=len(images), detections=sum(map(len, found)))
            return found

        return detect
