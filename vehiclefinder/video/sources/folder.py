"""A folder of pictures as a source, timed by their names or numbers."""

from bisect import bisect_left
from collections.abc import Generator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median_low

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources import formats
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.picture_file import read_picture
from vehiclefinder.video.sources.picture_layouts import SUFFIXES, ToldRate, pictures, told_rate, visible
from vehiclefinder.video.sources.picture_names import PictureSequence, sequence_of

_ROUNDING = 1e-6
"""Seconds by which a product may have been rounded up."""
_NAMED = 3
"""Files that a note names."""


class FolderSource:
    """The pictures of a folder, such as UA-DETRAC's ``img00001.jpg``.

    Pictures named alike are one recording; hidden files and what is named otherwise, such as a mask, are left out.
    Their times are those in their names, or else follow from their numbers, gaps included, and from the frame rate.
    Pictures that cannot be read whole are passed over and counted in ``damage``; others of another size are scaled.

    :param path: The folder; folders within it are ignored.
    :param fps: Frames per second, whatever names and data set say; None where these are to say it.
    :param otherwise: Frames per second where nothing says it.
    :raises VideoError: No picture there, or none that can be read.
    """

    def __init__(self, path: Path, fps: float | None = None, otherwise: float = 25.0) -> None:
        found = pictures(visible(path))
        if not found:
            kinds = ", ".join(sorted(SUFFIXES))
            raise VideoError(f"no pictures ({kinds}) and no videos in folder {path}{_hint(path)}")
        sequence = sequence_of(found)
        told = None if fps else told_rate(path)
        self._files = sequence.files
        rate = fps or (told.fps if told else otherwise)
        self._times = sequence.times if sequence.times and not fps else _at_rate(sequence.numbers, rate)
        self.size = self._first_size(path)
        self.duration: float | None = self._times[-1] + _usual_step(self._times, 1.0 / rate)
        self.frame_rate = len(self._files) / self.duration
        self._said = (_timing(sequence, told, rate), *_doubts(sequence)) if not fps else _doubts(sequence)
        self._lost: set[Path] = set()
        self._odd: set[Path] = set()

    @property
    def times(self) -> NDArray[np.float64]:
        """When each picture was taken, seconds, float64 (n,), rising."""
        return np.array(self._times, np.float64)

    @property
    def damage(self) -> str | None:
        """What could not be read of what was asked for so far, or None where all could."""
        if not self._lost:
            return None
        count = len(self._lost)
        return f"damaged: {counted(count, 'frame')} lost ({_some(sorted(self._lost))})"

    @property
    def notes(self) -> tuple[str, ...]:
        """How the pictures are timed, which are left out, which were scaled so far."""
        if not self._odd:
            return self._said
        width, height = self.size
        return *self._said, f"{counted(len(self._odd), 'picture')} of another size scaled to {width}x{height}"

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the pictures that ``thinning`` keeps and that can be read."""
        for file, time in zip(self._files, self._times, strict=True):
            if thinning.keeps(time):
                yield from self._frame(file, time)

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the pictures from ``begin`` to ``end`` seconds that can be read."""
        for index in range(bisect_left(self._times, begin - _ROUNDING), len(self._files)):
            if self._times[index] > end:
                return
            yield from self._frame(self._files[index], self._times[index])

    def close(self) -> None:
        """Nothing stays open."""

    def _first_size(self, path: Path) -> tuple[int, int]:
        for file in self._files:
            try:
                height, width = read_picture(file).shape[:2]
            except VideoError:
                continue
            return width, height
        raise VideoError(f"none of the {len(self._files)} pictures in folder {path} can be read")

    def _frame(self, file: Path, time: float) -> Generator[Frame, None, None]:
        try:
            image = read_picture(file)
        except VideoError:
            self._lost.add(file)
            return
        if image.shape[1::-1] != self.size:
            self._odd.add(file)
            image = np.asarray(cv2.resize(image, self.size, interpolation=cv2.INTER_AREA), np.uint8)
        yield Frame(image, time)


def _hint(path: Path) -> str:
    """Say what to do about a folder without pictures, where the folders in it have some, or videos."""
    below = (file.suffix.lower() for file in path.glob("*/*") if file.is_file())
    known = SUFFIXES.union(formats.SUFFIXES)
    return ": name one of the folders in it, which hold video" if any(suffix in known for suffix in below) else ""


def _at_rate(numbers: Sequence[int], rate: float) -> tuple[float, ...]:
    return tuple((number - numbers[0]) / rate for number in numbers)


def _usual_step(times: Sequence[float], otherwise: float) -> float:
    return median_low(later - earlier for earlier, later in pairwise(times)) if len(times) > 1 else otherwise


def _timing(sequence: PictureSequence, told: ToldRate | None, rate: float) -> str:
    if sequence.times:
        return "the pictures are timed by their names"
    if told:
        return f"the pictures are timed at {rate:g} frames a second, by {told.by}"
    return f"nothing tells how fast the pictures follow each other: {rate:g} frames a second are assumed"


def _doubts(sequence: PictureSequence) -> tuple[str, ...]:
    strays, first = sequence.strays, sequence.files[0].name
    told = (f"left out, as not named like the other pictures: {_some(strays)}",) if strays else ()
    if sequence.counted or len(sequence.files) == 1:
        return told
    return (*told, f"no number in the names, such as {first}, counts all pictures: they are taken for one recording")


def _some(files: Sequence[Path]) -> str:
    names = ", ".join(file.name for file in files[:_NAMED])
    return f"{names} and {len(files) - _NAMED} more" if len(files) > _NAMED else names
