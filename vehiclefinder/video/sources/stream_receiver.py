"""Keeps the connection to a stream in a thread of its own, and never lets the stream wait for us."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from queue import Full, Queue
from random import random
from threading import Event, Thread
from typing import Any

from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_connection import ConnectionSettings, StreamConnection, StreamPicture
from vehiclefinder.video.sources.stream_packets import LostError
from vehiclefinder.video.sources.stream_recorder import StreamRecorder

LONGEST_WAIT = 30.0
"""Seconds between two tries, at most."""

_CLOSING = 1.0
"""Seconds that closing waits for the thread; a read that blocks ends by its own limit."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How a stream is received.

    :param connection: How each connection is made.
    :param ahead: Frames that may wait to be taken.
    :param jitter: Gives a number in [0, 1): the share of the second half of a wait that is waited, so that the cameras
        behind a switch that was away are not all asked at once.
    """

    connection: ConnectionSettings = field(default_factory=ConnectionSettings)
    ahead: int = 16
    jitter: Callable[[], float] = random

    def __post_init__(self) -> None:
        if self.ahead < 1:
            raise ValueError(f"expected at least 1 frame ahead, got {self.ahead}")


@dataclass(frozen=True, slots=True)
class Outage:
    """A stream is not received.

    :param since: When the last picture came; where none ever did, when it was first asked for.
    :param reason: Why, in few words that name no address.
    """

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StreamBreak:
    """The connection was lost; what comes next is of another."""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """Nothing more will come: because of an error, or since a file is over."""

    error: BaseException | None


class StreamReceiver:
    """Receives a stream until it is closed: where it cannot be had it is asked for again, for ever, after 1, 2, 4 ...
    30 s, until a picture comes. A file of known length ends.

    ``items`` holds pictures, breaks between connections, and one end; ``dropped`` counts the frames that found it full;
    ``outage`` is what is the matter, or None while pictures come and until the first try has failed.

    :param address: Where the stream comes from.
    :param settings: Time limits.
    :param record: Makes what keeps the packets of a connection's video stream; None keeps none.
    """

    def __init__(
        self, address: StreamAddress, settings: StreamSettings, record: Callable[[Any], StreamRecorder] | None = None
    ) -> None:
        self.items: Queue[StreamPicture | StreamBreak | StreamEnd] = Queue(maxsize=settings.ahead)
        self.dropped = 0
        self.outage: Outage | None = None
        self._address = address
        self._settings = settings
        self._record = record
        self._stop = Event()
        self._failures = 0
        self._came = settings.connection.now()
        self._taken: datetime | None = None
        self._thread = Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop soon."""
        self._stop.set()
        self._thread.join(_CLOSING)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            while not self._stop.is_set() and not self._connect():
                pass
        except BaseException as caught:  # handed over whole: it is raised again in the consumer's thread
            error = caught
        self._deliver(StreamEnd(error))

    def _connect(self) -> bool:
        """Receive one connection to its end; True where that was the end of all."""
        try:
            with StreamConnection(self._address, self._settings.connection, self._record, self._taken) as connection:
                for picture in connection.pictures():
                    self._note(picture)
                    if not self._take(picture, connection.finite):
                        return True
                if connection.finite:
                    return True
            reason = "the stream ended"
        except LostError as lost:
            reason = str(lost)
        self._wait(reason)
        return False

    def _note(self, picture: StreamPicture) -> None:
        self._failures = 0
        self.outage = None
        self._came, self._taken = self._settings.connection.now(), picture.moment

    def _take(self, picture: StreamPicture, finite: bool) -> bool:
        if finite:
            return self._deliver(picture)
        try:
            self.items.put_nowait(picture)
        except Full:
            self.dropped += 1
        return not self._stop.is_set()

    def _wait(self, reason: str) -> None:
        self._failures += 1
        self.outage = Outage(self._came, reason)
        self._deliver(StreamBreak())
        self._stop.wait(waited(self._failures, self._settings.jitter()))

    def _deliver(self, item: StreamPicture | StreamBreak | StreamEnd) -> bool:
        while not self._stop.is_set():
            try:
                self.items.put(item, timeout=0.1)
            except Full:
                continue
            return True
        return False


def waited(failures: int, jitter: float) -> float:
    """Return the seconds from a failure to the next try.

    :param failures: Failures in a row, from 1.
    :param jitter: In [0, 1); at 1 it would be all of 1, 2, 4 ... 30 s, at 0 it is half of it.
    """
    return min(2.0 ** min(failures - 1, 10), LONGEST_WAIT) * (0.5 + 0.5 * jitter)
