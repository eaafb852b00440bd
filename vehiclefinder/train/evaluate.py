"""The matcher judged on labelled crops, through the code that serves it; needs no PyTorch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.core.types import ByteArray, FloatArray, IntArray
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.train.dataset import EVERYTHING, Crops, RowSelection, crops_of, read_rows
from vehiclefinder.train.pairs import (
    BoolArray,
    Pairs,
    Protocol,
    draw,
    per_slot,
    quadrants_of_views,
    queries,
    satisfied,
    score,
    shares,
)
from vehiclefinder.train.reliability import reliability

SEED = 0


@dataclass(frozen=True)
class CropPredictions:
    """What a matcher says of labelled crops: the arrays that metrics and pictures are made of, each computed once.

    :param crops: n labelled crops.
    :param vectors: float32 (n, DIM), their embeddings.
    :param decider: The half that holds them against values and keywords.
    :param sources: Where each crop is from; empty where that is not known.
    """

    crops: Crops
    vectors: FloatArray
    decider: Decider
    sources: tuple[str, ...] = ()

    @cached_property
    def values(self) -> dict[str, FloatArray]:
        """Slot -> float32 (n, values): how probable each value is."""
        return {slot: self.decider.values(slot, self.vectors) for slot in SLOTS}

    @cached_property
    def keywords(self) -> dict[str, FloatArray]:
        """Slot -> float32 (keywords, n): the share of each keyword of the protocol."""
        return shares(self.decider, self.vectors)

    @cached_property
    def protocol(self) -> Protocol:
        """The pairs that the matcher is judged on."""
        return draw(self.crops, SEED)

    @cached_property
    def scores(self) -> dict[str, FloatArray]:
        """Kind of pairs (positive, random, hard) -> float32 (m,), their scores."""
        return {
            name: score(self.decider, per_slot(self.keywords, pairs), pairs.keyword)
            for name, pairs in self.protocol.kinds.items()
        }

    def ask_keywords(self, query: IntArray) -> FloatArray:
        """Return the score of every crop for three keywords, float32 (n,).

        :param query: int64 (3,), positions in ``KEYWORDS``.
        """
        everywhere = np.tile(query, (len(self.crops), 1))
        return score(self.decider, per_slot(self.keywords, Pairs(np.arange(len(self.crops)), everywhere)), everywhere)

    @property
    def pairs(self) -> tuple[FloatArray, BoolArray]:
        """Scores of the pairs of all kinds, float32 (3 m,), and which of them fit, bool (3 m,)."""
        truth = [np.full(len(part), name == "positive") for name, part in self.scores.items()]
        return np.concatenate(list(self.scores.values())), np.concatenate(truth)


def evaluate(data: Path, encoder: ImageEncoder, decider: Decider, split: str | None) -> dict[str, Any]:
    """Return the metrics of ``eval matcher``; see :func:`ask` and :func:`summary`."""
    return summary(ask(data, encoder, decider, split))


def ask(
    data: Path, encoder: ImageEncoder, decider: Decider, split: str | None, selection: RowSelection = EVERYTHING
) -> CropPredictions:
    """Show the matcher the crops of a folder.

    :param data: Folder with ``labels.csv`` and ``crops/``.
    :param split: Rows to take; None takes all.
    :param selection: Which of them.
    :raises ValueError: The folder holds no such crops.
    :raises VehicleFinderError: A picture cannot be read.
    """
    rows = read_rows(data, split, selection)
    crops = crops_of(data, rows)
    sources = tuple(row.get("source", "") for row in rows)
    return CropPredictions(crops, embed(crops, encoder), decider, sources)


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
    """Return the metrics for crops that are embedded already; see :func:`summary`."""
    return summary(CropPredictions(crops, vectors, decider))


def summary(predictions: CropPredictions) -> dict[str, Any]:
    """Return accuracy per slot, pairs, retrieval and calibration.

    :returns: Ready for JSON; shares in [0, 1].
    :raises ValueError: Fewer than two crops whose type, colour and view are known.
    """
    scores, threshold = predictions.scores, predictions.decider.threshold
    by_source = {"by_source": _by_source(predictions)} if len(set(predictions.sources)) > 1 else {}
    return {
        "crops": len(predictions.crops),
        "slots": accuracies(predictions.crops, predictions.values),
        "pairs": {name: pair_metrics(scores["positive"], scores[name], threshold) for name in ("random", "hard")},
        "retrieval": retrieval(predictions.crops, predictions.protocol.positive, predictions.ask_keywords),
        "ece": calibration_error(*predictions.pairs),
        **by_source,
    }


def _by_source(predictions: CropPredictions) -> dict[str, dict[str, float]]:
    """Source -> its number of crops and the accuracies on them."""
    found, sources = {}, np.array(predictions.sources)
    for name in sorted(set(predictions.sources)):
        rows = np.flatnonzero(sources == name)
        values = {slot: shares[rows] for slot, shares in predictions.values.items()}
        found[name] = {"crops": len(rows), **accuracies(predictions.crops[rows], values)}
    return found


def slot_accuracy(crops: Crops, vectors: FloatArray, decider: Decider) -> dict[str, float]:
    """Return the accuracies for crops that are embedded already; see :func:`accuracies`."""
    return accuracies(crops, CropPredictions(crops, vectors, decider).values)


def accuracies(crops: Crops, values: Mapping[str, FloatArray]) -> dict[str, float]:
    """Return the share of crops whose top choice is accepted, for crops where the slot is known.

    :param values: Slot -> float32 (n, values), how probable each value is.
    :returns: Measure -> share; without those that no crop is labelled for.
    """
    fits = satisfied(crops)
    views = crops.accepted["orientation"] > 0
    near = views | np.roll(views, 1, axis=1) | np.roll(views, -1, axis=1)
    chosen = {
        "type": (values["type"], fits["type"]),
        "colour": (values["colour"], fits["colour"]),
        "orientation_quadrant": (values["orientation"] @ quadrants_of_views(), fits["orientation"]),
        "orientation_45": (values["orientation"], near),
    }
    return {name: _accuracy(shares, right) for name, (shares, right) in chosen.items() if right.any()}


def calibration_error(scores: FloatArray, truth: BoolArray) -> float:
    """Return the expected calibration error: the mean gap between score and share of truth over equal bins."""
    return reliability(scores, truth).error


def _accuracy(shares: np.ndarray, fits: np.ndarray) -> float:
    known = fits.any(axis=1)
    return float(fits[np.arange(len(fits)), shares.argmax(axis=1)][known].mean())


def pair_metrics(positive: FloatArray, negative: FloatArray, threshold: float) -> dict[str, float]:
    """Return precision, recall and F1 of scores at a threshold."""
    hits, alarms = int((positive >= threshold).sum()), int((negative >= threshold).sum())
    precision, recall = hits / max(hits + alarms, 1), hits / len(positive)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-12)}


def retrieval(crops: Crops, positive: Pairs, score_of: Callable[[IntArray], FloatArray]) -> dict[str, float]:
    """Return mAP and R@k of the distinct keywords of pairs that fit, each a query over all crops.

    :param score_of: Keywords, int64 (3,) -> the scores of all crops, float32 (n,).
    """
    fits, average, found = satisfied(crops), [], []
    for query in queries(positive):
        right = np.logical_and.reduce([fits[slot][:, word] for slot, word in zip(fits, query, strict=True)])
        ranked = right[np.argsort(-score_of(query), kind="stable")]
        places = np.flatnonzero(ranked) + 1
        average.append(float((np.arange(1, len(places) + 1) / places).mean()))
        found.append(places[0])
    first = np.array(found)
    return {"mAP": float(np.mean(average)), **{f"R@{k}": float((first <= k).mean()) for k in (1, 5, 10)}}
