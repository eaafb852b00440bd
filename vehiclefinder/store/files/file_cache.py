"""Files that can be made again, in a folder of bounded size: what was not used for longest goes first."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files.file_copies import staging


class FileCache:
    """A cache of files; several threads and processes may use it at once.

    :param folder: Where they lie, a folder of a home; made if there is none.
    :param limit: Bytes that they may take together; the newest file stays even where it alone is larger.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    def held(self, name: str) -> Path | None:
        """Return a file, which counts as used now, or None where there is none.

        :param name: Path within the folder, with ``/``.
        """
        path = self._folder / name
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return None
        with suppress(OSError):  # on a read-only disk it is good all the same
            # The time of its last change stays: by that, browsers know that they have it already.
            os.utime(path, ns=(time.time_ns(), changed))
        return path

    def put(self, name: str, make: Callable[[Path], None]) -> Path:
        """Make a file, whole or not at all, and remove others where it gets too much.

        :param name: Path within the folder, with ``/``.
        :param make: Writes the file that it is given.
        :raises StoreError: It cannot be written; besides, whatever ``make`` raises.
        """
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with staging(self._folder.parent) as unfinished:
                part = unfinished / path.name
                make(part)
                part.replace(path)
        except OSError as error:
            raise write_error(f"cannot write {path}", error) from error
        self._tidy(path)
        return path

    def _tidy(self, newest: Path) -> None:
        """Remove what was used longest ago."""
        used = []
        for path in self._folder.rglob("*"):
            with suppress(OSError):  # another process may remove it between
                state = path.stat()
                if path.is_file() and path != newest:
                    used.append((state.st_atime, state.st_size, path))
        left = self._limit - newest.stat().st_size
        for _, size, path in sorted(used, reverse=True):
            left -= size
            if left < 0:
                path.unlink(missing_ok=True)
