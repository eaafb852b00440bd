"""Work that goes on beside the questions, of all processes over one home in one alone."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.files.lock import SourceLock

EVERY = 1.0
"""Seconds between two looks for work."""
AFTER_FAILURE = 30.0
"""Seconds until what failed, or is done by another process, is tried again."""

log = logging.getLogger(__name__)


class Scheduler:
    """Runs tasks, each in a thread of its own, as long as its block lasts.

    :param home: The store's folder, which the locks lie in.
    :param tasks: Name of the lock -> what does a bit of work and says whether there may be more at once.
    :param hurry: Ends, for good, what tasks have begun and do not wait for, or do for long.
    """

    def __init__(
        self, home: Path, tasks: Mapping[str, Callable[[], bool]], hurry: Callable[[], None] = lambda: None
    ) -> None:
        self._home = home
        self._hurry = hurry
        self._stop = Event()
        self._threads = [Thread(target=self._run, args=one, name=one[0], daemon=True) for one in tasks.items()]

    def __enter__(self) -> "Scheduler":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._hurry()  # before the locks are given up
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, name: str, task: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            try:
                with SourceLock(self._home / "locks" / name):
                    self._repeat(name, task)
            except StoreError:  # another process does it, and may end
                self._stop.wait(AFTER_FAILURE)

    def _repeat(self, name: str, task: Callable[[], bool]) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                pause = 0.0 if task() else EVERY
            except Exception:  # one failure must not end the work for good
                log.exception("the %s failed and tries again in %.0f seconds", name, AFTER_FAILURE)
                pause = AFTER_FAILURE
