"""What is kept of streams, so that results can be played: as much as fits, the latest."""

from pathlib import Path

from vehiclefinder.store import copies
from vehiclefinder.store.own import RECORDINGS


class Recordings:
    """The folder of recordings.

    :param home: The store's folder.
    :param limit: Bytes that are kept; 0 records nothing.
    """

    def __init__(self, home: Path, limit: int) -> None:
        self._folder = home / RECORDINGS
        self._limit = limit

    @property
    def folder(self) -> Path | None:
        """Where recordings go; None where none are made."""
        return self._folder if self._limit else None

    def trim(self) -> None:
        """Remove the oldest files beyond the limit; their results stay, without a clip.

        :raises StoreError: One cannot be removed.
        """
        files = [(file.stat(), file) for file in self._folder.glob("*.mkv")]
        left = sum(stat.st_size for stat, _ in files)
        for stat, file in sorted(files, key=lambda one: one[0].st_mtime):
            if left <= self._limit:
                return
            copies.discard(file)
            left -= stat.st_size
