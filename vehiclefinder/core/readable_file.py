"""A file that can be read from any place in it, wherever it lies."""

import os
from typing import BinaryIO, Literal, Protocol


class ReadableFile(Protocol):
    """A ``Path`` of a file, or what reads like one; as a text it says where it is, and no secret."""

    @property
    def name(self) -> str:
        """The last part of where it is."""

    def __hash__(self) -> int: ...

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Open it to read and to seek."""

    def stat(self) -> os.stat_result:
        """Return its size and when it was last changed; nothing else of it need be true."""
