"""What the detector calls each type of vehicle, measured: a second witness beside the encoder."""

from pathlib import Path

import cv2
import numpy as np

from vehiclefinder.core.types import VEHICLE_CLASSES, ByteArray
from vehiclefinder.match.slots import TYPES
from vehiclefinder.runtime.model_folder import ModelFolder, register
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session
from vehiclefinder.train.dataset import Crops, read_crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.detector import Detector, PicoDet

DETECTOR, MATCHER = "detector", "matcher-image"

LEAST_SCORE = 0.3
"""Crops in which the detector is not surer of a vehicle than this are left out."""
MOST = 150
"""Crops of each type that are looked at."""
PRIOR = 1.0
"""Crops that each type is taken to have shown beforehand, spread evenly over the labels, so that none is ruled out."""


def label_shares(crops: Crops, detector: Detector) -> dict[str, list[float]]:
    """Return for every type the share of its crops that the detector gives each label of ``VEHICLE_CLASSES``.

    :param crops: Labelled crops; MOST of each type are drawn.
    :param detector: The detector whose labels tracks will carry.
    """
    random = np.random.default_rng(0)
    types = crops.accepted["type"]
    table = {}
    for column, name in enumerate(TYPES):
        rows = random.permutation(np.flatnonzero((types.argmax(axis=1) == column) & (types[:, column] > 0)))[:MOST]
        seen = [label for row in rows if (label := _label(crops.files[row], detector)) is not None]
        counts = np.bincount(seen, minlength=len(VEHICLE_CLASSES)) + PRIOR / len(VEHICLE_CLASSES)
        table[name] = [round(float(share), 4) for share in counts / counts.sum()]
    return table


def register_labels(models: Path, data: Path) -> None:
    """Measure anew what the detector of a model folder calls each type, and keep it in the matcher's calibration.

    :param models: Folder with both models.
    :param data: Folder with ``labels.csv`` and ``crops/``; its split ``train`` is looked at.
    :raises ModelError: A model is missing or damaged.
    :raises ValueError: The folder holds no labelled crops.
    """
    folder = ModelFolder(models)
    matcher = folder.get(MATCHER)
    detector = PicoDet(open_session(folder.get(DETECTOR).path, Provider.CPU))
    calibration = matcher.info["calibration"] | {"labels": label_shares(read_crops(data, "train"), detector)}
    kept = {name: value for name, value in matcher.info.items() if name not in ("file", "sha256")}
    register(models, MATCHER, matcher.info["file"], kept | {"calibration": calibration})


def _label(path: Path, detector: Detector) -> int | None:
    found = detector([_framed(read_picture(path))])[0]
    return int(found.label[0]) if len(found) and found.score[0] >= LEAST_SCORE else None


def _framed(image: ByteArray) -> ByteArray:
    """Set a crop into a square twice its size: a detector expects surroundings."""
    height, width = image.shape[:2]
    side = 2 * max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    edges = (top, side - height - top, left, side - width - left)
    framed: ByteArray = cv2.copyMakeBorder(image, *edges, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    return framed
