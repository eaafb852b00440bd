"""CTIM judged as the shipped matcher is: the same pairs, queries and measures, from a table of all that it says.

The table holds every crop against every triple of keywords, of which CTIM has one cosine each, not one per slot.

- **Threshold**, as for ours: from pairs drawn on dev with seeds that the evaluation does not use; factor and margin
  that turn cosines into probabilities by likelihood, then the threshold whose F1 against random and against hard
  negatives is best on average.
- **Accuracy per slot**: the odds of all triples are summed over the values of the two other slots, and the value with
  the largest sum is CTIM's answer. It says quadrants only: within 45 degrees is the same as the right quadrant.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch.nn import functional as F

from benchmarks.ctim.model import TextEncoder
from benchmarks.plain_encoder import SIDE
from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.image_encoder import prepare
from vehiclefinder.runtime.session import Session
from vehiclefinder.train.calibrate import DRAWS, best_threshold
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import SEED, calibration_error, pair_metrics, read_picture, retrieval
from vehiclefinder.train.pairs import KEYWORDS, Protocol, draw, satisfied, score, shares

SIZES = tuple(len(words) for words in KEYWORDS.values())
"""Types, colours, quadrants; a table is (n, \\*SIZES)."""


@dataclass(frozen=True)
class Constants:
    """What turns a cosine into a probability: the logistic function of scale times the cosine above the margin."""

    scale: float
    margin: float
    threshold: float = 0.5

    def log_odds(self, cosines: FloatArray) -> FloatArray:
        """Return the log-odds of a match."""
        return (self.scale * (cosines - self.margin)).astype(np.float32)

    def probability(self, cosines: FloatArray) -> FloatArray:
        """Return the probability of a match."""
        return (1 / (1 + np.exp(-self.log_odds(cosines)))).astype(np.float32)


@torch.no_grad()
def cosines(crops: Crops, image: Session, text: TextEncoder) -> FloatArray:
    """Return the cosine of every crop with every triple of keywords, a table float32."""
    triples = np.indices(SIZES).reshape(len(SIZES), -1).T
    words = F.normalize(text(torch.from_numpy(np.ascontiguousarray(triples))), dim=1).numpy()
    rows = []
    for path in crops.files:
        vector = image.run(["vectors"], {"pixels": prepare(read_picture(path), SIDE)[None]})[0][0]
        rows.append(words @ (vector / np.linalg.norm(vector)))
    return np.stack(rows).reshape(-1, *SIZES).astype(np.float32)


def calibrate(crops: Crops, table: FloatArray, start: Constants) -> Constants:
    """Fit the constants to a table of cosines of the dev split, beginning with those of the training."""
    protocols = [draw(crops, seed) for seed in DRAWS]
    positive, random, hard = (
        np.concatenate([values[kind] for values in (_values(table, protocol) for protocol in protocols)])
        for kind in ("positive", "random", "hard")
    )
    negative = np.concatenate([random, hard])

    def loss(values: NDArray[np.float64]) -> float:
        constants = Constants(*values)
        miss, alarm = -constants.log_odds(positive), constants.log_odds(negative)
        return float(np.logaddexp(0, miss).sum() + np.logaddexp(0, alarm).sum())

    fitted = Constants(*minimize(loss, np.array([start.scale, start.margin]), method="Nelder-Mead").x.tolist())
    threshold = best_threshold(*(fitted.probability(kind) for kind in (positive, random, hard)))
    return Constants(fitted.scale, fitted.margin, threshold)


def judge(crops: Crops, table: FloatArray, threshold: float) -> dict[str, Any]:
    """Return pairs, retrieval and calibration error, as ``eval matcher`` does, from a table of probabilities."""
    protocol = draw(crops, SEED)
    values = _values(table, protocol)
    truth = np.repeat([True, False, False], len(protocol.positive))
    return {
        "pairs": {kind: pair_metrics(values["positive"], values[kind], threshold) for kind in ("random", "hard")},
        "retrieval": retrieval(crops, protocol.positive, lambda query: table[(slice(None), *query)]),
        "ece": calibration_error(np.concatenate(list(values.values())), truth),
    }


def slot_accuracy(crops: Crops, log_odds: FloatArray) -> dict[str, float]:
    """Return the share of crops whose best value of a slot is accepted, the other slots summed over."""
    odds = np.exp(log_odds - log_odds.max(axis=(1, 2, 3), keepdims=True))
    accuracy = {}
    for axis, (slot, fits) in enumerate(satisfied(crops).items(), start=1):
        chosen = odds.sum(axis=tuple({1, 2, 3} - {axis})).argmax(axis=1)
        accuracy[slot] = float(fits[np.arange(len(fits)), chosen][fits.any(axis=1)].mean())
    quadrant = accuracy.pop("orientation")
    return accuracy | {"orientation_quadrant": quadrant, "orientation_45": quadrant}


def decider_table(decider: Decider, vectors: FloatArray) -> FloatArray:
    """Return the table of probabilities of the shipped matcher, to hold :func:`judge` against ``eval matcher``."""
    parts = shares(decider, vectors).values()
    grids = [np.moveaxis(part[(None,) * 2], 2, axis) for axis, part in enumerate(parts)]
    full = np.stack(np.broadcast_arrays(*grids)).reshape(len(SIZES), -1)
    keyword = np.indices((*SIZES, len(vectors)))[:3].reshape(len(SIZES), -1).T
    scores = score(decider, full, keyword).reshape(*SIZES, len(vectors))
    return np.moveaxis(scores, -1, 0)


def _values(table: FloatArray, protocol: Protocol) -> dict[str, FloatArray]:
    return {name: table[(pairs.crop, *pairs.keyword.T)] for name, pairs in protocol.kinds.items()}
