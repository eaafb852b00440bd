"""What followed vehicles look like, by an encoder that is asked only where places do not tell vehicles apart."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.video.tracking.crops import cut_out

_LONG_SIDE = 96
"""Greatest side of a kept picture, pixels; more than the shipped encoder takes."""
_PICTURES = 3
_SPACING = 0.3
"""Pictures of one vehicle that are kept, and the least seconds between them."""


class PictureEncoder(Protocol):
    """Turns pictures into vectors, the more alike the vehicles, the larger their cosine."""

    def encode(self, crops: Sequence[ByteArray]) -> FloatArray:
        """Embed pictures uint8 (h, w, 3), RGB, of any size, as float32 (n, d), none of them zero."""
        ...


@dataclass(slots=True, eq=False)
class Picture:
    """A small picture of a vehicle, and its vector, float32 (d,), unit length, once somebody asked for it."""

    image: ByteArray
    time: float
    vector: FloatArray | None = None


@dataclass(slots=True, eq=False)
class Gallery:
    """The last clean pictures of one vehicle, apart in time, so that not all of them show what stood before it."""

    pictures: deque[Picture] = field(default_factory=lambda: deque(maxlen=_PICTURES))

    def __len__(self) -> int:
        return len(self.pictures)

    def wants(self, time: float) -> bool:
        """Tell whether a picture of this time, seconds, would be kept."""
        return not self.pictures or time - self.pictures[-1].time >= _SPACING


class FramePictures:
    """The detections of one frame as pictures, each cut and encoded when it is first needed, and once.

    :param image: uint8 (H, W, 3), RGB.
    :param boxes: float32 (n, 4), xyxy, pixels.
    :param time: Seconds.
    :param encoder: Turns pictures into vectors.
    """

    def __init__(self, image: ByteArray, boxes: FloatArray, time: float, encoder: PictureEncoder) -> None:
        self._image = image
        self._boxes = boxes
        self._time = time
        self._encoder = encoder
        self._pictures: dict[int, Picture] = {}

    def keep(self, row: int, gallery: Gallery) -> None:
        """Add the picture of a detection to a gallery, where that wants it."""
        if gallery.wants(self._time):
            gallery.pictures.append(self._picture(row))

    def alike(self, gallery: Gallery, row: int) -> float:
        """Return the cosine, in [-1, 1], of a detection and the picture of a gallery, not empty, that is nearest."""
        pictures = [self._picture(row), *gallery.pictures]
        self._encode([picture for picture in pictures if picture.vector is None])
        vectors = [picture.vector for picture in pictures if picture.vector is not None]
        return float(max(vector @ vectors[0] for vector in vectors[1:]))

    def _picture(self, row: int) -> Picture:
        if row not in self._pictures:
            self._pictures[row] = Picture(_reduced(cut_out(self._image, self._boxes[row])), self._time)
        return self._pictures[row]

    def _encode(self, pictures: list[Picture]) -> None:
        if not pictures:
            return
        vectors = self._encoder.encode([picture.image for picture in pictures])
        for picture, vector in zip(pictures, vectors, strict=True):
            picture.vector = vector / np.linalg.norm(vector)


def _reduced(image: ByteArray) -> ByteArray:
    """Return a copy, no larger than needed: a view would keep the whole frame in memory."""
    shrink = _LONG_SIDE / max(image.shape[:2])
    if shrink >= 1:
        return image.copy()
    size = tuple(max(1, round(side * shrink)) for side in image.shape[1::-1])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
