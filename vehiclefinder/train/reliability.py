"""Counts behind metrics and pictures: which value is taken for which, and how far a score can be believed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray

BINS = 15


def confusion(accepted: FloatArray, values: FloatArray) -> IntArray:
    """Count what was chosen for what, over the crops where the slot is known.

    :param accepted: float32 (n, k), how right each value is; the largest is the label's first choice.
    :param values: float32 (n, k), how probable each value is; the largest is chosen.
    :returns: int64 (k, k), rows the first choice, columns the chosen value.
    """
    known = accepted.any(axis=1)
    counts = np.zeros((accepted.shape[1],) * 2, np.int64)
    np.add.at(counts, (accepted[known].argmax(axis=1), values[known].argmax(axis=1)), 1)
    return counts


@dataclass(frozen=True)
class Reliability:
    """Scores in equal bins of [0, 1], held against what was true.

    :param count: int64 (BINS,), pairs in each bin.
    :param score: float64 (BINS,), their mean score; NaN in an empty bin.
    :param truth: float64 (BINS,), the share of them that fit; NaN in an empty bin.
    """

    count: IntArray
    score: NDArray[np.float64]
    truth: NDArray[np.float64]

    @property
    def error(self) -> float:
        """The expected calibration error: the mean gap between score and truth."""
        return float(np.nansum(abs(self.score - self.truth) * self.count) / self.count.sum())


def reliability(scores: FloatArray, truth: NDArray[np.bool_]) -> Reliability:
    """Sort scores into bins.

    :param scores: float32 (m,), in [0, 1].
    :param truth: bool (m,), which of the scored pairs fit.
    """
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    count = np.bincount(bins, minlength=BINS)
    pairs = np.where(count > 0, count, np.nan)
    score, share = (np.bincount(bins, weights=column, minlength=BINS) / pairs for column in (scores, truth))
    return Reliability(count, score, share)
