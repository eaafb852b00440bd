"""A folder of pictures as a source, in the order of their numbers."""

import math
import re
from collections.abc import Generator
from pathlib import Path

import cv2
import numpy as np

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray, Frame
from vehiclefinder.video.sources.frame_sampling import FrameSampler

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
_ROUNDING = 1e-6
"""Share of a picture's time by which a product may have been rounded up."""


class FolderSource:
    """The pictures of a folder, such as UA-DETRAC's ``img00001.jpg``.

    :param path: The folder; folders within it are ignored.
    :param fps: Frames per second, for the times.
    :raises VideoError: No picture there, or the first cannot be read.
    """

    def __init__(self, path: Path, fps: float) -> None:
        try:
            self._files = sorted((p for p in path.iterdir() if p.suffix.lower() in SUFFIXES), key=_by_number)
        except OSError as error:
            raise VideoError(f"cannot read folder {path}: {error.strerror}") from error
        if not self._files:
            raise VideoError(f"no pictures ({', '.join(sorted(SUFFIXES))}) in folder {path}")
        height, width = _read(self._files[0]).shape[:2]
        self.size = (width, height)
        self.frame_rate = fps
        self.duration: float | None = len(self._files) / fps
        self.damage: str | None = None
        self.notes: tuple[str, ...] = ()

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the pictures that ``thinning`` keeps.

        :raises VideoError: A picture cannot be read or differs in size.
        """
        for index, file in enumerate(self._files):
            time = index / self.frame_rate
            if thinning.keeps(time):
                yield self._frame(file, time)

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the pictures from ``begin`` to ``end`` seconds.

        :raises VideoError: A picture cannot be read or differs in size.
        """
        for index in range(max(math.ceil(begin * self.frame_rate - _ROUNDING), 0), len(self._files)):
            time = index / self.frame_rate
            if time > end:
                return
            yield self._frame(self._files[index], time)

    def close(self) -> None:
        """Nothing stays open."""

    def _frame(self, file: Path, time: float) -> Frame:
        image = _read(file)
        if (image.shape[1], image.shape[0]) != self.size:
            raise VideoError(f"picture {file} is {image.shape[1]}x{image.shape[0]}, the first was {self.size}")
        return Frame(image, time)


def _by_number(path: Path) -> tuple[list[int], str]:
    return [int(digits) for digits in re.findall(r"\d+", path.stem)], path.name


def _read(file: Path) -> ByteArray:
    image = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if image is None:
        raise VideoError(f"cannot read picture {file}")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
