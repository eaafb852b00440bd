"""Ingest that finds nothing, in this process: for what is not about its process."""

from collections.abc import Callable, Sequence

import numpy as np

from vehiclefinder.control.sources.job_endings import JobEndings
from vehiclefinder.control.sources.worker import IngestWorker, WorkerContext
from vehiclefinder.core.types import ByteArray, Detections


class NoVehicles:
    """A detector that finds nothing, and calls back after every frame."""

    def __init__(self) -> None:
        self.seen = 0
        self.then: Callable[[int], object] = lambda frames: None

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        self.seen += len(images)
        self.then(self.seen)
        return [Detections.empty() for _ in images]


class NoSession:
    """A model of an encoder that nothing is given to."""

    def run(self, names: Sequence[str] | None, inputs: object) -> list[np.ndarray]:
        raise AssertionError("nothing is found, so nothing is encoded")


class LoneWorker:
    """Takes jobs, does them here and writes down what came of them."""

    def __init__(self, context: WorkerContext) -> None:
        self.endings = JobEndings(context.jobs, context.leases)
        self._leases = context.leases
        self._worker = IngestWorker(context, self)
        self._stopped = False
        self.beats = 0

    def stop(self) -> None:
        self._stopped = True

    def stop_asked(self) -> bool:
        return self._stopped

    def beat(self) -> None:
        self.beats += 1

    def step(self) -> bool:
        """Do the job that has waited longest; False where there is none."""
        work = self._leases.take(without=self.endings.resting())
        if work is None:
            return False
        self.endings.add(work, self._worker.do(work), 0.0)
        assert self.endings.settle() is None
        return True
