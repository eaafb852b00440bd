"""A file in a store of objects that is read where it lies, a block at a time, for those who need only parts of it."""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, cast

BLOCK = 1 << 20
"""Bytes that are asked for at a time: a second or two of video, and one request."""

ReadBlock = Callable[[str, int, int], bytes]
"""Returns of the file of a name the bytes from one place to another."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file, as :class:`~vehiclefinder.core.readable_file.ReadableFile`; files of a store never change.

    :param location: Its name in the store.
    :param size: Bytes.
    :param changed: When it was written, seconds since 1970.
    :param read_block: Raises a ``StoreError`` where the store cannot be reached, and ``FileNotFoundError`` where the
        file is gone.
    """

    location: str
    size: int
    changed: float
    read_block: ReadBlock = field(repr=False)

    def __str__(self) -> str:
        return self.location

    @property
    def name(self) -> str:
        """The last part of its name."""
        return PurePosixPath(self.location).name

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Open it to read and to seek; nothing is asked of the store yet."""
        return cast(BinaryIO, _Reader(self))

    def stat(self) -> os.stat_result:
        """Return its size and when it was written."""
        moment = int(self.changed)
        return os.stat_result((stat.S_IFREG, 0, 0, 1, 0, 0, self.size, moment, moment, moment))


class _Reader(io.RawIOBase):
    """Reads a file block by block; the last one stays in memory, since most is read on from where one was before."""

    def __init__(self, file: RemoteFile) -> None:
        self._file = file
        self._place = 0
        self._begin, self._block = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._file.size}[whence]
        if origin + offset < 0:
            raise ValueError(f"expected a place in a file, got {origin + offset}")
        self._place = origin + offset
        return self._place

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer, to its end where the file has as much: decoders take less for the end of the file."""
        view, done = memoryview(buffer).cast("B"), 0
        while done < len(view) and self._place < self._file.size:
            part = self._block_here()[self._place - self._begin :][: len(view) - done]
            view[done : done + len(part)] = part
            done, self._place = done + len(part), self._place + len(part)
        return done

    def _block_here(self) -> bytes:
        """Return the block that the place lies in."""
        begin = self._place // BLOCK * BLOCK
        if begin != self._begin or not self._block:
            end = min(begin + BLOCK, self._file.size)
            self._begin, self._block = begin, self._file.read_block(self._file.location, begin, end)
        return self._block
