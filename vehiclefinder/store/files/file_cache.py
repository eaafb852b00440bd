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
    :param slack: Bytes that may be put until it is looked at how many there are: looking through many files takes long.
    :param in_use: Seconds for which a file stays that was used, however many there are.
    """

    def __init__(self, folder: Path, limit: int, slack: int = 0, in_use: float = 0.0) -> None:
        self._folder = folder
        self._limit = limit
        self._slack = slack
        self._in_use = in_use
        self._unseen = slack  # others, before this process, may have put much

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
        self._unseen += newest.stat().st_size
        if self._unseen < self._slack:
            return
        self._unseen, used = 0, []
        for path in self._folder.rglob("*"):
            with suppress(OSError):  # another process may remove it between
                state = path.stat()
                if path.is_file() and path != newest:
                    used.append((state.st_atime, state.st_size, path))
        left, kept = self._limit - newest.stat().st_size, time.time() - self._in_use
        for moment, size, path in sorted(used, reverse=True):
            left -= size
            if left < 0 and (not self._in_use or moment < kept):
                path.unlink(missing_ok=True)
