"""What lies in an MP4 or MOV file, told without reading it."""

import struct

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.readable_file import ReadableFile

_MOST = 10_000
"""Boxes that are looked at; more than any whole file has before its index."""
_LONG = 1
"""Size that stands for another one behind it."""


def lacks_index(path: ReadableFile) -> bool:
    """Tell whether a file is MP4 or MOV, but has no ``moov``, without which none of its frames can be found.

    :raises VideoError: It cannot be read.
    """
    names = set()
    try:
        with path.open("rb") as file:
            for _ in range(_MOST):
                begin, head = file.tell(), file.read(16)
                if len(head) < 8:
                    break
                size, name = struct.unpack(">I4s", head[:8])
                names.add(name)
                if size == _LONG and len(head) == 16:
                    (size,) = struct.unpack(">Q", head[8:])
                if size < 8 or name == b"moov":
                    break
                file.seek(begin + size)
    except OSError as error:
        raise VideoError(f"cannot read {path}: {error.strerror}") from error
    return b"moov" not in names and not names.isdisjoint({b"ftyp", b"mdat"})
