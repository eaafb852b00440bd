"""Runs an operation in a process of its own, and lets a fault happen at its n-th step.

A step is what changes a home or what lies beside it: a file opened to be written, renamed, linked or removed, a folder
made or removed, a statement of SQL that writes, or the end of a transaction. What libraries in C write is no step:
pictures of a recording, pages of SQLite. Which step comes n-th does not depend on how fast the machine is.
"""

import errno
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import VehicleFinderError

SECONDS = 120.0
"""How long an operation may take."""
TEMPORARY = "tmp"
"""Beside a home: the folder for what is not finished that programs of a machine share."""
FILES = frozenset({"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
FREEING = frozenset({"os.remove", "os.rmdir", "os.truncate"})
"""Those of them that work on a full disk, too."""
STATEMENTS = frozenset({"INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "COMMIT"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Fault(StrEnum):
    """What happens at a step: the process ends, nothing can be written from then on, or this step alone fails."""

    NONE = "none"
    KILL = "kill -9"
    FULL = "disk full"
    ERROR = "one error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation ended: ``steps`` that were begun, killed or not, and the text of what it raised that is unclear.

    ``failed`` is what it said where it ended by an error of ours, as it should where the disk is full.
    """

    steps: int
    killed: bool = False
    failed: str | None = None
    unclear: str | None = None


def perform(operation: Callable[[Path], object], home: Path, fault: Fault = Fault.NONE, at: int = 0) -> Outcome:
    """Run an operation on a home, with a fault at a step, counted from 1."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([operation.__module__, *_main()])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(operation, home, fault, at, theirs))
    process.start()
    theirs.close()
    try:
        outcome: Outcome = ours.recv() if ours.poll(SECONDS) else Outcome(0, unclear=f"took more than {SECONDS:g} s")
    except EOFError:
        outcome = Outcome(at, killed=True)
    process.join(0.0 if outcome.unclear else SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        outcome = outcome if outcome.unclear else replace(outcome, unclear="it was done, and its process did not end")
    if outcome.killed and process.exitcode != -signal.SIGKILL:
        return Outcome(at, unclear=f"ended by itself with code {process.exitcode}")
    return outcome


def _main() -> list[str]:
    """Return the name of the program that runs, where it is a module: each process would import it anew."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return [spec.name] if spec else []


def _run(operation: Callable[[Path], object], home: Path, fault: Fault, at: int, told: Connection) -> None:
    tempfile.tempdir = str(home.with_name(TEMPORARY))
    steps = _Steps(home.parent, fault, at)
    sys.addaudithook(steps.file)
    event.listen(Engine, "before_cursor_execute", lambda _1, _2, statement, *rest: steps.sql(statement))
    event.listen(Engine, "commit", lambda connection: steps.sql("COMMIT"))
    try:
        operation(home)
    except VehicleFinderError as error:
        ended = Outcome(steps.count, failed=str(error))
    except BaseException as error:
        ended = Outcome(steps.count, unclear=f"{error!r}\n{traceback.format_exc()}")
    else:
        ended = Outcome(steps.count)
    steps.fault = Fault.NONE
    told.send(ended)
    told.close()


class _Steps:
    def __init__(self, folder: Path, fault: Fault, at: int) -> None:
        self.count = 0
        self.fault = fault
        self._folder = f"{folder}{os.sep}"
        self._at = at

    def file(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Count an event of ``sys.audit`` that changes files of the folder."""
        if name not in FILES or (name == "open" and not arguments[2] & WRITING):
            return
        path = str(arguments[0]) if name == "open" else _path(arguments)
        if path.startswith(self._folder):
            self._step(lambda code: OSError(code, os.strerror(code), path), name not in FREEING)

    def sql(self, statement: str) -> None:
        """Count a statement that writes, or the end of a transaction."""
        if statement.split(maxsplit=1)[0].upper() in STATEMENTS:
            self._step(_database_error, True)

    def _step(self, error: Callable[[int], Exception], takes_room: bool) -> None:
        self.count += 1
        if self.fault is Fault.KILL and self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault is Fault.FULL and self.count >= self._at and takes_room:
            raise error(errno.ENOSPC)
        if self.fault is Fault.ERROR and self.count == self._at:
            raise error(errno.EIO)


def _path(arguments: tuple[Any, ...]) -> str:
    """Return the path of an event; of what is in a folder that is removed the name alone comes, and the folder open."""
    path, folder = Path(str(arguments[0])), arguments[-1]
    if path.is_absolute() or not isinstance(folder, int) or folder < 0:
        return str(path)
    return str(Path(f"/proc/self/fd/{folder}").readlink() / path)


def _database_error(code: int) -> Exception:
    name = "SQLITE_FULL" if code == errno.ENOSPC else "SQLITE_IOERR"
    told = "database or disk is full" if code == errno.ENOSPC else "disk I/O error"
    error = sqlite3.OperationalError(told)
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return OperationalError("a statement", None, error)
