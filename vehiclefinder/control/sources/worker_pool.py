"""The supervisor of ingest: gives jobs to worker processes, and sees to it that none is left behind."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from threading import Event, Lock

from vehiclefinder.control.sources.job_endings import JobEndings
from vehiclefinder.control.sources.job_outcome import Ending, JobOutcome
from vehiclefinder.control.sources.supervised_worker import StartProcess, SupervisedWorker
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.usage import Usage
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue

VIDEOS = (JobKind.FILE, JobKind.FOLDER, JobKind.UPLOAD)
EVERY = 1.0
"""Seconds between two looks at what workers do, where none of them says anything."""
RENEW = 10.0
"""Seconds after which the leases of jobs are renewed, and those of others looked at."""
OTHERS = 60.0
"""Seconds for which the leases of others are left alone once the database was away: theirs could not be renewed either,
and a video counts how often its worker was lost."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many work beside each other, and what is expected of them.

    :param streams: How many streams are received at once; more of them wait.
    :param videos: How many videos are read at once; more of them wait.
    :param silence: Seconds without a sign of life, after which a worker counts as hanging.
    """

    streams: int = 4
    videos: int = 1
    silence: float = 300.0


class WorkerPool:
    """Some workers for videos, which end, and some for streams, which do not; each is a process while it is needed.

    Streams go first: all but one of the workers for videos begin nothing while as many workers are busy as there
    may be at work on videos. Of all processes over one home only one may let its pool work, see :class:`Scheduler`.

    :param start: Starts the process of a worker.
    :param usage: Told what they have done.
    """

    def __init__(
        self, jobs: JobQueue, leases: JobLeases, start: StartProcess, usage: Usage, settings: PoolSettings
    ) -> None:
        self._leases = leases
        self._endings = JobEndings(jobs, leases)
        self._videos = settings.videos
        kinds = (VIDEOS, *[(JobKind.STREAM,)] * settings.streams, *[VIDEOS] * (settings.videos - 1))
        self._workers = [SupervisedWorker(start, one, settings.silence, usage) for one in kinds]
        self._always = 1 + settings.streams  # those after them wait for room
        self._lock = Lock()
        self._ended = Event()
        self._renewed = self._others_from = float("-inf")

    def step(self) -> bool:
        """See what came of jobs, and give every worker that does nothing another one, if one waits.

        :returns: Whether any of them is busy: then the next look waits by itself.
        :raises StoreError: Something could not be written down; that will be tried again with the next step.
        """
        with self._lock:
            if self._ended.is_set():
                return False
            self._look()
            failure = self._endings.settle()
            self._hold()
            self._begin()
            if failure is not None:
                raise failure
            busy = [worker.connection for worker in self._workers if worker.connection is not None]
            wait(busy, EVERY if busy else 0)
        return bool(busy)

    def stop(self) -> None:
        """Put what is being done back into the queue, once all have let go: in a few seconds at most."""
        self._ended.set()
        with self._lock:
            while busy := self._busy():
                for worker in busy:
                    worker.stop()
                wait([worker.connection for worker in busy if worker.connection is not None], 0.1)
                self._look()
            for worker in self._workers:
                worker.end_process()
            if (failure := self._endings.settle()) is not None:
                log.warning("a job could not be put back, and will be when its lease is over: %s", failure)

    def _busy(self) -> Sequence[SupervisedWorker]:
        return [worker for worker in self._workers if worker.work is not None]

    def _look(self) -> None:
        for worker in self._workers:
            if worker.work is not None and (outcome := worker.look()) is not None:
                self._endings.add(worker.work, outcome, time.monotonic() - worker.since)
                worker.rest()
            elif worker.work is None:
                worker.rest()

    def _hold(self) -> None:
        """Renew the leases of what is being done; whoever lost one must stop, and what nobody holds is free."""
        if time.monotonic() - self._renewed < RENEW:
            return
        try:
            for worker in self._busy():
                if worker.work is not None and not self._leases.renew(worker.work):
                    worker.stop()
            # after ours were renewed
            over = self._leases.expire() if time.monotonic() >= self._others_from else ()
        except StoreError:
            self._others_from = time.monotonic() + OTHERS
            raise
        for work in over:
            self._endings.discard(work)
        self._renewed = time.monotonic()

    def _begin(self) -> None:
        nothing: set[tuple[JobKind, ...]] = set()
        for place, worker in enumerate(self._workers):
            room = place < self._always or len(self._busy()) < self._videos
            if worker.work is not None or worker.kinds in nothing or not room:
                continue
            work = self._leases.take(worker.kinds, self._endings.resting())
            if work is None:
                nothing.add(worker.kinds)
                continue
            try:
                worker.begin(work)
            except OSError as error:  # no memory, or too many processes
                told = f"no process could be started for it: {error.strerror or error}"
                self._endings.add(work, JobOutcome(Ending.HINDERED, told), 0.0)
                worker.rest()
