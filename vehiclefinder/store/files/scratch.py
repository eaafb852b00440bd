"""Folders for what is not finished; each is locked by whoever works in it, which tells those that are left over."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files.lock import FileLock, is_held
from vehiclefinder.store.files.settled import is_settled

LOCK = ".lock"
"""What the name of a folder's lock, which lies beside it, ends in."""
METRICS, EXPORTS = "vehiclefinder-metrics-", "vehiclefinder-export-"
"""What the names of folders begin with that lie beside those of other programs: of metrics that processes share, and of
archives that are being sent."""
UNLOCKED = timedelta(days=7)
"""How long nothing may have changed in a folder without a lock, as earlier versions made, until it is left over."""


@contextmanager
def scratch(parent: Path, prefix: str = "") -> Iterator[Path]:
    """Make a new folder, which is removed with all that is still in it when the block ends.

    :param parent: Made if there is none.
    :raises OSError: It cannot be made.
    :raises StoreError: It cannot be locked.
    """
    folder = parent / f"{prefix}{uuid4().hex}"
    with FileLock(_lock(folder)):
        try:
            folder.mkdir(0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def abandoned(parent: Path, now: datetime, prefix: str = "") -> list[Path]:
    """Return the folders whose owners are gone, by name."""
    found = {path.with_suffix("") if path.suffix == LOCK else path for path in parent.glob(f"{prefix}*")}
    return [folder for folder in sorted(found) if _is_abandoned(folder, now)]


def remove(folder: Path) -> bool:
    """Remove a folder that was abandoned, and its lock; False where somebody works in it.

    :raises StoreError: It cannot be removed.
    """
    try:
        with FileLock(_lock(folder)):
            if folder.exists():
                shutil.rmtree(folder)
    except ConflictError:
        return False
    except OSError as error:
        raise write_error(f"cannot remove {folder}", error) from error
    return True


def _is_abandoned(folder: Path, now: datetime) -> bool:
    lock = _lock(folder)
    return not is_held(lock) if lock.exists() else is_settled(folder, now, UNLOCKED)


def _lock(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)
