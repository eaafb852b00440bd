"""A worker process, as the process sees it that started it."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from vehiclefinder.processes.channel import STOP
from vehiclefinder.processes.limits import ProcessLimits, resident

ENDING = 5.0
"""Seconds that the end of a process takes at most, once it has closed its connection."""


class WorkerProcess:
    """A process of its own that runs a function, and ends with this one, however this one ends.

    It is started anew, not forked and not by :mod:`multiprocessing`, which runs the main program of its parent once
    more in every child: in a service that may be a page. What it is given goes through a pipe; no list of processes
    shows it. What it logs goes to the logger of the same name here.

    :ivar heard: When it last said something, in seconds of ``time.monotonic()``.
    :param function: Of a module, since the other process imports it by its name; called with a
        :class:`~vehiclefinder.processes.channel.Channel`, then ``arguments``. The process ends with it.
    :param arguments: Whatever can be pickled.
    """

    def __init__(self, function: Callable[..., object], arguments: tuple[Any, ...], limits: ProcessLimits) -> None:
        self.limits = limits
        ours, theirs = Pipe()
        self.connection: Connection[Any, Any] = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "vehiclefinder.processes.child", str(theirs.fileno())],
                stdin=subprocess.PIPE,  # never written to: it breaks when this process ends
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
            )
        self.heard = time.monotonic()
        for message in (limits, (function, arguments)):
            self.send(message)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, work: Any) -> None:
        """Give it something to receive; where it has died, :attr:`ending` says so."""
        self.heard = time.monotonic()
        try:
            self.connection.send(work)
        except OSError:
            self._await_end()

    def ask_to_stop(self) -> None:
        """Tell it to end what it does; :attr:`heard` stays."""
        heard = self.heard
        self.send(STOP)
        self.heard = heard

    def told(self) -> Iterator[Any]:
        """Yield what it has told since; waits for nothing."""
        try:
            while self.connection.poll():
                kind, value = self.connection.recv()
                self.heard = time.monotonic()
                if kind == "told":
                    yield value
                else:
                    _log(value)
        except (EOFError, OSError):
            self._await_end()

    @property
    def ending(self) -> str | None:
        """How it ended, such as ``signal 11 (SIGSEGV)`` or ``exit code 1``; None while it lives."""
        code = self._process.poll()
        if code is None:
            return None
        return f"exit code {code}" if code >= 0 else f"signal {-code} ({signal.Signals(-code).name})"

    @property
    def takes_too_much(self) -> bool:
        """Whether it has more in memory than it may."""
        return self.ending is None and resident(self.pid) > self.limits.memory

    @property
    def is_large(self) -> bool:
        """Whether it has so much in memory that other work had better be done by another one."""
        return self.ending is None and resident(self.pid) > self.limits.memory / 2

    def kill(self) -> None:
        """End it at once; once it has ended, this only lets go of what it was connected by."""
        self._process.kill()
        self._process.wait()
        self.connection.close()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _await_end(self) -> None:
        """Wait for the end of a process that has closed its connection, as it does when it ends and not before."""
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _log(record: logging.LogRecord) -> None:
    logger = logging.getLogger(record.name)
    if logger.isEnabledFor(record.levelno):
        logger.handle(record)
