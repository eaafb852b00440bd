"""What looks like a vehicle that was seen before; ``benchmarks/similar.py`` measures how well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Contribution, FloatArray, IntArray
from vehiclefinder.finder.plan import GREY
from vehiclefinder.match.slots import APPEARANCE, RANGES
from vehiclefinder.store.index.track_index import TrackIndex

COLOUR = "colour"
ASIDE = "orientation"
"""The slot that does not count: seen from another side it is still the same vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Tracks and how much they look like another one, best first.

    :param rows: int64 (m,), rows of the index.
    :param slots: The slots that were compared, s names.
    :param cosines: float32 (m, s), in [-1, 1]; NaN where a slot could not be compared, which then does not count.
    :param weights: float32 (s,), what each slot counts; they sum to 1.
    """

    rows: IntArray
    slots: tuple[str, ...]
    cosines: FloatArray
    weights: FloatArray

    @property
    def scores(self) -> FloatArray:
        """The mean cosine of each track, float32 (m,), in [0, 1]; what is on average opposed is not alike at all."""
        compared = ~np.isnan(self.cosines)
        total = np.where(compared, self.cosines, 0.0) @ self.weights
        mean: FloatArray = (total / np.maximum(compared @ self.weights, 1e-12)).astype(np.float32)
        return np.clip(mean, 0.0, 1.0)

    def contributions(self, rank: int) -> tuple[Contribution, ...]:
        """Return what each slot says of one track; for once the probability is a plain cosine."""
        values = np.clip(self.cosines[rank], 0.0, 1.0)
        said = [
            Contribution(slot, slot, None, GREY)
            if np.isnan(value)
            else Contribution(slot, slot, round(float(value), 4))
            for slot, value in zip(self.slots, values, strict=True)
        ]
        return (*said, Contribution(ASIDE, ASIDE, None, "a vehicle may be seen from any side"))


def likeness(index: TrackIndex, row: int, allowed: NDArray[np.bool_], k: int) -> Likeness:
    """Return the k tracks that look most like the one of a row, which is not among them.

    Colour is compared where the pictures of both have any.

    :param index: All tracks, n.
    :param row: The one that is held against the others.
    :param allowed: bool (n,), True where a track may be found.
    """
    query = index.vectors(np.array([row]))[0]
    grey = index.facts.monochrome
    aside = {ASIDE, COLOUR} if grey[row] else {ASIDE}
    slots = tuple(slot for slot in RANGES if slot not in aside and query[RANGES[slot]].any())
    weights = _weights(slots)
    if not slots:
        return Likeness(np.zeros(0, np.int64), (), np.zeros((0, 0), np.float32), weights)
    others = allowed.copy()
    others[row] = False
    told = [slot != COLOUR for slot in slots]
    parts = ((np.ones(len(slots), bool), others & ~grey), (np.array(told), others & grey))
    asked = [_weighted(query, slots, weights * used) for used, _ in parts]
    rows = np.concatenate([index.search(one, k, part)[0] for one, (_, part) in zip(asked, parts, strict=True)])
    vectors = index.vectors(rows)
    cosines = np.stack([_cosines(vectors[:, RANGES[slot]], query[RANGES[slot]]) for slot in slots], axis=1)
    cosines[np.outer(grey[rows], np.logical_not(told))] = np.nan
    found = Likeness(rows, slots, cosines, weights)
    best = np.argsort(-found.scores, kind="stable")[:k]
    return Likeness(rows[best], slots, cosines[best], weights)


def _weighted(vector: FloatArray, slots: Sequence[str], weights: FloatArray) -> FloatArray:
    """Return a vector in which each slot counts its weight, and what is none of the slots nothing; float32 (DIM,)."""
    weighted = np.zeros_like(vector)
    for slot, weight in zip(slots, weights, strict=True):
        weighted[RANGES[slot]] = weight * vector[RANGES[slot]]
    return weighted


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
