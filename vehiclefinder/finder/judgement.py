"""Holds the tracks of an index against the checks of one wanted vehicle, exactly, and finds which are worth that."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.scored_tracks import ScoredTracks
from vehiclefinder.finder.told_shares import ToldShares, may_be_untold, seen
from vehiclefinder.finder.track_bounds import TrackBounds
from vehiclefinder.match.decision import Decider, SlotQuery

UNPREFERRED = 0.5
"""Share of its score that a track loses where nothing of what is preferred is seen of it."""
NOTHING = -1.0
"""A score that every track reaches."""


class TrackJudgement:
    """The checks of one wanted vehicle, over one index.

    :param decider: Makes one decision of all checks.
    :param told: What the columns of the index say.
    :param checks: At least one that somebody can tell.
    :param allowed: bool (n,), the tracks that are searched.
    """

    def __init__(self, decider: Decider, told: ToldShares, checks: Sequence[Check], allowed: NDArray[np.bool_]) -> None:
        self._decider = decider
        self._told = told
        self._checks = checks
        self._allowed = allowed
        self._settled = _settled(checks, decider)
        self._frequent = np.array([_frequent(check, told, allowed) for check in checks], np.float32)
        self._bounds = [TrackBounds(decider, told, checks, [None] * len(checks), self._frequent)]
        if self._settled:
            settles = [self._settled.get(at) for at in range(len(checks))]
            self._bounds.append(TrackBounds(decider, told, self._exact(), settles, self._frequent))

    def nothing(self) -> ScoredTracks:
        """Return what comes of no rows."""
        return ScoredTracks.of_nothing(len(self._checks), np.zeros(0, np.int64))

    def judge(self, rows: IntArray) -> ScoredTracks:
        """Return exactly what comes of some rows."""
        shares = np.stack([self._told.share(check, rows) for check in self._checks])
        kept = self._preference(rows)
        scores = self._judged(self._checks, shares, kept)
        if self._settled:
            told = shares.copy()
            for at, one in self._settled.items():
                told[at] = self._told.plainly(one, rows)
            scores = np.maximum(scores, self._judged(self._exact(), told, kept))
        return ScoredTracks(rows, scores, shares)

    def promising(self, rows: slice, least: float, ties: bool) -> tuple[IntArray, FloatArray]:
        """Return those of some rows that may reach a score, and what each reaches at most; what is left out does not.

        :param rows: A stretch of rows; those that are not searched are passed over.
        :param ties: Whether it is worth anything that a row of which something is untold reaches just that score.
        """
        found = [one.reaching(one.able(rows, self._allowed, least), least) for one in self._bounds]
        if least < self._decider.unsure or (ties and least == self._decider.unsure):
            searched = rows.start + np.flatnonzero(self._allowed[rows])
            # What is untold of some of them makes those possible, however infrequent it is.
            untold = [np.isnan(self._told.share(check, searched)) for check in self._checks if may_be_untold(check)]
            unsure = searched[np.any(untold, axis=0)] if untold else searched[:0]
            found.append((unsure, np.full(len(unsure), self._decider.unsure, np.float32)))
        return _highest(found)

    def likeliest(self, rows: IntArray, count: int) -> ScoredTracks:
        """Return exactly what comes of those of some rows that can do best."""
        rows, bounds = self._bounds[0].reaching(rows, NOTHING)
        return self.judge(rows[np.argsort(-bounds)[:count]])

    def _exact(self) -> list[Check]:
        """The checks, with what settles them alone instead."""
        return [
            Check(check.keywords, Witness.APPEARANCE, self._settled[at]) if at in self._settled else check
            for at, check in enumerate(self._checks)
        ]

    def _preference(self, rows: IntArray) -> FloatArray:
        """What share of its score each of m tracks keeps, for want of what is preferred, float32 (m,)."""
        kept, grey = np.ones(len(rows), np.float32), self._told.index.facts.monochrome[rows]
        for check in self._checks:
            wanted = check.reservation and check.reservation.prefers
            if wanted and self._decider.understands(wanted):
                kept *= 1.0 - UNPREFERRED * np.where(grey, np.float32(0.5), 1.0 - self._told.of(wanted, rows))
        return kept

    def _judged(self, checks: Sequence[Check], shares: FloatArray, kept: FloatArray) -> FloatArray:
        """What comes of the shares of m tracks, float32 (m,); possible at most where something is untold or reserved.

        :param shares: float32 (checks, m), NaN where a check could not be made.
        :param kept: float32 (m,), see :meth:`_preference`.
        """
        checkable = np.array([check.witness is not Witness.NOBODY for check in checks])
        untold = np.isnan(shares) & checkable[:, None]
        wanted = [seen(check) for check in checks]

        def vetoed(told: FloatArray) -> FloatArray:
            return self._decider.veto(self._decider.score(told, wanted) * kept, shares)

        scores = vetoed(shares)
        likely = vetoed(np.where(untold, self._frequent[:, None], shares)) if untold.any() else scores
        reserved = any(check.reserved for check in checks)
        withheld = np.ones((int(reserved), shares.shape[1]), bool)
        return self._decider.withhold(scores, likely, np.concatenate([untold[checkable], withheld]))


def _frequent(check: Check, told: ToldShares, allowed: NDArray[np.bool_]) -> float:
    """How frequent what is untold of a check counts as: reckoned before over all that is searched, or here."""
    if check.frequent is not None or not may_be_untold(check):
        return np.nan if check.frequent is None else check.frequent
    return told.frequency(check, allowed)


def _highest(found: Sequence[tuple[IntArray, FloatArray]]) -> tuple[IntArray, FloatArray]:
    """Return every row once, with the highest of its bounds."""
    if len(found) == 1:
        return found[0]
    rows, places = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
    bounds = np.zeros(len(rows), np.float32)
    np.maximum.at(bounds, places, np.concatenate([bounds for _, bounds in found]))
    return rows, bounds


def _settled(checks: Sequence[Check], decider: Decider) -> dict[int, SlotQuery]:
    """Place of each check that something settles → the demand for that alone: "bus" of "bus or tanker".

    What answers that, answers the whole no worse.
    """
    each = {at: check.reservation.settled for at, check in enumerate(checks) if check.reservation}
    return {at: one for at, one in each.items() if one and decider.understands(one)}
