"""Is it a vehicle at all? Looks, the detector's scores and motion witness together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray

SMALLEST = 1e-6
"""No probability is nearer to 0 or 1 than this."""


@dataclass(frozen=True, slots=True)
class VehicleLimits:
    """What is taken for a vehicle; the defaults take everything.

    Kerbs, bins and signs stand, so that what stands must look more like a vehicle than what moves.

    :param moving: Least probability, by its looks, of a vehicle that moves or stands.
    :param standing: Least probability of one that stands, by its looks and the detector's score.
    :param score_weight: Log-odds that the score's add to those of the looks, each.
    """

    moving: float = 0.0
    standing: float = 0.0
    score_weight: float = 0.0

    def accept(self, looks: float, score: float | None, stands: bool) -> bool:
        """Tell whether a track is taken for a vehicle.

        :param looks: How probable its pictures make a vehicle.
        :param score: Mean score of its detections; None, as for what moves, lets the looks alone decide.
        :param stands: Whether it never left its place.
        """
        if looks < self.moving:
            return False
        if not stands or score is None:
            return True
        return float(probability(log_odds(looks) + self.score_weight * log_odds(score))) >= self.standing


def log_odds(shares: float | FloatArray | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(p / (1 - p)) of probabilities of any shape, float64, finite."""
    p = np.clip(np.asarray(shares, np.float64), SMALLEST, 1.0 - SMALLEST)
    return np.asarray(np.log(p / (1.0 - p)))


def probability(odds: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log-odds of any shape, float64."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(odds, np.float64))))
