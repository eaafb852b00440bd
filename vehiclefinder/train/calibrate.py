"""The constants that turn cosines into probabilities, fitted on crops that the encoder was not trained on."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from vehiclefinder.match.decide import Calibration, Decider, combine
from vehiclefinder.match.slots import RANGES, SLOTS
from vehiclefinder.match.text import TextEncoder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.pairs import KEYWORDS, draw, per_slot, shares
from vehiclefinder.types import FloatArray

DRAWS = range(1, 6)
"""Seeds of the pairs that the score is fitted on; the evaluation draws others."""
UNLABELLED_SCALE = 16.0
"""Scale of a slot that the crops have no labels for."""
POSSIBLE_RECALL = 0.99
"""Share of the fitting pairs that fit and must at least be possible matches."""


def calibrate(crops: Crops, vectors: FloatArray, text: TextEncoder) -> Calibration:
    """Fit the scale of every slot, then weights and offset of the keywords of the pairs, then the thresholds.

    The pairs say nothing of service marks, whose shares stay as they are: most vehicles have none, and that must count.

    :param crops: n labelled crops.
    :param vectors: float32 (n, DIM), their embeddings.
    :raises ValueError: Too few labelled crops.
    """
    scale = {slot: _scale(vectors[:, RANGES[slot]] @ text.prototypes(slot).T, crops.accepted[slot]) for slot in SLOTS}
    ones, zeros = dict.fromkeys(SLOTS, 1.0), dict.fromkeys(SLOTS, 0.0)
    plain = Decider(text, Calibration(scale, ones, zeros, match=0.5, possible=0.5))
    positive, random, hard = _log_shares(crops, vectors, plain)
    weights, offset = _weights_and_offset(positive, np.concatenate([random, hard], axis=1))
    scores = [_score(kind, weights, offset) for kind in (positive, random, hard)]
    return Calibration(
        scale,
        ones | dict(zip(KEYWORDS, weights.tolist(), strict=True)),
        zeros | dict.fromkeys(KEYWORDS, offset),
        match=_threshold(*scores),
        possible=float(np.quantile(scores[0], 1 - POSSIBLE_RECALL)),
    )


def _scale(cosines: FloatArray, accepted: FloatArray) -> float:
    known = accepted.sum(axis=1) > 0
    if not known.any():
        return UNLABELLED_SCALE

    def loss(scale: float) -> float:
        odds = np.exp(scale * (cosines[known] - 1.0))
        right = (odds * accepted[known]).sum(axis=1) / odds.sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(2.0, 60.0), method="bounded").x)


def _log_shares(crops: Crops, vectors: FloatArray, decider: Decider) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return float32 (3, m) for positive, random and hard pairs: the logarithm of each keyword's share."""
    table = shares(decider, vectors)
    protocols = [draw(crops, seed) for seed in DRAWS]
    positive, random, hard = (
        np.log(np.concatenate([per_slot(table, getattr(protocol, kind)) for protocol in protocols], axis=1))
        for kind in ("positive", "random", "hard")
    )
    return positive, random, hard


def _score(logs: FloatArray, weights: FloatArray, offset: float) -> FloatArray:
    return combine(weights[:, None] * logs, np.full_like(logs, offset))


def _weights_and_offset(positive: FloatArray, negative: FloatArray) -> tuple[FloatArray, float]:
    """The constants that make the score of three keywords tell best which pairs fit."""

    def loss(constants: NDArray[np.float64]) -> float:
        weights, offset = constants[:-1].astype(np.float32), float(constants[-1])
        hits, alarms = _score(positive, weights, offset), _score(negative, weights, offset)
        return -float(np.log(np.maximum(hits, 1e-9)).sum() + np.log(np.maximum(1 - alarms, 1e-9)).sum())

    limits = [(0.05, 3.0)] * len(positive) + [(-3.0, 5.0)]
    found = minimize(loss, np.full(len(limits), 0.8), method="Nelder-Mead", bounds=limits, options={"maxiter": 4000})
    return found.x[:-1].astype(np.float32), float(found.x[-1])


def _threshold(positive: FloatArray, random: FloatArray, hard: FloatArray) -> float:
    """The score at which the F1 against random and against hard negatives is best on average."""
    grid = np.linspace(0.05, 0.95, 181)
    return float(max(grid, key=lambda t: _f1(positive, random, t) + _f1(positive, hard, t)))


def _f1(positive: FloatArray, negative: FloatArray, threshold: float) -> float:
    hits, alarms = (positive >= threshold).sum(), (negative >= threshold).sum()
    return float(2 * hits / max(hits + alarms + len(positive), 1))
