"""Pictures and videos in a store that all who work over one catalog can reach: the home's own folder, or another."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.store.files.settled import SETTLED

MEDIA = "media:"
"""What the address of a file in a store begins with that is not the home's own folder: it says nothing of which store
that is, so that one that moves stays what the catalog names."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MediaEntry:
    """A file or folder.

    :param name: Path within the store, with ``/``.
    :param changed: When it was last written, aware; None where that is not known, as of folders in stores of objects.
    """

    name: str
    size: int
    changed: datetime | None
    is_folder: bool = False


class Media(Protocol):
    """A store of files by name: paths with ``/``, the same for everybody. A file is there whole or not at all.

    Every method raises a ``StoreError`` where the store cannot be reached, read or written; its text holds no secret.
    """

    @property
    def home(self) -> Path:
        """The folder of this machine: of what is not finished, and of copies that can be fetched again."""

    @property
    def is_shared(self) -> bool:
        """Whether it is another one than the home's own folder."""

    @property
    def shown(self) -> str:
        """Where it is, for people to read: without passwords."""

    @property
    def copies(self) -> Path | None:
        """The folder of this machine that copies lie in, by their names; None where none are made."""

    def address(self, name: str) -> str:
        """Return what the catalog calls a file that a source was made of."""

    def path(self, name: str) -> Path:
        """Return where a file lies on this machine, or is copied to by :meth:`fetch`."""

    def fetch(self, name: str) -> Path | None:
        """Return a file of this machine to read from, a copy where it lies elsewhere; None where it is gone."""

    def seekable(self, name: str) -> ReadableFile | None:
        """Return a file to read parts of, where it lies if there is no copy yet; None where it is gone."""

    def lend(self, name: str, more: Callable[[], object] = lambda: None) -> AbstractContextManager[Path]:
        """Return a file likewise that stays for as long as the block lasts, however much is fetched meanwhile.

        :param more: Called whenever another part of it has come, in any thread: a long one takes minutes.
        :raises NotFoundError: It is gone.
        """

    def read(self, name: str) -> bytes | None:
        """Return what a file holds, or None where it is gone."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file, in place of one that may be there."""

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Write some files likewise; where one cannot be written, others may be."""

    def keep(self, made: Path, name: str) -> None:
        """Move a file or folder of this machine into the store, in place of what an interrupted step left there."""

    def discard(self, name: str) -> None:
        """Remove a file or folder; it may be gone already."""

    def entries(self, folder: str) -> Sequence[MediaEntry]:
        """Return what lies right in a folder, by name; there may be no such folder. Sizes of folders are 0."""

    def names(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder."""

    def size(self, name: str) -> int:
        """Return the bytes of a file, or of all below a folder."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of a store, which may be gone; as a text it is its address."""

    media: Media
    name: str

    def __str__(self) -> str:
        return self.media.address(self.name)

    def __truediv__(self, name: str) -> "MediaFile":
        return MediaFile(self.media, f"{self.name}/{name}")

    @property
    def path(self) -> Path:
        """As :meth:`Media.path`."""
        return self.media.path(self.name)

    def fetch(self) -> Path | None:
        """As :meth:`Media.fetch`."""
        return self.media.fetch(self.name)

    def read(self) -> bytes | None:
        """As :meth:`Media.read`."""
        return self.media.read(self.name)


def release(media: Media, name: str) -> None:
    """Remove a file or folder whose row is gone; what cannot be removed is left to the tidying, and is in the log."""
    try:
        media.discard(name)
    except StoreError as error:
        log.warning("copies of what was removed are left for now: %s", error)


def is_settled(media: Media, entry: MediaEntry, now: datetime, after: timedelta = SETTLED) -> bool:
    """Whether a file, or every file of a folder, was last changed longer ago than that."""
    changed = [one.changed for one in (entry, *(media.entries(entry.name) if entry.is_folder else ()))]
    return all(moment is None or now - moment > after for moment in changed)
