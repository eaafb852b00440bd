"""A bounded number of searches, or of passwords that are checked, at once: more would only share the cores, and all
would take longer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vehiclefinder.control import BusyError

RETRY_AFTER = 2
"""Seconds after which whoever is sent away may ask again."""


class ConcurrencyLimit:
    """The slots of one process, taken in the order in which they are asked for. Whoever waits holds no thread.

    :param at_once: How many at a time, at least 1.
    :param waiting: How many may wait for a slot.
    :param seconds: How long each may wait.
    :param one: What it is that waits.
    :param many: More of it.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float, one: str = "search", many: str = "searches") -> None:
        self._one, self._many = one, many
        self._free = asyncio.Semaphore(at_once)
        self._most = waiting
        self._seconds = seconds
        self._waiting = 0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Take a slot for as long as the block lasts.

        :raises BusyError: Too many wait already, or it took too long.
        """
        if self._free.locked() and self._waiting >= self._most:
            raise BusyError(f"{self._waiting} {self._many} wait already; ask again later", RETRY_AFTER)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            waited = f"the {self._one} waited {self._seconds:g} seconds for its turn"
            raise BusyError(f"{waited}; ask again later", RETRY_AFTER) from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
