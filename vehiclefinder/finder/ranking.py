"""Which tracks are best, or first in another order, as what is looked for; and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.alternatives import WantedVehicle
from vehiclefinder.finder.answer import VehicleCount
from vehiclefinder.finder.ordering import Measures, Order
from vehiclefinder.finder.plan import Witness
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.scored_tracks import ScoredTracks
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import TrackIndex

Ways = tuple[WantedVehicle, ...]
"""A vehicle that is looked for: any of its alternatives will do."""


@dataclass(frozen=True, slots=True, eq=False)
class RankedTracks:
    """Tracks that a wanted vehicle may be, each once, by the alternative that it fulfils best.

    :param rows: int64 (m,), rows of the index.
    :param scores: float32 (m,).
    :param ways: int64 (m,), number of the alternative.
    :param probabilities: m arrays float32 (checks of the alternative,), NaN where a check could not be made.
    :param found: How many there are in all, where all were judged; else None.
    :param count: How many match and may match, where that was asked.
    :param notes: What must be said of the order.
    """

    rows: IntArray
    scores: FloatArray
    ways: IntArray
    probabilities: tuple[FloatArray, ...]
    found: int | None = None
    count: VehicleCount | None = None
    notes: tuple[str, ...] = ()


class Ranking:
    """Judges, orders and counts tracks.

    :param decider: Says what a score amounts to.
    :param scorer: Holds tracks against checks.
    :param measures: What orders are by.
    """

    def __init__(self, decider: Decider, scorer: TrackScorer, measures: Measures) -> None:
        self._decider = decider
        self._scorer = scorer
        self._measures = measures

    def ranked(self, ways: Ways, index: TrackIndex, allowed: NDArray[np.bool_], scope: Scope) -> RankedTracks:
        """Return the first tracks of the order that is asked for, at most ``scope.k``.

        The best first, those come that score at least ``scope.least``. In another order, and where it is counted, all
        tracks are judged: those come, and count, that score at least so much, or else are at least possible; those
        that match come before the others.

        :param ways: The alternatives of one wanted vehicle.
        :param index: All tracks, n.
        :param allowed: bool (n,), those that are searched.
        """
        order, all_ = scope.order or Order.BEST, scope.judges_all
        if all_:
            least = scope.least or self._decider.possible
            scored = [self._scorer.hits(way.checks, index, allowed, least) for way in ways]
        else:
            scored = [self._scorer.score(way.checks, index, allowed, scope.k) for way in ways]
        rows, scores, which, places = _merged(scored, scope.least)
        first, notes = self._measures.ordered(order, rows, index.facts, scores < self._decider.threshold)
        count = self._count(ways, scored, (scores, which, places)) if scope.count else None
        first = first[: scope.k]
        probabilities = tuple(scored[which[at]].probabilities[:, places[at]] for at in first.tolist())
        found = len(rows) if all_ else None
        return RankedTracks(rows[first], scores[first], which[first], probabilities, found, count, notes)

    def _count(
        self, ways: Ways, scored: Sequence[ScoredTracks], merged: tuple[FloatArray, IntArray, IntArray]
    ) -> VehicleCount:
        scores, which, places = merged
        match = scores >= self._decider.threshold
        possible = ~match & (scores >= self._decider.possible)
        untold = np.zeros(len(scores), bool)
        for number, (way, tracks) in enumerate(zip(ways, scored, strict=True)):
            checkable = [check.witness is not Witness.NOBODY for check in way.checks]
            unknown: NDArray[np.bool_] = np.any(np.isnan(tracks.probabilities[checkable]), axis=0)
            untold[which == number] = unknown[places[which == number]]
        words = " or ".join(dict.fromkeys(" ".join(dict.fromkeys(check.text for check in way.checks)) for way in ways))
        return VehicleCount(words, int(match.sum()), int(possible.sum()), int((possible & untold).sum()))


def _merged(scored: Sequence[ScoredTracks], least: float) -> tuple[IntArray, FloatArray, IntArray, IntArray]:
    """Return rows, scores, number of the alternative and place in it, the best first; each row by its best one."""
    rows = np.concatenate([one.rows for one in scored])
    scores = np.concatenate([one.scores for one in scored])
    which = np.repeat(np.arange(len(scored)), [len(one.rows) for one in scored])
    places = np.concatenate([np.arange(len(one.rows)) for one in scored])
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= least]
    _, firsts = np.unique(rows[order], return_index=True)
    kept = order[np.sort(firsts)]
    return rows[kept], scores[kept], which[kept], places[kept]
