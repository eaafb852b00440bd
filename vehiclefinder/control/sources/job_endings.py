"""What came of jobs, on its way into the catalog: kept until it can be written, however long that takes."""

import logging
import time
from collections.abc import Collection

from vehiclefinder.control.sources.job_outcome import Ending, JobOutcome
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import OPEN, ClaimedJob, JobQueue
from vehiclefinder.store.database.schema.jobs import JobState

FIRST_REST, LONGEST_REST = 2.0, 300.0
"""Seconds until a job is tried again: after the first failure, and at most; each time twice as long."""
WELL = 10
"""Times as long as it rested that a job must have gone well, to count as one that has not failed before."""

log = logging.getLogger(__name__)


class JobEndings:
    """Writes down what came of jobs, and remembers which of them are not to be tried again yet.

    What could not be written is lost with this process: then the job's lease expires.
    """

    def __init__(self, jobs: JobQueue, leases: JobLeases) -> None:
        self._jobs = jobs
        self._leases = leases
        self._waiting: list[tuple[ClaimedJob, JobOutcome, float]] = []
        self._rests: dict[int, tuple[float, float]] = {}

    def add(self, work: ClaimedJob, outcome: JobOutcome, seconds: float) -> None:
        """Take what came of a job.

        :param seconds: How long it was worked on; what went well for long has not failed before.
        """
        self._waiting.append((work, outcome, seconds))

    def settle(self) -> StoreError | None:
        """Write down what is to be written.

        :returns: Why some of it cannot be, which is kept; None where all is written.
        """
        waiting, self._waiting = self._waiting, []
        failure: StoreError | None = None
        for one in waiting:
            try:
                self._settle(*one)
            except StoreError as error:
                self._waiting.append(one)
                failure = error
        return failure

    def resting(self) -> Collection[int]:
        """Return the jobs that are not to be tried yet."""
        now = time.monotonic()
        return [job for job, (until, _) in self._rests.items() if until > now]

    def discard(self, work: ClaimedJob) -> None:
        """Remove what was sent, where nothing came of it; nobody works on it."""
        self._jobs.discard(work)

    def _settle(self, work: ClaimedJob, outcome: JobOutcome, seconds: float) -> None:
        if outcome.ending in (Ending.HINDERED, Ending.CRASHED):
            self._try_again(work, outcome, seconds)
            return
        self._rests.pop(work.job.id, None)
        if outcome.ending is Ending.STOPPED:
            if not self._leases.release(work) and self._is_over(work):
                self.discard(work)
            return
        state = JobState.DONE if outcome.ending is Ending.DONE else JobState.FAILED
        if self._leases.end(work, state, outcome.told) and outcome.worthless:
            self.discard(work)

    def _try_again(self, work: ClaimedJob, outcome: JobOutcome, seconds: float) -> None:
        told = outcome.told or ""
        if outcome.ending is Ending.CRASHED:
            state = self._leases.give_up(work, told)
        else:
            state = JobState.QUEUED if self._leases.postpone(work, told) else None
        log.warning("job %d (%s): %s", work.job.id, work.job.camera, told)
        if state is JobState.QUEUED:
            rest = rest_after(self._rests.get(work.job.id, (0.0, 0.0))[1], seconds)
            self._rests[work.job.id] = (time.monotonic() + rest, rest)
            return
        self._rests.pop(work.job.id, None)
        if (state is JobState.FAILED and outcome.worthless) or (state is None and self._is_over(work)):
            self.discard(work)

    def _is_over(self, work: ClaimedJob) -> bool:
        """Whether a job that was lost was cancelled or removed, and is not in other hands."""
        try:
            return self._jobs.get(work.job.id).state not in OPEN
        except NotFoundError:
            return True


def rest_after(before: float, seconds: float) -> float:
    """Return how many seconds a job rests.

    :param before: How long it rested last; 0 where it never did.
    :param seconds: How long it has gone well since.
    """
    return FIRST_REST if seconds >= WELL * before else min(2 * before, LONGEST_REST)
