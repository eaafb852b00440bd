"""What is kept of streams, so that results can be played: as much as fits, the latest."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.files.owned_videos import RECORDINGS

LISTED_EVERY = 600.0
"""Seconds between two looks at how much lies in a store that others record into, too: it is a long list."""


class Recordings:
    """Recordings: made in the home, and kept in the store of all.

    :param media: The store.
    :param limit: Bytes that are kept; 0 records nothing.
    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, media: Media, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.media = media
        self._folder = media.home / RECORDINGS
        self._limit = limit
        self._clock = clock
        self._listed = float("-inf")
        self._lock = Lock()

    @property
    def folder(self) -> Path | None:
        """Where recordings are made; None where none are."""
        return self._folder if self._limit else None

    def address(self, recording: Path) -> str:
        """Return what the catalog calls a recording, once it is kept."""
        return self.media.address(_name(recording))

    def keep(self, recording: Path) -> None:
        """Bring a recording that is finished to where others find it.

        :raises StoreError: It cannot be brought there; it stays where it was made.
        """
        if self.media.is_shared and recording.is_file():
            self.media.keep(recording, _name(recording))

    def trim(self) -> None:
        """Remove the oldest files beyond the limit; their results stay, without a clip.

        :raises StoreError: One cannot be removed.
        """
        with self._lock:
            files = sorted(found for file in self._folder.glob("*.mkv") if (found := _age_and_size(file)))
            left = sum(size for _, size, _ in files)
            for _, size, file in files:
                if left <= self._limit:
                    break
                file_copies.discard(file)
                left -= size
            if self.media.is_shared and self._clock() - self._listed >= LISTED_EVERY:
                self._listed = self._clock()
                self._trim_store()

    def _trim_store(self) -> None:
        found = [(one.changed, one) for one in self.media.entries(RECORDINGS) if one.changed is not None]
        left = sum(one.size for _, one in found)
        for _, one in sorted(found, key=lambda dated: dated[0]):
            if left <= self._limit:
                return
            self.media.discard(one.name)
            left -= one.size


def _name(recording: Path) -> str:
    return f"{RECORDINGS}/{recording.name}"


def _age_and_size(file: Path) -> tuple[float, int, Path] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:  # whoever forgets old video removes its recording
        return None
    return stat.st_mtime, stat.st_size, file
