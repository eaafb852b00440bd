"""Work that goes on beside the questions, most of it in one process alone of all that could do it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event, Thread

from vehiclefinder.control.mqtt.broker import BrokerError
from vehiclefinder.core.errors import LockedError, ReadOnlyStoreError, StoreError, VehicleFinderError
from vehiclefinder.store.database.locks import Lock

EVERY = 1.0
"""Seconds between two looks for work."""
AFTER_FAILURE = 30.0
"""Seconds until what another process does, or what failed again and again, is tried again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """Work that goes on for as long as a service runs.

    :param name: What the log calls it.
    :param hold: Takes its lock, that of the catalog or of the home, whichever one process alone may do it for; None
        where every process does it for itself.
    :param step: Does a bit of work and says whether there may be more at once.
    :param every: Seconds between two looks for work; None leaves that to the scheduler.
    """

    name: str
    hold: Callable[[], Lock] | None
    step: Callable[[], bool]
    every: float | None = None


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """How a task fares.

    :param here: Whether this process does it; of several one does, and the others know nothing of it.
    :param succeeded: When a step last succeeded, or None.
    :param error: Why the last step failed, in a line, or None where it did not.
    :param failing_since: When the first of the steps failed that have failed since, or None.
    """

    name: str
    here: bool = False
    succeeded: datetime | None = None
    error: str | None = None
    failing_since: datetime | None = None


class Scheduler:
    """Runs tasks, each in a thread of its own, as long as its block lasts.

    :param cancel: Ends, for good, what tasks have begun and do not wait for, or do for long.
    """

    def __init__(self, tasks: Sequence[BackgroundTask], cancel: Callable[[], None] = lambda: None) -> None:
        self._cancel = cancel
        self._stop = Event()
        self._status = {task.name: TaskStatus(task.name) for task in tasks}
        self._threads = [Thread(target=self._run, args=(task,), name=task.name, daemon=True) for task in tasks]

    def __enter__(self) -> "Scheduler":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._cancel()  # before the locks are given up
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def status(self) -> Sequence[TaskStatus]:
        """Return how the tasks fare, as this process knows."""
        return tuple(self._status.values())

    def _run(self, task: BackgroundTask) -> None:
        if task.hold is None:
            self._repeat(task, None)
            return
        failures = 0
        while not self._stop.is_set():
            pause = AFTER_FAILURE
            try:
                with task.hold() as lock:
                    failures = 0
                    self._repeat(task, lock)
            except LockedError:  # another process does it, and may end
                self._status[task.name] = TaskStatus(task.name)
            except StoreError as error:
                failures += 1
                pause = self._failed(task, error, failures)
            self._stop.wait(pause)

    def _repeat(self, task: BackgroundTask, lock: Lock | None) -> None:
        pause, failures = 0.0, 0
        while not self._stop.wait(pause):
            if lock is not None:
                lock.keep()
            try:
                pause = 0.0 if task.step() else (task.every or EVERY)
                failures = 0
                self._status[task.name] = TaskStatus(task.name, here=True, succeeded=datetime.now(UTC))
            except Exception as error:  # one failure must not end the work for good
                failures += 1
                pause = self._failed(task, error, failures)

    def _failed(self, task: BackgroundTask, error: Exception, failures: int) -> float:
        """Take note of a failure, and return for how many seconds the task waits."""
        pause = pause_after(failures)
        if isinstance(error, ReadOnlyStoreError | BrokerError):  # it passes; the code is not at fault
            log.warning("%s waits %.0f seconds: %s", task.name, pause, error)
        else:
            log.error("%s failed and tries again in %.0f seconds", task.name, pause, exc_info=error)
        told = str(error) if isinstance(error, VehicleFinderError) else f"{type(error).__name__}: {error}"
        before = self._status[task.name]
        since = before.failing_since or datetime.now(UTC)
        self._status[task.name] = replace(before, here=True, error=told, failing_since=since)
        return pause


def pause_after(failures: int) -> float:
    """Return for how many seconds a task waits that failed so often in a row: twice as long each time, up to a limit.

    Most of what fails is back within seconds, such as a server of a database that was started again.
    """
    return min(EVERY * 2.0 ** min(failures - 1, 16), AFTER_FAILURE)
