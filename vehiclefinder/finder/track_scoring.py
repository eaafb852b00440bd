"""Holds all tracks that are searched against the checks of one wanted vehicle."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.judgement import NOTHING, TrackJudgement
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.scored_tracks import ScoredTracks
from vehiclefinder.finder.told_shares import (
    BLOCK,
    Apart,
    Stopped,
    ToldShares,
    may_be_untold,
    no_bearings,
    no_stops,
    rate,
)
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.geometry import Trust
from vehiclefinder.store.index.track_index import TrackIndex

SAMPLE = 2048
"""Rows of which the best are judged first, that it is known how good a track must be at least."""
BATCH = 4096
"""Promising rows that are judged together."""
BEST = 128
"""Rows of the highest bounds, beside as many as are asked for, that are judged before the others."""


class TrackScorer:
    """Scores tracks by appearance and path.

    :param decider: Turns shares of values into scores.
    :param trust: How far paths are believed.
    :param stopped: How long each track stood.
    :param bearings: How near each came to each compass point.
    """

    def __init__(
        self,
        decider: Decider,
        trust: Trust = Trust(),
        stopped: Stopped = no_stops,
        bearings: Apart = no_bearings,
    ) -> None:
        self._decider = decider
        self._trust = trust
        self._stopped = stopped
        self._bearings = bearings

    def understood(self, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Return the checks, marked where their words mean nothing to the matcher: reported, instead of guessed."""
        return tuple(
            Check(check.keywords, Witness.NOBODY, note="not understood")
            if check.wanted is not None and not self._decider.understands(check.wanted)
            else check
            for check in checks
        )

    def score(self, checks: Sequence[Check], index: TrackIndex, allowed: NDArray[np.bool_], k: int) -> ScoredTracks:
        """Return the k best of the allowed tracks; of equally good ones, those of smaller ids.

        Every track is held against the checks, but exactly only where it may be among the best.

        :param checks: What to hold them against.
        :param index: All tracks, n.
        :param allowed: bool (n,).
        :param k: How many at most.
        """
        tracks = index.facts.track
        if not _checkable(checks):
            rows = np.flatnonzero(allowed)
            return ScoredTracks.of_nothing(len(checks), rows[np.argsort(tracks[rows], kind="stable")[:k]])
        judgement, sample = self._judgement(checks, index, allowed), _sample(allowed)
        judged = judgement.likeliest(sample, k + BEST).best(k, tracks)
        # As many as are asked for are surely as good as the k-th best of a sample, and probably as one before it.
        place = 1 + 2 * k * len(sample) // max(int(np.count_nonzero(allowed)), 1)
        floors = [float(score) for score in judged.scores[place : place + 1]]
        for floor in (*floors, _least(judged, k)):
            best = self._best(judgement, index, k, floor)
            if _least(best, k) >= floor:
                break
        return best

    def _best(self, judgement: TrackJudgement, index: TrackIndex, k: int, floor: float) -> ScoredTracks:
        """Return the k best of at least a score.

        :param floor: The score; others may be among them that reach less.
        """
        tracks, best, rows, bounds = index.facts.track, judgement.nothing(), _NONE, np.zeros(0, np.float32)
        for block in _blocks(len(index)):
            full = len(best.rows) == k
            ties = not full or bool(tracks[block].min() < tracks[best.rows[-1]])
            more, most = judgement.promising(block, max(floor, _least(best, k)), ties)
            rows, bounds = np.concatenate([rows, more]), np.concatenate([bounds, most])
            if len(rows) >= BATCH or block.stop == len(index):
                order = np.argsort(-bounds, kind="stable")
                for some in (order[: k + BEST], order[k + BEST :]):
                    some = some[bounds[some] >= max(floor, _least(best, k))]
                    if len(some):
                        best = ScoredTracks.join([best, judgement.judge(rows[some])]).best(k, tracks)
                rows, bounds = rows[:0], bounds[:0]
        return best

    def hits(
        self, checks: Sequence[Check], index: TrackIndex, allowed: NDArray[np.bool_], least: float
    ) -> ScoredTracks:
        """Return all allowed tracks of at least a score, best first; see :meth:`score`."""
        if not _checkable(checks):
            rows = np.flatnonzero(allowed & (least <= 0.0))
            return ScoredTracks.of_nothing(len(checks), rows[np.argsort(index.facts.track[rows], kind="stable")])
        judgement = self._judgement(checks, index, allowed)
        found = [judgement.nothing()]
        for block in _blocks(len(index)):
            judged = judgement.judge(judgement.promising(block, least, ties=True)[0])
            found.append(judged[judged.scores >= least])
        return ScoredTracks.join(found).best(len(index), index.facts.track)

    def passing(self, check: Check, index: TrackIndex, allowed: NDArray[np.bool_]) -> tuple[float, int]:
        """Return what tells how frequent it is that a check is passed; see :meth:`ToldShares.passing`."""
        return self._told(index).passing(check, allowed) if may_be_untold(check) else (0.0, 0)

    def rated(self, check: Check, total: float, known: int) -> Check:
        """Return a check, with how frequently it is passed where it may be untold; see :func:`told_shares.rate`."""
        return replace(check, frequent=rate(check, total, known, self._decider)) if may_be_untold(check) else check

    def _judgement(self, checks: Sequence[Check], index: TrackIndex, allowed: NDArray[np.bool_]) -> TrackJudgement:
        return TrackJudgement(self._decider, self._told(index), checks, allowed)

    def _told(self, index: TrackIndex) -> ToldShares:
        return ToldShares(self._decider, self._trust, index, self._stopped, self._bearings)


def _least(best: ScoredTracks, k: int) -> float:
    """The score that a track must reach to be among the k best."""
    return float(best.scores[-1]) if len(best.rows) == k else NOTHING


_NONE: IntArray = np.zeros(0, np.int64)


def _checkable(checks: Sequence[Check]) -> bool:
    return any(check.witness is not Witness.NOBODY for check in checks)


def _sample(allowed: NDArray[np.bool_]) -> IntArray:
    """Return about ``SAMPLE`` of the allowed rows, from all over, or all where they are few."""
    step = max(len(allowed) // SAMPLE, 1)
    rows = step * np.flatnonzero(allowed[::step])
    return rows if len(rows) >= SAMPLE // 4 else np.flatnonzero(allowed)[:SAMPLE]


def _blocks(n: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK))
