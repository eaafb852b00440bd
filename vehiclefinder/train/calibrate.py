"""The constants that turn cosines into probabilities, fitted on crops that the encoder was not trained on."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from vehiclefinder.match.decide import Calibration, Decider
from vehiclefinder.match.slots import RANGES, SLOTS
from vehiclefinder.match.text import TextEncoder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.pairs import draw, per_slot, probabilities
from vehiclefinder.types import FloatArray

DRAWS = range(1, 6)
"""Seeds of the pairs that the score is fitted on; the evaluation draws others."""
UNLABELLED_SCALE = 16.0
"""Scale of a slot that the crops have no labels for."""
POSSIBLE_RECALL = 0.99
"""Share of the fitting pairs that fit and must at least be possible matches."""


def calibrate(crops: Crops, vectors: FloatArray, text: TextEncoder) -> Calibration:
    """Fit the scale of every slot, then the log-odds of three keywords together, then the thresholds.

    :param crops: n labelled crops.
    :param vectors: float32 (n, DIM), their embeddings.
    :raises ValueError: Too few labelled crops.
    """
    scale = {slot: _scale(vectors[:, RANGES[slot]] @ text.prototypes(slot).T, crops.accepted[slot]) for slot in SLOTS}
    decider = Decider(text, Calibration(scale, slope=1.0, offset=0.0, match=0.5, possible=0.5))
    positive, random, hard = _scores(crops, vectors, decider)
    slope, offset = _platt(_log_odds(positive), _log_odds(np.concatenate([random, hard])))
    positive, random, hard = (
        1 / (1 + np.exp(-(slope * _log_odds(scores) + offset))) for scores in (positive, random, hard)
    )
    possible = float(np.quantile(positive, 1 - POSSIBLE_RECALL))
    return Calibration(scale, slope, offset, match=_threshold(positive, random, hard), possible=possible)


def _scale(cosines: FloatArray, accepted: FloatArray) -> float:
    known = accepted.sum(axis=1) > 0
    if not known.any():
        return UNLABELLED_SCALE

    def loss(scale: float) -> float:
        odds = np.exp(scale * (cosines[known] - 1.0))
        right = (odds * accepted[known]).sum(axis=1) / odds.sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(2.0, 60.0), method="bounded").x)


def _scores(crops: Crops, vectors: FloatArray, decider: Decider) -> tuple[FloatArray, FloatArray, FloatArray]:
    table = probabilities(decider, vectors)
    protocols = [draw(crops, seed) for seed in DRAWS]
    positive = np.concatenate([decider.score(per_slot(table, p.positive)) for p in protocols])
    random = np.concatenate([decider.score(per_slot(table, p.random)) for p in protocols])
    return positive, random, np.concatenate([decider.score(per_slot(table, p.hard)) for p in protocols])


def _log_odds(scores: FloatArray) -> FloatArray:
    odds: FloatArray = np.log(scores / (1 - scores))
    return odds


def _platt(positive: FloatArray, negative: FloatArray) -> tuple[float, float]:
    def loss(constants: NDArray[np.float64]) -> float:
        slope, offset = constants
        missed = np.logaddexp(0, -(slope * positive + offset)).sum()
        return float(missed + np.logaddexp(0, slope * negative + offset).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(offset)


def _threshold(positive: FloatArray, random: FloatArray, hard: FloatArray) -> float:
    """The score at which the F1 against random and against hard negatives is best on average."""
    grid = np.linspace(0.05, 0.95, 181)
    return float(max(grid, key=lambda t: _f1(positive, random, t) + _f1(positive, hard, t)))


def _f1(positive: FloatArray, negative: FloatArray, threshold: float) -> float:
    hits, alarms = (positive >= threshold).sum(), (negative >= threshold).sum()
    return float(2 * hits / max(hits + alarms + len(positive), 1))
