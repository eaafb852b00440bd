"""A worker process and the job in its hands, watched from the process that answers questions."""

import time
from collections.abc import Callable, Collection
from multiprocessing.connection import Connection
from typing import Any

from vehiclefinder.control.sources.job_outcome import Ending, JobOutcome
from vehiclefinder.core.usage import Usage
from vehiclefinder.processes.worker_process import WorkerProcess
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind

IDLE = 60.0
"""Seconds after which a process ends that has nothing to do, so that its memory is given back."""
GRACE = 4.0
"""Seconds in which a job must end that should; then its process is killed."""

StartProcess = Callable[[], WorkerProcess]
"""Starts a process that receives a :class:`ClaimedJob` and tells a :class:`JobOutcome`; and meanwhile amounts of
:class:`Usage` by camera and name, time and again: a sign of life."""


class SupervisedWorker:
    """Does one job at a time, each in a process that is started when there is one.

    :param kinds: The kinds of jobs that it is for.
    :param silence: Seconds without a sign of life, after which a process counts as hanging.
    :param usage: Told what its processes have done.
    """

    def __init__(self, start: StartProcess, kinds: Collection[JobKind], silence: float, usage: Usage) -> None:
        self.kinds = tuple(kinds)
        self.work: ClaimedJob | None = None
        self.since = time.monotonic()
        self._start = start
        self._silence = silence
        self._usage = usage
        self._process: WorkerProcess | None = None
        self._stop_by: float | None = None

    @property
    def connection(self) -> "Connection[Any, Any] | None":
        """What has something to read when there is something to look at; None where nothing is being done."""
        return self._process.connection if self._process and self.work else None

    def begin(self, work: ClaimedJob) -> None:
        """Give it a job; it has none."""
        if self._process is None or self._process.ending is not None:
            self.end_process()
            self._process = self._start()
        self.work, self.since, self._stop_by = work, time.monotonic(), None
        self._process.send(work)

    def stop(self) -> None:
        """Tell it to end its job: it has a moment, then it is made to."""
        if self._process is not None and self._stop_by is None:
            self._process.ask_to_stop()
            self._stop_by = time.monotonic() + GRACE

    def look(self) -> JobOutcome | None:
        """See what it does.

        :returns: What came of its job, which is still :attr:`work`, where that is over.
        """
        if self._process is None or self.work is None:
            return None
        for told in self._process.told():
            if isinstance(told, JobOutcome):
                return told
            for camera, amounts in told.items():
                self._usage.add(camera, amounts)
        fault = self._fault(self._process)
        if fault is None:
            return None
        self.end_process()
        return JobOutcome(Ending.CRASHED if self._stop_by is None else Ending.STOPPED, fault, worthless=True)

    def rest(self) -> None:
        """Forget the job that is over; a process that is large, or was idle for long, ends."""
        if self.work is not None:
            self.work, self.since = None, time.monotonic()
            if self._process is not None and self._process.is_large:
                self.end_process()
        elif time.monotonic() - self.since > IDLE:
            self.end_process()

    def end_process(self) -> None:
        """End its process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def _fault(self, process: WorkerProcess) -> str | None:
        """Tell why the process will not end its job by itself, or None while it may."""
        if process.ending is not None:
            return f"it ended the process that worked on it ({process.ending})"
        if process.takes_too_much:
            return f"it took more than {process.limits.memory // 10**6} MB of memory, and was ended"
        now = time.monotonic()
        if now - process.heard > self._silence:
            return f"nothing was heard of it for {self._silence:g} seconds, and it was ended"
        if self._stop_by is not None and now > self._stop_by:
            return "it did not stop when it was told to"
        return None
