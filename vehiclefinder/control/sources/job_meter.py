"""How far a job is, and whether it should go on: asked with every frame."""

import time
from collections.abc import Callable
from typing import Protocol

from vehiclefinder.ingest.ingest_job import Progress
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import ClaimedJob

EVERY = 1.0
"""Seconds between two notes of how far a job is."""


class Supervision(Protocol):
    """Whoever watches a worker."""

    def stop_asked(self) -> bool:
        """Whether what is being done should end; asked with every frame."""

    def beat(self) -> None:
        """Take note that the work goes on."""


class Pulse:
    """Tells whoever watches that the work goes on: once a second at most, however often it is called."""

    def __init__(self, supervision: Supervision) -> None:
        self._supervision = supervision
        self._told = float("-inf")

    def __call__(self) -> None:
        """Tell."""
        if (now := time.monotonic()) - self._told >= EVERY:
            self._told = now
            self._supervision.beat()


class StoppedError(Exception):
    """The job was cancelled, or the service stops."""

    def __init__(self) -> None:
        super().__init__("it was cancelled, or the service stopped")


def _raise_stopped() -> None:
    raise StoppedError


class JobMeter:
    """Notes how far a job is, and notices when it should stop.

    ``stopped`` says that it should, and ``then`` is called once when it does: it raises unless it is set.
    """

    def __init__(self, leases: JobLeases, work: ClaimedJob, supervision: Supervision) -> None:
        self.stopped = False
        self.then: Callable[[], object] = _raise_stopped
        self._before = 0
        self._leases = leases
        self._work = work
        self._supervision = supervision
        self._began = self._noted = time.monotonic()
        self._last = Progress(0, None, 0.0)

    def report(self, progress: Progress) -> None:
        """Take note of progress, and of whether to go on."""
        self._last = progress
        self.check()

    def over(self, frames: int) -> None:
        """Take note that a segment is over, which had so many frames."""
        self._before += frames
        self._last = Progress(0, None, 0.0)

    def check(self) -> None:
        """Write progress down once a second, and see whether to go on."""
        if not self.stopped and not self._goes_on():
            self.stopped = True
            self.then()

    def note(self) -> bool:
        """Write progress down; False where the job was cancelled, or lost to another worker."""
        self._noted = now = time.monotonic()
        frames = self._before + self._last.frames
        self._supervision.beat()
        return self._leases.report(self._work, frames, self._last.total, frames / (now - self._began))

    def _goes_on(self) -> bool:
        if self._supervision.stop_asked():
            return False
        return time.monotonic() - self._noted < EVERY or self.note()
