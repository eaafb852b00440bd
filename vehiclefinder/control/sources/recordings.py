"""What is kept of streams, so that results can be played: as much as fits, the latest."""

from pathlib import Path
from threading import Lock

from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.owned_videos import RECORDINGS


class Recordings:
    """The folder of recordings.

    :param home: The store's folder.
    :param limit: Bytes that are kept; 0 records nothing.
    """

    def __init__(self, home: Path, limit: int) -> None:
        self._folder = home / RECORDINGS
        self._limit = limit
        self._lock = Lock()

    @property
    def folder(self) -> Path | None:
        """Where recordings go; None where none are made."""
        return self._folder if self._limit else None

    def trim(self) -> None:
        """Remove the oldest files beyond the limit; their results stay, without a clip.

        :raises StoreError: One cannot be removed.
        """
        with self._lock:
            files = sorted(found for file in self._folder.glob("*.mkv") if (found := _age_and_size(file)))
            left = sum(size for _, size, _ in files)
            for _, size, file in files:
                if left <= self._limit:
                    return
                file_copies.discard(file)
                left -= size


def _age_and_size(file: Path) -> tuple[float, int, Path] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:  # whoever forgets old video removes its recording
        return None
    return stat.st_mtime, stat.st_size, file
