"""Pictures as a detector sees them: vehicles, and what it takes for one at a very low threshold, and is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vehiclefinder.core.types import ByteArray, Detections, IntArray
from vehiclefinder.train.detector.labelled_frames import FIRST, SECOND, LabelledFrame, read_frames, read_negatives
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.association import area, iou, shared_area
from vehiclefinder.video.tracking.crops import cut
from vehiclefinder.video.tracking.detector import Detector

VEHICLE, OTHER = "vehicle", "other"
MOST = {VEHICLE: 8, OTHER: 12}
"""Detections of one picture that are taken, drawn at random."""
LEAST_SIDE = {VEHICLE: 10.0, OTHER: 16.0}
"""Pixels of the shorter side; what is smaller than the latter may well be a vehicle that nobody labelled."""
SAME, APART = 0.5, 0.02
"""Least IoU with a labelled box, and greatest share of a detection, or of a box, that both share."""
MOST_SURE = 0.2
"""Detections beside the labelled vehicles that score more are often vehicles that nobody labelled: about a quarter."""
TILE = 0.6
"""Share of the sides of a picture without vehicles that is looked at closely, in each corner."""


@dataclass(frozen=True, slots=True)
class OpenSetExample:
    """What a detector takes for a vehicle.

    :param image: uint8 (h, w, 3), RGB, cut as ingest cuts it.
    :param score: The detector's.
    :param kind: ``VEHICLE``, or ``OTHER`` where it is none.
    :param source: Where the whole picture is from.
    :param held_out: Whether nothing is to be fitted on it.
    """

    image: ByteArray
    score: float
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
        if frame.split not in (FIRST, SECOND):
            continue
        image = read_picture(frame.path)
        empty = not len(frame.boxes) + len(frame.ignored)
        found = _look_closely(image, detector) if empty else detector([image])[0]
        for kind, rows in _kinds(found, frame).items():
            rows = rows[(found.xyxy[rows, 2:] - found.xyxy[rows, :2]).min(axis=1) >= LEAST_SIDE[kind]]
            for row in random.permutation(rows)[: MOST[kind]]:
                picture, score = cut(image, found.xyxy[row]), float(found.score[row])
                yield OpenSetExample(picture, score, kind, frame.source, frame.split == SECOND)


def _look_closely(image: ByteArray, detector: Detector) -> Detections:
    """Detect in the whole picture and in its corners: all that is found, in pixels of the whole."""
    height, width = image.shape[:2]
    rows, columns = int(TILE * height), int(TILE * width)
    found = detector([image])
    boxes = [found[0].xyxy]
    for top, left in ((0, 0), (0, width - columns), (height - rows, 0), (height - rows, width - columns)):
        found += detector([np.ascontiguousarray(image[top : top + rows, left : left + columns])])
        boxes.append(found[-1].xyxy + np.array([left, top, left, top], np.float32))
    scores, labels = (np.concatenate([getattr(each, name) for each in found]) for name in ("score", "label"))
    return Detections(np.concatenate(boxes), scores, labels)


def _kinds(found: Detections, frame: LabelledFrame) -> dict[str, IntArray]:
    """Return the rows of detections that are vehicles, and of those that are none; of some nobody knows."""
    known = np.concatenate([frame.boxes, frame.ignored])
    if not len(known):
        return {OTHER: np.arange(len(found))}
    shared, sizes = shared_area(found.xyxy, known), (area(found.xyxy)[:, None], area(known)[None])
    meets = (shared > APART * np.minimum(*sizes)).any(axis=1)
    matched = (iou(found.xyxy, frame.boxes) > SAME).any(axis=1)
    return {VEHICLE: np.flatnonzero(matched), OTHER: np.flatnonzero(~meets & (found.score < MOST_SURE))}
