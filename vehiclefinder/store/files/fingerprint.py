"""The identity of a video's content, cheap enough for files of any size."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.readable_file import ReadableFile

EDGE = 1 << 20
"""Bytes that are read at either end of a file."""


def fingerprint(path: ReadableFile, files: Collection[str] | None = None) -> str:
    """Return the identity of a video file or of a folder of frames, as hex sha256.

    Of a file, its size and its first and last MiB count; of a folder, the names and sizes of its files and the edges
    of the first and last one. A change that touches none of them is not noticed. Names and times of the video itself
    don't count.

    :param files: Paths in a folder of its files that count; None means all that lie in it.
    :raises VideoError: There is nothing readable at ``path``.
    """
    try:
        parts = _folder(path, files) if isinstance(path, Path) and path.is_dir() else [_edges(path)]
    except OSError as error:
        raise VideoError(f"cannot read {path}: {error.strerror or error}") from error
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _folder(path: Path, names: Collection[str] | None) -> list[bytes]:
    found = path.iterdir() if names is None else [path / name for name in names]
    files = sorted(file for file in found if file.is_file())
    told = [f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}".encode() for file in files]
    return told + [_edges(file) for file in files[:1] + files[-1:]]


def _edges(path: ReadableFile) -> bytes:
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(EDGE))
        file.seek(max(size - EDGE, 0))
        digest.update(file.read(EDGE))
    return digest.digest()
