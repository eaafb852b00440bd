"""The constants that turn cosines into probabilities, fitted on crops that the encoder was not trained on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.decision import Calibration, Decider, combine
from vehiclefinder.match.slots import RANGES, SLOTS
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.pairs import KEYWORDS, draw, per_slot, quadrants_of_views, shares

DRAWS = range(1, 6)
"""Seeds of the pairs that the score is fitted on; the evaluation draws others."""
UNLABELLED_SCALE = 16.0
"""Scale of a slot that the crops have no labels for."""
POSSIBLE_RECALL = 0.99
"""Share of the fitting pairs that fit and must at least be possible matches."""


def calibrate(crops: Crops, vectors: FloatArray, text: TextEncoder, known: Crops) -> Calibration:
    """Fit the scale of every slot, then what the shares of the keywords of pairs are worth, then the thresholds.

    The pairs say nothing of service marks, whose shares stay as they are: most vehicles have none, and that must count.

    :param crops: n labelled crops.
    :param vectors: float32 (n, DIM), their embeddings.
    :param known: Labelled crops that tell how frequent each value is.
    :raises ValueError: Too few labelled crops.
    """
    scale = {slot: _scale(vectors[:, RANGES[slot]] @ text.prototypes(slot).T, crops.accepted[slot]) for slot in SLOTS}
    ones, zeros = dict.fromkeys(SLOTS, 1.0), dict.fromkeys(SLOTS, 0.0)
    prior = {slot: _frequencies(rows) for slot, rows in known.accepted.items()}
    plain = Decider(text, Calibration(scale, ones, zeros, zeros, prior, match=0.5, possible=0.5))
    kinds = _pairs(crops, vectors, plain, _rarity(prior))
    worth = _worth(kinds)
    scores = [_score(kind, worth) for kind in kinds]
    weight, offset, rarity = (dict(zip(KEYWORDS, row.tolist(), strict=True)) for row in worth)
    return Calibration(
        scale,
        ones | weight,
        zeros | offset,
        zeros | rarity,
        prior,
        match=best_threshold(*scores),
        possible=float(np.quantile(scores[0], 1 - POSSIBLE_RECALL)),
    )


def _frequencies(accepted: FloatArray) -> list[float]:
    """Return the share of each value, alternatives divided, as if each had been seen once more than it was."""
    known = accepted[accepted.sum(axis=1) > 0].astype(np.float64)
    counts = (known / known.sum(axis=1, keepdims=True)).sum(axis=0) + 1.0
    shares: list[float] = (counts / counts.sum()).round(5).tolist()
    return shares


def _rarity(prior: dict[str, list[float]]) -> dict[str, FloatArray]:
    """Return slot -> float32 (keywords,): minus the logarithm of how frequent each keyword of the protocol is."""
    table = {slot: np.array(prior[slot], np.float32) for slot in KEYWORDS}
    table["orientation"] = table["orientation"] @ quadrants_of_views().astype(np.float32)
    return {slot: -np.log(row) for slot, row in table.items()}


def _scale(cosines: FloatArray, accepted: FloatArray) -> float:
    known = accepted.sum(axis=1) > 0
    if not known.any():
        return UNLABELLED_SCALE

    def loss(scale: float) -> float:
        odds = np.exp(scale * (cosines[known] - 1.0))
        right = (odds * accepted[known]).sum(axis=1) / odds.sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(2.0, 60.0), method="bounded").x)


@dataclass(frozen=True)
class _Kind:
    """Pairs of one kind.

    :param logs: float32 (3, m), logarithm of the share of each keyword.
    :param rarity: float32 (3, m), of each keyword.
    """

    logs: FloatArray
    rarity: FloatArray


def _pairs(crops: Crops, vectors: FloatArray, decider: Decider, rarity: dict[str, FloatArray]) -> list[_Kind]:
    """Return the positive, random and hard pairs of several draws."""
    logs = {slot: np.log(rows) for slot, rows in shares(decider, vectors).items()}
    rare = {slot: row[:, None].repeat(len(crops), axis=1) for slot, row in rarity.items()}
    protocols = [draw(crops, seed) for seed in DRAWS]
    kinds = zip(*(protocol.kinds.values() for protocol in protocols), strict=True)
    return [
        _Kind(*(np.concatenate([per_slot(table, pairs) for pairs in kind], axis=1) for table in (logs, rare)))
        for kind in kinds
    ]


def _score(kind: _Kind, worth: FloatArray) -> FloatArray:
    """Return the scores of pairs, float32 (m,), as :meth:`Decider.score` does.

    :param worth: float32 (3, 3): weight, offset and rarity of each slot.
    """
    weight, offset, rarity = worth[:, :, None]
    return combine(weight * kind.logs, offset + rarity * kind.rarity)


def _worth(kinds: list[_Kind]) -> FloatArray:
    """The constants that make the score of three keywords tell best which pairs fit, float32 (3, 3)."""

    def loss(constants: NDArray[np.float64]) -> float:
        worth = constants.reshape(3, 3).astype(np.float32)
        hits, *alarms = (np.clip(_score(kind, worth), 1e-9, 1 - 1e-6) for kind in kinds)
        return -float(np.log(hits).mean() + sum(np.log(1 - alarm).mean() for alarm in alarms))

    start = np.repeat([0.8, 0.5, 0.4], 3)
    limits = [(0.05, 3.0)] * 3 + [(-3.0, 5.0)] * 3 + [(0.0, 3.0)] * 3
    found = minimize(loss, start, method="Nelder-Mead", bounds=limits, options={"maxiter": 9000, "maxfev": 9000})
    worth: FloatArray = found.x.reshape(3, 3).astype(np.float32)
    return worth


def best_threshold(positive: FloatArray, random: FloatArray, hard: FloatArray) -> float:
    """The score at which the F1 against random and against hard negatives is best on average."""
    grid = np.linspace(0.05, 0.95, 181)
    return float(max(grid, key=lambda t: _f1(positive, random, t) + _f1(positive, hard, t)))


def _f1(positive: FloatArray, negative: FloatArray, threshold: float) -> float:
    hits, alarms = (positive >= threshold).sum(), (negative >= threshold).sum()
    return float(2 * hits / max(hits + alarms + len(positive), 1))
