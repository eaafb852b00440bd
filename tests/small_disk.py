"""A real disk that can be filled, and made read-only; only root can mount one."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A file system of its own, in memory.

    :ivar path: Where it is mounted.
    """

    def __init__(self, path: Path, kilobytes: int) -> None:
        self.path = path
        self._filler = path / "filler"
        _call("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(path))

    def fill(self) -> None:
        """Leave not a byte."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(4096)) == 4096:
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC

    def free(self) -> None:
        """Give back what was filled."""
        self._filler.unlink()

    def make_read_only(self) -> None:
        """Refuse every write; nobody may have a file open for writing."""
        _call("mount", "-o", "remount,ro", str(self.path))

    def make_writable(self) -> None:
        """Allow writes again."""
        _call("mount", "-o", "remount,rw", str(self.path))

    def end(self) -> None:
        """Unmount it, also where files are open."""
        _call("umount", "-l", str(self.path))


@contextmanager
def small_disk(path: Path, kilobytes: int = 16_384) -> Iterator[SmallDisk]:
    """Mount a disk for as long as the block lasts; the test is skipped where that is not allowed."""
    path.mkdir()
    try:
        disk = SmallDisk(path, kilobytes)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    try:
        yield disk
    finally:
        disk.end()


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
