"""Pictures of vehicles as detectors see them, and of none: what one takes for a vehicle, places, small parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.train.detector.labelled_frames import FIRST, SECOND, read_frames, read_negatives
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.association import area
from vehiclefinder.video.tracking.crops import cut
from vehiclefinder.video.tracking.detector import Detector

PLACES, FRAME_PLACES, PARTS = 12, 4, 3
"""Boxes that are drawn in a picture without vehicles, in one with some, and parts of the latter's vehicles."""
VEHICLES = 8
"""Vehicles of a picture, small and dark ones among them, which labelled crops are not."""
TRIES = 40
LEAST_SIDE, LEAST_PART, LEAST_VEHICLE = 20.0, 40.0, 10.0
"""Pixels of the shorter side of a box, of that of a vehicle of which a part is cut, and of a whole vehicle."""
SIZES = (0.06, 0.5)
"""Height of a drawn box in heights of the picture."""
ASPECTS = (0.5, 2.6)
"""Its width to its height."""
MOST_SHOWN = 0.25
"""Share of a vehicle that a part of it shows, at most."""

VEHICLE, DETECTED, PLACE, PART = "vehicle", "detected", "place", "part"


@dataclass(frozen=True, slots=True)
class OpenSetExample:
    """A picture that shows a vehicle as a detector sees it, or none, or hardly any of one.

    :param image: uint8 (h, w, 3), RGB, with the margin that a crop has.
    :param kind: ``VEHICLE``, ``DETECTED``, ``PLACE`` or ``PART``.
    :param source: Where the whole picture is from.
    :param held_out: Whether nothing is to be fitted on it.
    """

    image: ByteArray
    kind: str
    source: str
    held_out: bool


def examples(folder: Path, detector: Detector) -> Iterator[OpenSetExample]:
    """Yield pictures of vehicles and of none, the same ones each time; of the split ``dev``, they are held out.

    :param folder: Frames with boxes and pictures without vehicles, see ``labelled_frames``.
    :param detector: One of a very low threshold.
    :raises ValueError: It is no such folder.
    """
    random = np.random.default_rng(0)
    for frame in (*read_negatives(folder), *read_frames(folder)):
        if frame.split in (FIRST, SECOND):
            image, known = read_picture(frame.path), np.concatenate([frame.boxes, frame.ignored])
            drawn = _beside(image, known, random) if len(known) else _anywhere(image, detector, random)
            for kind, box in (*_vehicles(frame.boxes, random), *drawn):
                yield OpenSetExample(cut(image, box), kind, frame.source, frame.split == SECOND)


def _vehicles(boxes: FloatArray, random: Generator) -> Iterator[tuple[str, FloatArray]]:
    seen = boxes[(boxes[:, 2:] - boxes[:, :2]).min(axis=1) >= LEAST_VEHICLE]
    yield from ((VEHICLE, box) for box in seen[random.permutation(len(seen))[:VEHICLES]])


def _anywhere(image: ByteArray, detector: Detector, random: Generator) -> Iterator[tuple[str, FloatArray]]:
    found = detector([image])[0].xyxy
    yield from ((DETECTED, box) for box in found[(found[:, 2:] - found[:, :2]).min(axis=1) >= LEAST_SIDE])
    yield from ((PLACE, _place(image, random)) for _ in range(PLACES))


def _beside(image: ByteArray, known: FloatArray, random: Generator) -> Iterator[tuple[str, FloatArray]]:
    places = (_place(image, random) for _ in range(TRIES))
    free = [box for box in places if not _shared(box, known).any()]
    yield from ((PLACE, box) for box in free[:FRAME_PLACES])
    large = known[(known[:, 2:] - known[:, :2]).min(axis=1) >= LEAST_PART]
    for box in large[random.permutation(len(large))[:PARTS]]:
        part = _part(box, image, random)
        shown = _shared(part, known)
        if np.count_nonzero(shown) == 1 and shown.max() <= MOST_SHOWN * area(box[None])[0]:
            yield PART, part


def _place(image: ByteArray, random: Generator) -> FloatArray:
    """Draw a box of a vehicle's shape and size, float32 (4,), within a picture."""
    height = np.exp(random.uniform(*np.log(SIZES))) * image.shape[0]
    width = min(height * np.exp(random.uniform(*np.log(ASPECTS))), image.shape[1] - 1.0)
    left, top = random.uniform(0, image.shape[1] - width), random.uniform(0, image.shape[0] - height)
    return np.array([left, top, left + width, top + height], np.float32)


def _part(box: FloatArray, image: ByteArray, random: Generator) -> FloatArray:
    """Draw a box, float32 (4,), that holds a part of another: an inner one, or one that is beside it for the most."""
    size = (box[2:] - box[:2]).astype(np.float64)
    if random.random() < 0.5:
        side = size * random.uniform(0.25, 0.45)
        corner = box[:2].astype(np.float64) + random.uniform(0, 1, 2) * (size - side)
    else:
        side, axis, ahead = size * random.uniform(0.7, 1.2, 2), int(random.integers(2)), random.random() < 0.5
        corner = box[:2].astype(np.float64) + random.uniform(-0.2, 0.2, 2) * size
        shown = random.uniform(0.05, 0.22) * size[axis]
        corner[axis] = box[2 + axis] - shown if ahead else box[axis] + shown - side[axis]
    drawn = np.concatenate([corner, corner + side])
    limits = np.array(image.shape[1::-1] * 2)
    return np.asarray(np.clip(drawn, 0, limits - 1), np.float32)


def _shared(box: FloatArray, others: FloatArray) -> NDArray[np.float32]:
    """Return the area that a box shares with each of others, float32 (n,), square pixels."""
    corners = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    return np.asarray(np.clip(corners, 0, None).prod(axis=1), np.float32)
