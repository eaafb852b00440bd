"""Which tracks are best, or first in another order, as what is looked for; and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.ordering import Measures, Order, OrderTally, arranged, tallied
from vehiclefinder.finder.plan import Witness
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.scored_tracks import ScoredTracks
from vehiclefinder.finder.shards.told import Candidate, Candidates, WantedCandidates
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import Facts


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

    def ranked(self, ways: Ways, index: TrackIndex, allowed: NDArray[np.bool_], scope: Scope) -> WantedCandidates:
        """Return the first tracks of the order that is asked for, at most ``scope.k``.

        The best first, those come that score at least ``scope.least``. In another order, and where it is counted, all
        tracks are judged: those come, and count, that score at least so much, or else are at least possible; those
        that match come before the others.

        :param ways: The alternatives of one wanted vehicle.
        :param index: All tracks, n.
        :param allowed: bool (n,), those that are searched.
        """
        if scope.judges_all:
            least = scope.least or self._decider.possible
            scored = [self._scorer.hits(way.checks, index, allowed, least) for way in ways]
        else:
            scored = [self._scorer.score(way.checks, index, allowed, scope.k) for way in ways]
        judged = _merged(scored, scope.least)
        first, in_image = self._ordered(judged, index.facts, scope)
        return WantedCandidates(first, in_image, self._count(ways, judged) if scope.count else None)

    def browsed(self, index: TrackIndex, allowed: NDArray[np.bool_], scope: Scope) -> WantedCandidates:
        """Return the first of all tracks that are searched, whatever they look like; see :meth:`ranked`."""
        rows = np.flatnonzero(allowed)
        nothing = ScoredTracks(rows, np.ones(len(rows), np.float32), np.zeros((0, len(rows)), np.float32))
        ways, places = np.zeros(len(rows), np.int64), np.arange(len(rows))
        judged = JudgedTracks((nothing,), rows, nothing.scores, ways, places)
        return WantedCandidates(*self._ordered(judged, index.facts, scope))

    def _ordered(self, judged: "JudgedTracks", facts: Facts, scope: Scope) -> tuple[Candidates, Candidates | None]:
        order, rows = scope.order or Order.BEST, judged.rows
        if order is Order.BEST:
            first = judged.candidates(np.arange(len(rows))[: scope.k], facts.track)
            return Candidates(first, OrderTally(len(rows))), None
        unsure, tracks = judged.scores < self._decider.threshold, facts.track[rows]
        lists = []
        for values in self._measures.values(order, rows, facts):
            places = arranged(order, values, tracks, unsure, scope.k)
            tally = tallied(values, facts.camera[rows], unsure)
            lists.append(Candidates(judged.candidates(places, facts.track, values), tally))
        return lists[0], lists[1] if len(lists) > 1 else None

    def _count(self, ways: Ways, judged: "JudgedTracks") -> tuple[int, int, int]:
        match = judged.scores >= self._decider.threshold
        possible = ~match & (judged.scores >= self._decider.possible)
        untold = np.zeros(len(judged.scores), bool)
        for number, (way, tracks) in enumerate(zip(ways, judged.scored, strict=True)):
            checkable = [check.witness is not Witness.NOBODY for check in way.checks]
            unknown: NDArray[np.bool_] = np.any(np.isnan(tracks.probabilities[checkable]), axis=0)
            which = judged.ways == number
            untold[which] = unknown[judged.places[which]]
        return int(match.sum()), int(possible.sum()), int((possible & untold).sum())


@dataclass(frozen=True, slots=True, eq=False)
class JudgedTracks:
    """Tracks that a wanted vehicle may be, each once, by the alternative that it fulfils best, the best first.

    :param scored: What was found by each alternative.
    :param rows: int64 (m,), rows of the index.
    :param scores: float32 (m,).
    :param ways: int64 (m,), number of the alternative.
    :param places: int64 (m,), place among what was found by that.
    """

    scored: Sequence[ScoredTracks]
    rows: IntArray
    scores: FloatArray
    ways: IntArray
    places: IntArray

    def candidates(
        self, first: IntArray, tracks: IntArray, values: NDArray[np.floating] | None = None
    ) -> tuple[Candidate, ...]:
        """Return some of them as plain values.

        :param first: int64, places of these among the m.
        :param tracks: int64 (n,), the ids of all rows of the index.
        :param values: What the order goes by, (m,), NaN where that is not known.
        """

        def one(at: int) -> Candidate:
            way = int(self.ways[at])
            shares = self.scored[way].probabilities[:, self.places[at]].tolist()
            known = tuple(None if isnan(share) else share for share in shares)
            value = None if values is None or np.isnan(values[at]) else float(values[at])
            return Candidate(int(tracks[self.rows[at]]), float(self.scores[at]), way, known, value)

        return tuple(one(at) for at in first.tolist())


def _merged(scored: Sequence[ScoredTracks], least: float) -> JudgedTracks:
    """Return all tracks of at least a score, the best first; each by its best alternative."""
    rows = np.concatenate([one.rows for one in scored])
    scores = np.concatenate([one.scores for one in scored])
    which = np.repeat(np.arange(len(scored)), [len(one.rows) for one in scored])
    places = np.concatenate([np.arange(len(one.rows)) for one in scored])
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= least]
    _, firsts = np.unique(rows[order], return_index=True)
    kept = order[np.sort(firsts)]
    return JudgedTracks(scored, rows[kept], scores[kept], which[kept], places[kept])
