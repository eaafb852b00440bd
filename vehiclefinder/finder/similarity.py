"""What looks like a vehicle that was seen before; ``benchmarks/similar.py`` measures how well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Contribution, FloatArray, IntArray
from vehiclefinder.match.slots import APPEARANCE, RANGES
from vehiclefinder.store.index.track_index import TrackIndex

ASIDE = "orientation"
"""The slot that does not count: seen from another side it is still the same vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Tracks and how much they look like another one, best first.

    :param rows: int64 (m,), rows of the index.
    :param slots: The slots that were compared, s names.
    :param cosines: float32 (m, s), in [-1, 1].
    :param weights: float32 (s,), what each slot counts; they sum to 1.
    """

    rows: IntArray
    slots: tuple[str, ...]
    cosines: FloatArray
    weights: FloatArray

    @property
    def scores(self) -> FloatArray:
        """The mean cosine of each track, float32 (m,), in [0, 1]; what is on average opposed is not alike at all."""
        mean: FloatArray = self.cosines @ self.weights
        return np.clip(mean, 0.0, 1.0)

    def contributions(self, rank: int) -> tuple[Contribution, ...]:
        """Return what each slot says of one track; for once the probability is a plain cosine."""
        values = [round(float(cosine), 4) for cosine in np.clip(self.cosines[rank], 0.0, 1.0)]
        said = [Contribution(slot, slot, value) for slot, value in zip(self.slots, values, strict=True)]
        return (*said, Contribution(ASIDE, ASIDE, None, "a vehicle may be seen from any side"))


def likeness(index: TrackIndex, row: int, allowed: NDArray[np.bool_], k: int) -> Likeness:
    """Return the k tracks that look most like the one of a row, which is not among them.

    :param index: All tracks, n.
    :param row: The one that is held against the others.
    :param allowed: bool (n,), True where a track may be found.
    """
    query = index.vectors(np.array([row]))[0]
    slots = tuple(slot for slot in RANGES if slot != ASIDE and query[RANGES[slot]].any())
    weights = _weights(slots)
    if not slots:
        return Likeness(np.zeros(0, np.int64), (), np.zeros((0, 0), np.float32), weights)
    asked = np.zeros_like(query)
    for slot, weight in zip(slots, weights, strict=True):
        asked[RANGES[slot]] = weight * query[RANGES[slot]]
    others = allowed.copy()
    others[row] = False
    rows, _ = index.search(asked, k, others)
    vectors = index.vectors(rows)
    cosines = np.stack([_cosines(vectors[:, RANGES[slot]], query[RANGES[slot]]) for slot in slots], axis=1)
    return Likeness(rows, slots, cosines, weights)


def _weights(slots: Sequence[str]) -> FloatArray:
    """Half for the appearance, where it is there; the rest in equal parts for what words can say of a vehicle."""
    valued = len(slots) - (APPEARANCE in slots)
    counts = {APPEARANCE: valued or 1}
    weights: FloatArray = np.array([counts.get(slot, 1) for slot in slots], np.float32)
    weights /= max(weights.sum(), 1.0)
    return weights


def _cosines(vectors: FloatArray, one: FloatArray) -> FloatArray:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1) * np.linalg.norm(one), 1e-12)
    cosines: FloatArray = (vectors @ one / lengths).astype(np.float32)
    return cosines
