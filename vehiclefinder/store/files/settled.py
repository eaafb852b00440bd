"""Whether files that no lock tells of may still be worked on, and how large they are."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

SETTLED = timedelta(days=1)
"""How long nothing may have changed in what nothing points at, until nobody is about to point at it any more."""


def is_settled(path: Path, now: datetime, after: timedelta = SETTLED) -> bool:
    """Whether a file, or all of a folder, was last changed longer ago than that; False where it is gone."""
    times = [moment for moment, _ in _states(path)]
    return bool(times) and now.timestamp() - max(times) > after.total_seconds()


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    return sum(length for _, length in _states(path))


def _states(path: Path) -> Iterator[tuple[float, int]]:
    """Yield when each of them was changed last, seconds since 1970, and its bytes."""
    for one in (path, *path.rglob("*")):
        with suppress(OSError):  # it may be removed meanwhile
            state = one.lstat()
            yield state.st_mtime, state.st_size if one.is_file() else 0
