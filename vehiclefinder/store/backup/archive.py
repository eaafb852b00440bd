"""The file of a backup: a tar archive whose last member holds the sha256 of all others, for ``sha256sum -c``."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.unwritable import write_error

SUMS = "SHA256SUMS"
BLOCK = 1024**2


class ArchiveWriter:
    """Adds members one after the other; see :func:`writing`."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._sums: list[str] = []

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now; one that grows is cut where it ended."""
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            stat = os.fstat(file.fileno())
            info.size, info.mtime = stat.st_size, int(stat.st_mtime)
            self._put(info, file)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add what is in memory."""
        info = tarfile.TarInfo(name)
        info.size = len(content)
        self._put(info, io.BytesIO(content))

    def sums(self) -> bytes:
        """Return the checksums of what was added so far."""
        return "".join(self._sums).encode()

    def _put(self, info: tarfile.TarInfo, file: IO[bytes]) -> None:
        reading = DigestingReader(file)
        self._tar.addfile(info, reading)
        self._sums.append(f"{reading.digest.hexdigest()}  {info.name}\n")


class DigestingReader(io.RawIOBase):
    """Reads a file; ``digest`` is the sha256 of what was read so far."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return what comes next, at most ``size`` bytes.

        :raises StoreError: It should go on and does not.
        """
        try:
            block = self._file.read(size)
        except tarfile.TarError as error:
            raise StoreError("the backup is damaged: it breaks off") from error
        self.digest.update(block)
        return block


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Write an archive, whole or not at all, that its owner alone may read.

    :raises ConflictError: There is a file already.
    :raises StoreError: It cannot be written, or something that belongs into it cannot be read.
    """
    part = path.with_name(f".{path.name}.part")
    if path.exists():
        raise ConflictError(f"{path} is there already: name another file, or remove it")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = ArchiveWriter(tar)
                yield writer
                writer.add_bytes(SUMS, writer.sums())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise write_error(f"cannot write {path}", error) from error
    finally:
        with suppress(OSError):  # it has its name already
            part.unlink()


def members(path: Path) -> Iterator[tuple[str, DigestingReader]]:
    """Yield the name and content of every member but the checksums, and compare these at the end.

    :raises StoreError: It cannot be read, is no archive, breaks off, or a checksum differs: what was yielded before
        is not to be believed.
    """
    found: list[str] = []
    try:
        with tarfile.open(path, "r:") as tar:
            for info in tar:
                file = tar.extractfile(info)
                if file is None or ".." in Path(info.name).parts or Path(info.name).is_absolute():
                    raise StoreError(f"{path} is no backup: {info.name!r} is no file within it")
                if info.name == SUMS:
                    _compare(path, found, file.read().decode())
                    return
                reading = DigestingReader(file)
                yield info.name, reading
                while reading.read(BLOCK):  # what was not looked at counts too
                    pass
                found.append(f"{reading.digest.hexdigest()}  {info.name}")
    except (tarfile.TarError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} is no backup, or is damaged: {error}") from error
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
    raise StoreError(f"{path} is damaged: it breaks off")


def _compare(path: Path, found: list[str], sums: str) -> None:
    expected = sums.splitlines()
    if found != expected:
        wrong = next((line.split("  ", 1)[1] for line in found if line not in set(expected)), "a missing member")
        raise StoreError(f"{path} is damaged: the checksum of {wrong} differs")
