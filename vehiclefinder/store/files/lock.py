"""A lock that its process loses when it ends, however it ends."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from vehiclefinder.core.errors import LockedError
from vehiclefinder.core.unwritable import write_error

AGAIN = 0.02
"""Seconds after which a lock is tried again."""
HELD = "this source is being ingested right now, by another process or thread"
"""What is said of a lock that somebody holds: of those that are asked for by people, nearly all are of sources."""
LONGEST = 600.0
"""Seconds that are waited for a lock: making a large index anew takes minutes."""


class FileLock:
    """Held by one process, such as the one that ingests or removes a source.

    The kernel lets go of it when the process dies, so a crash leaves nothing to clean up and nothing to guess.

    :param path: The lock's file; made, and removed on release.
    :raises LockedError: Another process, or another thread of this one, holds it.
    :raises StoreError: It cannot be made; a ``ReadOnlyStoreError`` where nothing can be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _locked(path)
        except BlockingIOError as error:
            raise LockedError(HELD) from error
        except OSError as error:
            raise write_error(f"cannot lock {path}", error) from error

    def keep(self) -> None:
        """It is still held: the kernel takes it from nobody who lives."""

    def release(self) -> None:
        """Let go of it; letting go twice does nothing."""
        if not self._file.closed:
            with suppress(OSError):  # a file that stays locks nothing, and one that is not closed would for ever
                self._path.unlink()
            self._file.close()

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def wait_for(path: Path, seconds: float = LONGEST) -> FileLock:
    """Return a lock once nobody else holds it.

    :raises LockedError: Somebody else held it for longer than that.
    :raises StoreError: It cannot be made.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return FileLock(path)
        except LockedError as error:
            if time.monotonic() > deadline:
                raise LockedError(f"{path.name} is held by another process for more than {seconds:g} s") from error
            time.sleep(AGAIN)


def is_held(path: Path) -> bool:
    """Whether somebody holds a lock now; writes nothing, so that a home that cannot be written can be asked, too."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _locked(path: Path) -> BinaryIO:
    while True:
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _names(path, file):
                return file
        except OSError:
            file.close()
            raise
        file.close()  # its holder removed the file between our open and our lock: this lock guards nothing


def _names(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
