"""Pictures to vehicles: the seam that any detector can fill, and the PicoDet that is shipped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES, ByteArray, Detections, FloatArray
from vehiclefinder.runtime.session import Session
from vehiclefinder.video.tracking.association import area, shared_area

STRIDES = (8, 16, 32, 64)
"""Pixels of the input from one anchor to the next, on each level of the model."""
MULTIPLE = 32
"""Sides of an input are multiples of it."""
TWO_WHEELERS = tuple(VEHICLE_CLASSES.index(name) for name in ("motorcycle", "bicycle"))
"""Indices into ``VEHICLE_CLASSES``."""
ADAPTIVE, SIDE = 0, 640
TRUSTED = 0.45
"""Score from which one detection alone is believed, of whatever class: ``export detector`` sees to it that it means the
same precision. A track begins lower, for it must be seen more than once."""
NESTED = 0.7
"""Share of the smaller of two two-wheelers' boxes that lies in the other, if they are one."""
ENLARGED = 1.2
"""How much larger than it is a picture is looked at, at most: of 352 x 288 that saw more, and twice as large less."""
LANDSCAPE = 0.6
"""Height to width of the picture whose long side is the setting; others are looked at with as many pixels at most."""


class Detector(Protocol):
    """Finds the vehicles of each picture."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect.

        :param images: uint8 (H, W, 3), RGB; sizes may differ.
        :return: One ``Detections`` per picture, best score first, weak ones (which help a tracker) included.
        """
        ...


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """What counts as a vehicle.

    :param score: Least score of a detection; far below what is trusted, for the tracker's second look.
    :param overlap: Greatest IoU that two vehicles may have, whatever their classes.
    :param limit: Most vehicles of one picture.
    :param side: Longest side at which a picture is looked at, pixels; ``ADAPTIVE`` leaves it to what a video shows, and
        looks at single pictures with ``SIDE``.
    """

    score: float = 0.12
    overlap: float = 0.45
    limit: int = 100
    side: int = 0


class PicoDet:
    """PicoDet-S (Yu et al. 2021, https://arxiv.org/abs/2111.00902), as ``export detector`` writes it.

    :param session: uint8 ``image`` (n, h, w, 3) RGB in, sides multiples of ``MULTIPLE``; out float32 ``distances``
        (n, a, 4), of the left, upper, right and lower side of each anchor's box from its centre, pixels of the input;
        and ``scores`` (n, classes, a), classes in the order of ``VEHICLE_CLASSES``.
    :param settings: Thresholds, and how large pictures are looked at.
    """

    def __init__(self, session: Session, settings: DetectorSettings = DetectorSettings()) -> None:
        self._session = session
        self._settings = settings

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect vehicles; see ``Detector``. Pictures keep their shape, but for a few pixels."""
        return [self._detect(image) for image in images]

    @property
    def is_adaptive(self) -> bool:
        """Whether the size of the input is left to what a video shows."""
        return self._settings.side == ADAPTIVE

    def at(self, side: int) -> "PicoDet":
        """Return the same detector with another longest side of the input, pixels."""
        return PicoDet(self._session, replace(self._settings, side=side))

    def _detect(self, image: ByteArray) -> Detections:
        height, width = input_size(image.shape[0], image.shape[1], self._settings.side or SIDE)
        small = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
        distances, scores = self._session.run(["distances", "scores"], {"image": small[None]})
        return self._select(corners(centres(height, width), distances[0]), scores[0], image, (height, width))

    def _select(self, boxes: FloatArray, scores: FloatArray, image: ByteArray, seen: tuple[int, int]) -> Detections:
        best = scores.max(axis=0)
        rows = np.flatnonzero(best >= self._settings.score)
        if not len(rows):
            return Detections.empty()
        height, width = image.shape[:2]
        ends = np.array([width, height, width, height], np.float32)
        scale = ends / np.array([*seen[::-1], *seen[::-1]], np.float32)
        xyxy = np.clip(boxes[rows] * scale, 0, ends).astype(np.float32)
        kept = suppress(xyxy, best[rows], self._settings.overlap)
        found = Detections(xyxy[kept], best[rows[kept]], scores[:, rows[kept]].argmax(axis=0))
        return found[np.flatnonzero(~nested(found))[: self._settings.limit]]


def nested(found: Detections) -> NDArray[np.bool_]:
    """Tell which detections, best first, are two-wheelers within better ones: with or without their riders."""
    ridden = np.isin(found.label, TWO_WHEELERS)
    smaller = np.minimum(area(found.xyxy)[:, None], area(found.xyxy)[None])
    within = shared_area(found.xyxy, found.xyxy) > NESTED * smaller
    return np.asarray((np.tril(within, -1) & ridden[None] & ridden[:, None]).any(axis=1))


def input_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return the (height, width) at which a picture is looked at: its own shape, in multiples of ``MULTIPLE``.

    :param side: Greatest long side, of a wide picture; a square one is looked at with as many pixels. No picture is
        enlarged beyond ``ENLARGED``.
    """
    scale = min(ENLARGED, side / max(height, width), side * math.sqrt(LANDSCAPE / (height * width)))
    rows, columns = (max(1, round(length * scale / MULTIPLE)) * MULTIPLE for length in (height, width))
    return rows, columns


@lru_cache(maxsize=32)
def centres(height: int, width: int) -> FloatArray:
    """Return the centres of the anchors of an input of that size: float32 (a, 2), x and y, pixels, finest first."""
    levels = [_grid(-(-height // stride), -(-width // stride)) * stride for stride in STRIDES]
    return np.concatenate(levels).astype(np.float32)


def corners(centres: FloatArray, distances: FloatArray) -> FloatArray:
    """Return boxes (..., a, 4), xyxy, from anchors' centres (a, 2) and the distances (..., a, 4) of their sides."""
    return np.concatenate([centres - distances[..., :2], centres + distances[..., 2:]], axis=-1)


def _grid(rows: int, columns: int) -> FloatArray:
    y, x = np.mgrid[:rows, :columns].astype(np.float32) + 0.5
    return np.stack([x.ravel(), y.ravel()], axis=1)


def suppress(xyxy: FloatArray, score: FloatArray, overlap: float) -> list[int]:
    """Greedy non-maximum suppression, blind to class: one vehicle is not both car and truck.

    :param xyxy: float32 (n, 4).
    :param score: float32 (n,).
    :param overlap: Boxes whose IoU with a better one is larger go.
    :return: The rows that stay, best first.
    """
    xywh = np.concatenate([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    return [int(row) for row in cv2.dnn.NMSBoxes(xywh.tolist(), score.tolist(), 0.0, overlap)]
