"""Work that goes on beside the questions, of all processes over one home in one alone."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError
from vehiclefinder.store.files.lock import FileLock

EVERY = 1.0
"""Seconds between two looks for work."""
AFTER_FAILURE = 30.0
"""Seconds until what failed, or is done by another process, is tried again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """Work that goes on for as long as a service runs.

    :param name: What the log calls it.
    :param lock: File name of its lock, which never changes: a program of another version may run over the same home.
    :param step: Does a bit of work and says whether there may be more at once.
    """

    name: str
    lock: str
    step: Callable[[], bool]


class Scheduler:
    """Runs tasks, each in a thread of its own, as long as its block lasts.

    :param home: The store's folder, which the locks lie in.
    :param cancel: Ends, for good, what tasks have begun and do not wait for, or do for long.
    """

    def __init__(self, home: Path, tasks: Sequence[BackgroundTask], cancel: Callable[[], None] = lambda: None) -> None:
        self._home = home
        self._cancel = cancel
        self._stop = Event()
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

    def _run(self, task: BackgroundTask) -> None:
        while not self._stop.is_set():
            try:
                with FileLock(self._home / "locks" / task.lock):
                    self._repeat(task)
            except StoreError:  # another process does it, and may end
                self._stop.wait(AFTER_FAILURE)

    def _repeat(self, task: BackgroundTask) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                pause = 0.0 if task.step() else EVERY
            except ReadOnlyStoreError as error:  # it passes, and there is nothing to be found in the code
                log.warning("%s waits %.0f seconds: %s", task.name, AFTER_FAILURE, error)
                pause = AFTER_FAILURE
            except Exception:  # one failure must not end the work for good
                log.exception("%s failed and tries again in %.0f seconds", task.name, AFTER_FAILURE)
                pause = AFTER_FAILURE
