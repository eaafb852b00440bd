"""Runs an operation in a process of its own, and lets a fault happen at its n-th step.

A step is what changes a home: a file opened to be written, renamed, linked or removed, a folder made or removed, a
statement of SQL that writes, or the end of a transaction. Which step comes n-th does not depend on how fast the
machine is.
"""

import errno
import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import VehicleFinderError

SECONDS = 120.0
"""How long an operation may take."""
FILES = frozenset({"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
STATEMENTS = frozenset({"INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "COMMIT"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Fault(StrEnum):
    """What happens at a step."""

    NONE = "none"
    KILL = "kill -9"
    FULL = "disk full"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation ended: ``steps`` that were begun, killed or not, and the text of what it raised that is unclear.

    ``failed`` says that it ended by an error of ours, as it should where the disk is full.
    """

    steps: int
    killed: bool = False
    failed: bool = False
    unclear: str | None = None


def perform(operation: Callable[[Path], object], home: Path, fault: Fault = Fault.NONE, at: int = 0) -> Outcome:
    """Run an operation on a home, with a fault at a step, counted from 1."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([operation.__module__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(operation, home, fault, at, theirs))
    process.start()
    theirs.close()
    try:
        outcome: Outcome = ours.recv() if ours.poll(SECONDS) else Outcome(0, unclear=f"took more than {SECONDS:g} s")
    except EOFError:
        outcome = Outcome(at, killed=True)
    if outcome.unclear:
        process.kill()
    process.join()
    if outcome.killed and process.exitcode != -signal.SIGKILL:
        return Outcome(at, unclear=f"ended by itself with code {process.exitcode}")
    return outcome


def _run(operation: Callable[[Path], object], home: Path, fault: Fault, at: int, told: Connection) -> None:
    steps = _Steps(home, fault, at)
    sys.addaudithook(steps.file)
    event.listen(Engine, "before_cursor_execute", lambda _1, _2, statement, *rest: steps.sql(statement))
    event.listen(Engine, "commit", lambda connection: steps.sql("COMMIT"))
    try:
        operation(home)
    except VehicleFinderError:
        told.send(Outcome(steps.count, failed=True))
    except BaseException as error:
        told.send(Outcome(steps.count, unclear=repr(error)))
    else:
        told.send(Outcome(steps.count))
    steps.fault = Fault.NONE
    told.close()


class _Steps:
    def __init__(self, home: Path, fault: Fault, at: int) -> None:
        self.count = 0
        self.fault = fault
        self._home = str(home)
        self._at = at

    def file(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Count an event of ``sys.audit`` that changes files of the home."""
        if name not in FILES or not str(arguments[0]).startswith(self._home):
            return
        if name == "open" and not arguments[2] & WRITING:
            return
        full = name not in ("os.remove", "os.rmdir", "os.truncate")
        self._step(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0])) if full else None)

    def sql(self, statement: str) -> None:
        """Count a statement that writes, or the end of a transaction."""
        if statement.split(maxsplit=1)[0].upper() not in STATEMENTS:
            return
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        self._step(OperationalError("a statement", None, full))

    def _step(self, error: Exception | None) -> None:
        self.count += 1
        if self.fault is Fault.KILL and self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault is Fault.FULL and self.count >= self._at and error is not None:
            raise error
