"""Pictures to vehicles: the seam that any detector can fill, and the PicoDet that is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, Detections, FloatArray
from vehiclefinder.runtime.session import Session


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
    """

    score: float = 0.15
    overlap: float = 0.45
    limit: int = 100


class PicoDet:
    """PicoDet-S (Yu et al. 2021, https://arxiv.org/abs/2111.00902), as ``models/detector/convert.py`` writes it.

    :param session: uint8 ``image`` (n, size, size, 3) RGB in; float32 ``boxes`` (n, a, 4), xyxy in pixels of the
        input, and ``scores`` (n, classes, a) out, classes in the order of ``VEHICLE_CLASSES``.
    :param settings: Thresholds.
    :param size: Side of the input, pixels.
    """

    def __init__(self, session: Session, settings: DetectorSettings = DetectorSettings(), size: int = 416) -> None:
        self._session = session
        self._settings = settings
        self._size = size

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        """Detect vehicles; see ``Detector``. Pictures are squeezed to a square, as the model was trained."""
        if not images:
            return []
        inputs = np.stack([_resized(image, self._size) for image in images])
        boxes, scores = self._session.run(["boxes", "scores"], {"image": inputs})
        return [self._select(*one) for one in zip(boxes, scores, images, strict=True)]

    def _select(self, boxes: FloatArray, scores: FloatArray, image: ByteArray) -> Detections:
        best = scores.max(axis=0)
        rows = np.flatnonzero(best >= self._settings.score)
        if not len(rows):
            return Detections.empty()
        height, width = image.shape[:2]
        scale = np.array([width, height, width, height], np.float32)
        xyxy = np.clip(boxes[rows] * (scale / self._size), 0, scale).astype(np.float32)
        kept = suppress(xyxy, best[rows], self._settings.overlap)[: self._settings.limit]
        label = scores[:, rows[kept]].argmax(axis=0)
        return Detections(xyxy[kept], best[rows[kept]], label)


def suppress(xyxy: FloatArray, score: FloatArray, overlap: float) -> list[int]:
    """Greedy non-maximum suppression, blind to class: one vehicle is not both car and truck.

    :param xyxy: float32 (n, 4).
    :param score: float32 (n,).
    :param overlap: Boxes whose IoU with a better one is larger go.
    :return: The rows that stay, best first.
    """
    xywh = np.concatenate([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    return [int(row) for row in cv2.dnn.NMSBoxes(xywh.tolist(), score.tolist(), 0.0, overlap)]


def _resized(image: ByteArray, size: int) -> ByteArray:
    return np.asarray(cv2.resize(image, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)
