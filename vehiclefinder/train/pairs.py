"""Pairs of a crop and three keywords that fit it, or do not: the protocol by which the matcher is judged."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.match.slots import COLOURS, SLOTS, TYPES, VIEWS
from vehiclefinder.train.dataset import Crops

BoolArray = NDArray[np.bool_]

QUADRANTS = ("this way", "right", "away", "left")
"""Directions of travel; a view belongs to those within 45 degrees."""
KEYWORDS = {"type": TYPES, "colour": COLOURS, "orientation": QUADRANTS}
"""Slot -> what a query of the protocol may say."""


@dataclass(frozen=True)
class Pairs:
    """Crops held against keywords.

    :param crop: int64 (m,), row of the crop.
    :param keyword: int64 (m, 3), position of each keyword in ``KEYWORDS``.
    """

    crop: IntArray
    keyword: IntArray

    def __len__(self) -> int:
        return len(self.crop)


@dataclass(frozen=True)
class Protocol:
    """Positives, and the same number of negatives of either kind."""

    positive: Pairs
    random: Pairs
    hard: Pairs

    @property
    def kinds(self) -> dict[str, Pairs]:
        """The pairs by the name of their kind, those that fit first."""
        return {"positive": self.positive, "random": self.random, "hard": self.hard}


def satisfied(crops: Crops) -> dict[str, BoolArray]:
    """Return slot -> bool (n, keywords): which keywords each crop satisfies, alternatives included."""
    views = crops.accepted["orientation"] > 0
    table = {slot: crops.accepted[slot] > 0 for slot in ("type", "colour")}
    return table | {"orientation": views @ quadrants_of_views()}


def quadrants_of_views() -> BoolArray:
    """Return bool (8, 4): the quadrants that a view satisfies."""
    apart = np.abs((45 * np.arange(len(VIEWS))[:, None] - 90 * np.arange(len(QUADRANTS)) + 180) % 360 - 180)
    near: BoolArray = apart <= 45
    return near


def draw(crops: Crops, seed: int) -> Protocol:
    """Draw one positive and two negatives for every crop whose type, colour and view are known.

    :raises ValueError: Fewer than two such crops.
    """
    random = np.random.default_rng(seed)
    fits = satisfied(crops)
    rows = [int(row) for row in np.flatnonzero(np.logical_and.reduce([fit.any(axis=1) for fit in fits.values()]))]
    if len(rows) < 2:
        raise ValueError(f"expected at least 2 crops with known type, colour and view, got {len(rows)}")
    own = np.stack([_own(crops, row, random) for row in rows])
    others = np.stack([_other(fits, row, own, random) for row in rows])
    hard = np.stack([_one_wrong(fits, row, at, own, random) for at, row in enumerate(rows)])
    drawn = np.array(rows)
    return Protocol(Pairs(drawn, own), Pairs(drawn, others), Pairs(drawn, hard))


def shares(decider: Decider, vectors: FloatArray) -> dict[str, FloatArray]:
    """Return slot -> float32 (keywords, n): the share of each keyword's values in each crop."""
    return {
        slot: np.stack([decider.share(SlotQuery(slot, (word,)), vectors) for word in words])
        for slot, words in KEYWORDS.items()
    }


def per_slot(table: dict[str, FloatArray], pairs: Pairs) -> FloatArray:
    """Return float32 (3, m): the share of each keyword of each pair, from :func:`shares`."""
    return np.stack([table[slot][pairs.keyword[:, at], pairs.crop] for at, slot in enumerate(KEYWORDS)])


def score(decider: Decider, shares_of: FloatArray, keyword: IntArray) -> FloatArray:
    """Return the score of pairs, float32 (m,).

    :param shares_of: float32 (3, m), the shares of their keywords, from :func:`per_slot`.
    :param keyword: int64 (m, 3), the keywords.
    """
    scores = np.empty(len(keyword), np.float32)
    for triple in np.unique(keyword, axis=0):
        rows = (keyword == triple).all(axis=1)
        wanted = [SlotQuery(slot, (words[at],)) for at, (slot, words) in zip(triple, KEYWORDS.items(), strict=True)]
        scores[rows] = decider.score(shares_of[:, rows], wanted)
    return scores


def _own(crops: Crops, row: int, random: Generator) -> IntArray:
    first = {slot: int(crops.accepted[slot][row].argmax()) for slot in SLOTS}
    quadrants = np.flatnonzero(quadrants_of_views()[first["orientation"]])
    return np.array([first["type"], first["colour"], random.choice(quadrants)])


def _other(fits: dict[str, BoolArray], row: int, own: IntArray, random: Generator) -> IntArray:
    wrong = ~np.logical_and.reduce([fit[row][own[:, at]] for at, fit in enumerate(fits.values())])
    chosen: IntArray = own[random.choice(np.flatnonzero(wrong))]
    return chosen


def _one_wrong(fits: dict[str, BoolArray], row: int, at: int, own: IntArray, random: Generator) -> IntArray:
    keywords: IntArray = own[at].copy()
    slots = list(fits)
    open_slots = [i for i, slot in enumerate(slots) if not fits[slot][row][own[:, i]].all()]
    slot = int(random.choice(open_slots))
    wrong = own[:, slot][~fits[slots[slot]][row][own[:, slot]]]
    keywords[slot] = random.choice(wrong)
    return keywords


def queries(pairs: Pairs) -> IntArray:
    """Return the distinct keyword triples among positives, int64 (q, 3)."""
    distinct: IntArray = np.array(sorted({tuple(row) for row in pairs.keyword.tolist()}), np.int64)
    return distinct
