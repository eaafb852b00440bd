"""Crops of labelled frames: vehicles of which only the detector's class is known, for teachers to say more of."""

import csv
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.train.dataset import UNLABELLED
from vehiclefinder.train.detector.labelled_frames import LabelledFrame, read_frames
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.crops import cut

SMALLEST = 20.0
"""Boxes whose longer side is shorter, in pixels, show too little."""
PER_FRAME = 6
"""So many vehicles of a frame at most, drawn at random: neighbouring frames show the same queue."""
VAGUE = frozenset({"act"})
"""Sources that call every vehicle by one class: theirs is left open."""
COARSE_CLASS = {"bus": "minibus", "truck": "goods_vehicle"}
"""What else a class of the detector's holds: it calls large vans bus or truck, and pickups truck."""


def cut_crops(frames: Path, out: Path, split: str = "train") -> int:
    """Write ``unlabelled/`` and ``unlabelled.csv``, which :func:`read_coarse` reads, from frames with boxes.

    :param frames: Folder as of :func:`read_frames`.
    :param out: Folder to write to; pictures of the same name are written over.
    :returns: How many crops.
    :raises ValueError: As of :func:`read_frames`.
    """
    (out / UNLABELLED).mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    rows = [row for frame in read_frames(frames, split) for row in _cut(frame, out / UNLABELLED, random)]
    with (out / f"{UNLABELLED}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "source", "source_class", "scene"))
        writer.writerows(rows)
    return len(rows)


def _cut(frame: LabelledFrame, folder: Path, random: Generator) -> list[tuple[str, str, str, str]]:
    image, rows = read_picture(frame.path), []
    large = np.flatnonzero((frame.boxes[:, 2:] - frame.boxes[:, :2]).max(axis=1, initial=0) >= SMALLEST)
    for number in sorted(random.permutation(large)[:PER_FRAME]):
        name = f"{frame.path.stem}_{number}.jpg"
        picture = cut(image, frame.boxes[number])
        cv2.imwrite(str(folder / name), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
        label = VEHICLE_CLASSES[frame.labels[number]]
        known = "" if frame.source in VAGUE else COARSE_CLASS.get(label, label)
        rows.append((name, frame.source, known, frame.path.stem))
    return rows
