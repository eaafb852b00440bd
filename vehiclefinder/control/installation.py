"""What is installed here: the version, its models, and the disk that the home takes."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from threading import Lock

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.store.files.owned_videos import RECORDINGS

FRESH = 300.0
"""Seconds for which a walk through the home counts: it has a file for every picture."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model in use; its hash is its identity, which its vectors carry."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes of the home in all, of the recordings in it, and what is left on its disk."""

    home: int
    recordings: int
    free: int


class Installation:
    """Tells what is installed.

    :param home: The store's folder.
    :param models: Where the models are.
    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, home: Path, models: ModelFolder, clock: Callable[[], float] = time.monotonic) -> None:
        self._home = home
        self._models = models
        self._clock = clock
        self._lock = Lock()
        self._walked = float("-inf")
        self._bytes = (0, 0)

    def models(self, who: Identity) -> tuple[InstalledModel, ...]:
        """Return the models, by name."""
        who.require(Role.VIEWER)
        return tuple(InstalledModel(*one) for one in self._models.digests.items())

    def disk(self, who: Identity) -> DiskUse:
        """Return the use of the disk; of the home as it was a few minutes ago at most.

        :raises ForbiddenError: They are limited to some cameras.
        """
        who.require_every_camera("the use of the disk")
        with self._lock:
            if self._clock() - self._walked >= FRESH:
                self._bytes = (_bytes(self._home), _bytes(self._home / RECORDINGS))
                self._walked = self._clock()
        return DiskUse(*self._bytes, disk_usage(self._home).free)


def _bytes(folder: Path) -> int:
    """Return the size of all files below a folder, but of those that go away meanwhile."""
    total = 0
    for below, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(below, name)).st_size  # noqa: PTH118
            except OSError:
                continue
    return total
