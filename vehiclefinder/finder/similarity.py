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
    """Tracks and how much they look like another one: the nearest of those with colour, then of those without.

    :param rows: int64 (m,), rows of the index.
    :param coloured: How many of them have colour.
    :param nearness: float32 (m,), by which they were found, falling within both sorts.
    :param slots: The slots that were compared, s names.
    :param cosines: float32 (m, s), in [-1, 1]; NaN where a slot could not be compared, which then does not count.
    :param weights: float32 (s,), what each slot counts; they sum to 1.
    """

    rows: IntArray
    coloured: int
    nearness: FloatArray
    slots: tuple[str, ...]
    cosines: FloatArray
    weights: FloatArray

    @property
    def scores(self) -> FloatArray:
        """The mean cosine of each track, float32 (m,), in [0, 1]; what is on average opposed is not alike at all."""
        compared = ~np.isnan(self.cosines)
        # No matrix products: what those say of a row depends, in its last bits, on how many rows there are.
        total = (np.where(compared, self.cosines, np.float32(0.0)) * self.weights).sum(axis=1)
        mean: FloatArray = (total / np.maximum((compared * self.weights).sum(axis=1), 1e-12)).astype(np.float32)
        return np.clip(mean, 0.0, 1.0)


def slot_contributions(slots: Sequence[str], cosines: Sequence[float | None]) -> tuple[Contribution, ...]:
    """Return what each slot says of one track; for once the probability is a plain cosine.

    :param cosines: In [-1, 1], of each slot; None where it could not be compared.
    """
    said = [
        Contribution(slot, slot, None, GREY)
        if value is None
        else Contribution(slot, slot, round(min(max(value, 0.0), 1.0), 4))
        for slot, value in zip(slots, cosines, strict=True)
    ]
    return (*said, Contribution(ASIDE, ASIDE, None, "a vehicle may be seen from any side"))


@dataclass(frozen=True, slots=True, eq=False)
class TrackLooks:
    """What a track looks like.

    :param track: Its id.
    :param vector: float32 (d,).
    :param grey: Whether its pictures are without colour.
    """

    track: int
    vector: FloatArray
    grey: bool


def likeness(index: TrackIndex, looks: TrackLooks, allowed: NDArray[np.bool_], k: int) -> Likeness:
    """Return the k tracks with colour and the k without that are nearest to another one, which is not among them.

    Colour is compared where the pictures of both have any.

    :param index: All tracks, n.
    :param looks: What they are held against.
    :param allowed: bool (n,), True where a track may be found.
    """
    query, grey = looks.vector, index.facts.monochrome
    aside = {ASIDE, COLOUR} if looks.grey else {ASIDE}
    slots = tuple(slot for slot in RANGES if slot not in aside and query[RANGES[slot]].any())
    weights = _weights(slots)
    if not slots:
        none = np.zeros(0, np.float32)
        return Likeness(np.zeros(0, np.int64), 0, none, (), np.zeros((0, 0), np.float32), weights)
    searched = allowed & (index.facts.track != looks.track)
    told = [slot != COLOUR for slot in slots]
    parts = ((np.ones(len(slots), bool), searched & ~grey), (np.array(told), searched & grey))
    asked = [_weighted(query, slots, weights * used) for used, _ in parts]
    (coloured, near), (others, far) = (index.search(one, k, some) for one, (_, some) in zip(asked, parts, strict=True))
    rows = np.concatenate([coloured, others])
    vectors = index.vectors(rows)
    cosines = np.stack([_cosines(vectors[:, RANGES[slot]], query[RANGES[slot]]) for slot in slots], axis=1)
    cosines[np.outer(grey[rows], np.logical_not(told))] = np.nan
    return Likeness(rows, len(coloured), np.concatenate([near, far]), slots, cosines, weights)


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
    cosines: FloatArray = ((vectors * one).sum(axis=1) / lengths).astype(np.float32)
    return cosines
