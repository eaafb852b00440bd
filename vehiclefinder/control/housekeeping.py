"""What a service tidies of what nobody works on, when it begins and once an hour."""

import time
from collections.abc import Callable

from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.tidying.tidier import Tidier

EVERY = 3600.0
"""Seconds between the end of one round and the next one."""
AT_ONCE = 20
"""Things that are tidied in one step: those who want to ingest one of them wait that long."""


class Housekeeping:
    """Tidies a home in small steps; those that were mended are in the log.

    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, tidier: Tidier, clock: Callable[[], float] = time.monotonic) -> None:
        self._tidier = tidier
        self._clock = clock
        self._due = clock()

    def step(self) -> bool:
        """Tidy a little, where it is due; True where there may be more.

        :raises StoreError: Something could not be tidied; the next round tries again.
        """
        if self._clock() < self._due:
            return False
        self._due = self._clock() + EVERY
        done = self._tidier.tidy(AT_ONCE)
        if len(done.mended) == AT_ONCE:
            self._due = self._clock()
            return True
        if done.failures:
            raise StoreError(f"{counted(len(done.failures), 'thing')} could not be tidied: {done.failures[0]}")
        return False
