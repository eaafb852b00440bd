"""The end of a worker process from which it takes work, and on which it tells what comes of it."""

import logging
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

STOP = "stop"
"""What a process is told that should end what it does."""


class Channel:
    """A worker process's connection to the process that started it.

    :param connection: Carries what is pickled, both ways.
    """

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection = connection
        self._lock = Lock()
        self._stopped = False

    def receive(self, seconds: float | None = None) -> Any:
        """Wait for work.

        :param seconds: How long; None waits for ever.
        :returns: What was sent, or None where nothing came in time, or nothing can come any more.
        """
        self._stopped = False
        while self._connection.poll(seconds):
            try:
                work = self._connection.recv()
            except EOFError:
                return None
            if work != STOP:  # that was meant for what is over
                return work
        return None

    def stop_asked(self) -> bool:
        """Whether what is being done should end; quick."""
        while not self._stopped and self._connection.poll():
            self._stopped = self._connection.recv() == STOP
        return self._stopped

    def tell(self, value: Any) -> None:
        """Tell the other process something; any thread may.

        :param value: Whatever can be pickled.
        """
        self._send(("told", value))

    def relay_log(self) -> None:
        """Let every record of this process's log reach the log of the other, which has its own mind on levels."""
        handler = QueueHandler(_LogQueue(self))  # type: ignore[arg-type]
        logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[handler], force=True)

    def send_record(self, record: logging.LogRecord) -> None:
        """Send a record of the log."""
        self._send(("log", record))

    def _send(self, message: tuple[str, Any]) -> None:
        with self._lock:
            self._connection.send(message)


class _LogQueue:
    """What a :class:`QueueHandler` puts records into, once they are ready to be pickled."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def put_nowait(self, record: logging.LogRecord) -> None:
        self._channel.send_record(record)
