"""Server-sent events: alerts as they arise, for as long as somebody listens."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from starlette.concurrency import run_in_threadpool

from vehiclefinder.control import BusyError, StoredAlert, UnauthorizedError

EVERY = 1.0
"""Seconds between two looks for alerts."""
HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that nobody in between takes the connection for dead."""
TAKEN = 30
"""Seconds after which a place may be free again, where all are taken."""
RETRY = "retry: 1000\n\n"
"""Milliseconds after which a browser asks anew; sent first, so that the headers arrive at once."""

Read = Callable[[int], Sequence[StoredAlert]]


class EventStreams:
    """The streams of one application.

    :param most: How many there may be at once; half of them of one name, so that nobody takes all.
    :param seconds: How long each lasts.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one(self, name: str) -> Iterator[None]:
        """Take the place of a stream for as long as the block lasts.

        :param name: Who listens.
        :raises BusyError: All are taken, or all that one name may have.
        """
        with self._lock:
            each = (self.most + 1) // 2
            if self._taken.total() >= self.most:
                raise BusyError(f"all {self.most} streams are taken; ask again later", TAKEN)
            if self._taken[name] >= each:
                raise BusyError(f"all {each} streams that one name may have are taken; ask again later", TAKEN)
            self._taken[name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[name] -= 1
                self._taken += Counter()  # which forgets those who have none


async def events(read: Read, after: int, seconds: float, count: Callable[[], int] | None = None) -> AsyncIterator[str]:
    """Tell of alerts as events of which each carries its id; at least one look is taken.

    It ends when whoever listens may not any more.

    :param read: Returns the next alerts after an id, rising, or refuses; called in a thread.
    :param after: The id of the alert that was told last.
    :param seconds: When to end.
    :param count: Returns how many alerts are open, which is told at first and when it changes; called likewise.
    """
    told: int | None = None
    end = monotonic() + seconds
    spoke = monotonic()
    yield RETRY
    while True:
        try:
            alerts = await run_in_threadpool(read, after)
            counted = None if count is None else await run_in_threadpool(count)
        except UnauthorizedError:
            return  # asked for anew, it is said why
        for alert in alerts:
            yield f"id: {alert.id}\nevent: alert\ndata: {json.dumps(alert.to_json())}\n\n"
            after, spoke = alert.id, monotonic()
        if counted != told:
            yield f"event: open_alerts\ndata: {counted}\n\n"
            told, spoke = counted, monotonic()
        if monotonic() >= end:
            return
        if monotonic() - spoke >= HEARTBEAT:
            yield ": still here\n\n"
            spoke = monotonic()
        await asyncio.sleep(min(EVERY, max(end - monotonic(), 0)))
