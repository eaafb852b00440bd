"""The lock of a source: held for as long as somebody ingests, corrects or removes it."""

import time
from pathlib import Path

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.files.lock import AGAIN, FileLock, is_held

FOLDER = "locks"
TIDYING = "tidying"
"""Name of the lock of whoever tidies a home, and holds the locks of sources for moments only; that of no task of a
service, which holds its own for as long as it runs."""


def source_lock(home: Path, identity: str) -> FileLock:
    """Lock a source; where the home is being tidied, wait for that.

    :raises ConflictError: Somebody else works on it.
    """
    tried = False
    while True:
        tidied = is_held(home / FOLDER / TIDYING)
        try:
            return FileLock(lock_path(home, identity))
        except ConflictError:
            if tried and not tidied:
                raise
            tried = not tidied  # once more: between the two looks the tidying may have begun
        time.sleep(AGAIN)


def lock_path(home: Path, identity: str) -> Path:
    """Return where the lock of a source lies."""
    return home / FOLDER / identity
