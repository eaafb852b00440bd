"""Tracks with their scores, and what was found of each check."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ScoredTracks:
    """Tracks and what was found of them.

    :param rows: int64 (m,), rows of the index.
    :param scores: float32 (m,), calibrated, in [0, 1].
    :param probabilities: float32 (checks, m), NaN where a check could not be made.
    """

    rows: IntArray
    scores: FloatArray
    probabilities: FloatArray

    @classmethod
    def of_nothing(cls, checks: int, rows: IntArray) -> "ScoredTracks":
        """Tracks of which nothing could be checked."""
        nothing = np.full((checks, len(rows)), np.nan, np.float32)
        return cls(rows, np.zeros(len(rows), np.float32), nothing)

    @classmethod
    def join(cls, parts: Sequence["ScoredTracks"]) -> "ScoredTracks":
        """Return the tracks of all parts, one part after the other."""
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.scores for part in parts]),
            np.concatenate([part.probabilities for part in parts], axis=1),
        )

    def __getitem__(self, which: IntArray | NDArray[np.bool_]) -> "ScoredTracks":
        return ScoredTracks(self.rows[which], self.scores[which], self.probabilities[:, which])

    def best(self, k: int, tracks: IntArray) -> "ScoredTracks":
        """Return the k best, best first, of equally good ones those of smaller ids.

        :param tracks: int64 (n,), the ids of all rows of the index.
        """
        return self[np.lexsort((tracks[self.rows], -self.scores))[:k]]
