"""A folder for what is being made, beside the place where it goes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files.lock import FileLock


@contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """An empty folder while the block lasts, on the file system of ``target``; remains of a crash go first.

    Its owner alone may read it, whatever becomes of it: passwords of streams are in a database.

    :raises ConflictError: Somebody else is making the same.
    :raises StoreError: It cannot be made.
    """
    folder = target.with_name(f".{target.name}.unfinished")
    try:
        lock = FileLock(target.with_name(f".{target.name}.lock"))
    except ConflictError as error:
        raise ConflictError(f"{target} is being made right now, by another process") from error
    with lock:
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(0o700)
        except OSError as error:
            raise write_error(f"cannot write {folder}", error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # it may have been moved to where it goes
