"""The matcher judged on labelled crops, through the code that serves it; needs no PyTorch."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vehiclefinder.errors import VehicleFinderError
from vehiclefinder.match.decide import Decider
from vehiclefinder.match.image import ImageEncoder
from vehiclefinder.train.dataset import Crops, read_crops
from vehiclefinder.train.pairs import Pairs, draw, per_slot, quadrants_of_views, queries, satisfied, score, shares
from vehiclefinder.types import ByteArray, FloatArray

BINS = 15
SEED = 0


def evaluate(data: Path, encoder: ImageEncoder, decider: Decider, split: str | None) -> dict[str, Any]:
    """Return the metrics of ``eval matcher``: accuracy per slot, pairs, retrieval, calibration.

    :param data: Folder with ``labels.csv`` and ``crops/``.
    :param split: Rows to take; None takes all.
    :returns: Ready for JSON; shares in [0, 1].
    :raises ValueError: The folder holds no such crops.
    :raises VehicleFinderError: A picture cannot be read.
    """
    crops = read_crops(data, split)
    return judge(crops, embed(crops, encoder), decider)


def embed(crops: Crops, encoder: ImageEncoder) -> FloatArray:
    """Return the vectors of all crops, float32 (n, DIM)."""
    return np.concatenate([encoder.encode([read_picture(path)]) for path in crops.files])


def read_picture(path: Path) -> ByteArray:
    """Read a picture as uint8 (h, w, 3), RGB.

    :raises VehicleFinderError: It is missing or no picture.
    """
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise VehicleFinderError(f"cannot read the picture {path}")
    return np.ascontiguousarray(image[..., ::-1]).astype(np.uint8, copy=False)


def judge(crops: Crops, vectors: FloatArray, decider: Decider) -> dict[str, Any]:
    """Return the metrics for crops that are embedded already."""
    protocol = draw(crops, SEED)
    table = shares(decider, vectors)
    scores = {
        name: score(decider, per_slot(table, pairs))
        for name, pairs in (("positive", protocol.positive), ("random", protocol.random), ("hard", protocol.hard))
    }
    truth = np.concatenate([np.full(len(part), name == "positive") for name, part in scores.items()])
    threshold = decider.threshold
    return {
        "crops": len(crops),
        "slots": slot_accuracy(crops, vectors, decider),
        "pairs": {name: _pair_metrics(scores["positive"], scores[name], threshold) for name in ("random", "hard")},
        "retrieval": _retrieval(crops, table, protocol.positive, decider),
        "ece": calibration_error(np.concatenate(list(scores.values())), truth),
    }


def slot_accuracy(crops: Crops, vectors: FloatArray, decider: Decider) -> dict[str, float]:
    """Return the share of crops whose top choice is accepted, for crops where the slot is known."""
    shares = {slot: decider.values(slot, vectors) for slot in ("type", "colour", "orientation")}
    fits = satisfied(crops)
    views = crops.accepted["orientation"] > 0
    near = views | np.roll(views, 1, axis=1) | np.roll(views, -1, axis=1)
    return {
        "type": _accuracy(shares["type"], fits["type"]),
        "colour": _accuracy(shares["colour"], fits["colour"]),
        "orientation_quadrant": _accuracy(shares["orientation"] @ quadrants_of_views(), fits["orientation"]),
        "orientation_45": _accuracy(shares["orientation"], near),
    }


def calibration_error(scores: FloatArray, truth: np.ndarray) -> float:
    """Return the expected calibration error: the mean gap between score and share of truth over equal bins."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs(scores[bins == b].mean() - truth[bins == b].mean()) * (bins == b).sum() for b in np.unique(bins)]
    return float(sum(gaps) / len(scores))


def _accuracy(shares: np.ndarray, fits: np.ndarray) -> float:
    known = fits.any(axis=1)
    return float(fits[np.arange(len(fits)), shares.argmax(axis=1)][known].mean())


def _pair_metrics(positive: FloatArray, negative: FloatArray, threshold: float) -> dict[str, float]:
    hits, alarms = int((positive >= threshold).sum()), int((negative >= threshold).sum())
    precision, recall = hits / max(hits + alarms, 1), hits / len(positive)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-12)}


def _retrieval(crops: Crops, table: dict[str, FloatArray], positive: Pairs, decider: Decider) -> dict[str, float]:
    fits, average, found = satisfied(crops), [], []
    for query in queries(positive):
        slots = list(zip(query, table, strict=True))
        scores = score(decider, np.stack([table[slot][keyword] for keyword, slot in slots]))
        right = np.logical_and.reduce([fits[slot][:, keyword] for keyword, slot in slots])
        ranked = right[np.argsort(-scores, kind="stable")]
        places = np.flatnonzero(ranked) + 1
        average.append(float((np.arange(1, len(places) + 1) / places).mean()))
        found.append(places[0])
    first = np.array(found)
    return {"mAP": float(np.mean(average)), **{f"R@{k}": float((first <= k).mean()) for k in (1, 5, 10)}}
