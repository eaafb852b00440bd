"""Holds the tracks of an index against the checks of one wanted vehicle: exactly, or at most how well they can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.told_shares import UNKNOWN_RATE, ToldShares, seen
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.match.open_set import SMALLEST
from vehiclefinder.store.tracks.facts import Rows

UNPREFERRED = 0.5
"""Share of its score that a track loses where nothing of what is preferred is seen of it."""
ABSENT = 0.9
"""Least share of what is no truck, to which "not a tanker" cannot speak."""
SLACK = 1e-3
"""What the logarithm of a bound allows for rounding."""
UNTOLD = frozenset((Witness.MOTION, Witness.STOP, Witness.SPEED, Witness.DISTANCE))
"""Who cannot tell of every track; colours, of grey pictures, are the other thing that cannot be told."""


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


@dataclass(frozen=True, slots=True)
class _Demand:
    """A check that somebody can tell: which, what pictures can say of it, what it counts, and what settles it."""

    at: int
    wanted: SlotQuery | None
    weight: float
    settles: SlotQuery | None


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
        self._demands = self._demanded(checks, {})
        self._settled_demands = self._demanded(self._exact(), self._settled)
        self._frequent = np.array(
            [told.frequency(check, allowed) if _may_be_untold(check) else np.nan for check in checks], np.float32
        )

    def judge(self, rows: IntArray) -> ScoredTracks:
        """Return exactly what comes of some rows."""
        shares = np.stack([self._told.share(check, rows) for check in self._checks])
        kept = self._preference(rows)
        scores = self._judged(self._checks, shares, kept)
        if self._settled:
            told = shares.copy()
            for at, one in self._settled.items():
                told[at] = self._settlement(one, rows)
            scores = np.maximum(scores, self._judged(self._exact(), told, kept))
        return ScoredTracks(rows, scores, shares)

    def promising(self, rows: slice, least: float, ties: bool) -> tuple[IntArray, FloatArray]:
        """Return those of some rows that may reach a score, and what each reaches at most; what is left out does not.

        :param rows: A stretch of rows; those that are not searched are passed over.
        :param ties: Whether it is worth anything that a row of which something is untold reaches just that score.
        """
        begin = rows.start
        inside = self._allowed[rows]
        searched = begin + np.flatnonzero(inside)
        within: Rows = rows if len(searched) == len(inside) else searched
        found = [self._reach(self._demands, within, least)]
        if self._settled:
            found.append(self._reach(self._settled_demands, within, least))
        if least < self._decider.unsure or (ties and least == self._decider.unsure):
            # What is untold of some of them makes those possible, however infrequent it is.
            untold = [np.isnan(self._told.share(check, searched)) for check in self._checks if _may_be_untold(check)]
            unsure = searched[np.any(untold, axis=0)] if untold else searched[:0]
            found.append((unsure, np.full(len(unsure), self._decider.unsure, np.float32)))
        return _highest(found)

    def _reach(self, demands: Sequence[_Demand], rows: Rows, least: float) -> tuple[IntArray, FloatArray]:
        """Return rows for which the product of all shares can reach a score, and what it makes of each."""
        low = self._decider.log_product(least, [one.wanted for one in demands]) - SLACK
        total = np.zeros(len(self._allowed[rows]), np.float32)
        for one in demands:
            share = self._settlement(one.settles, rows) if one.settles else self._likely(one.at, rows)
            kept = np.flatnonzero(share >= np.exp(low / max(one.weight, 1e-9)))
            logs = np.log(np.maximum(share[kept], np.float32(SMALLEST)))
            total = (total[kept] + one.weight * logs).astype(np.float32)
            rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
        assert not isinstance(rows, slice)  # somebody can tell something
        good = np.flatnonzero(total >= low)
        highest = self._decider.highest(total[good] + np.float32(SLACK), [one.wanted for one in demands])
        return rows[good], highest * np.float32(1.0 + SMALLEST)

    def _demanded(self, checks: Sequence[Check], settled: Mapping[int, SlotQuery]) -> list[_Demand]:
        """Return what can be told of checks, the rarest first: it leaves the fewest rows to the others."""
        told = [(at, seen(check)) for at, check in enumerate(checks) if check.witness is not Witness.NOBODY]
        weights = self._decider.weights([wanted for _, wanted in told])
        demands = [
            _Demand(at, wanted, weight, settled.get(at)) for (at, wanted), weight in zip(told, weights, strict=True)
        ]
        rates = {one.at: self._decider.base_rate(one.wanted) if one.wanted else UNKNOWN_RATE for one in demands}
        return sorted(demands, key=lambda one: rates[one.at])

    def _likely(self, at: int, rows: Rows) -> FloatArray:
        """The shares of a check, those that are untold as frequent as among all."""
        share = self._told.share(self._checks[at], rows)
        return np.where(np.isnan(share), self._frequent[at], share) if _may_be_untold(self._checks[at]) else share

    def _exact(self) -> list[Check]:
        """The checks, with what settles them alone instead."""
        return [
            Check(check.keywords, Witness.APPEARANCE, self._settled[at]) if at in self._settled else check
            for at, check in enumerate(self._checks)
        ]

    def _settlement(self, wanted: SlotQuery, rows: Rows) -> FloatArray:
        """How probably each of m tracks is what settles a check; 0 where what is ruled out is not plainly absent."""
        share = self._told.of(wanted, rows)
        return np.where(share < ABSENT, np.float32(0.0), share) if wanted.negated else share

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
        scores, likely = (
            self._decider.veto(self._decider.score(told, wanted) * kept, shares)
            for told in (shares, np.where(untold, self._frequent[:, None], shares))
        )
        reserved = any(check.reservation for check in checks)
        withheld = np.ones((int(reserved), shares.shape[1]), bool)
        return self._decider.withhold(scores, likely, np.concatenate([untold[checkable], withheld]))


def _highest(found: Sequence[tuple[IntArray, FloatArray]]) -> tuple[IntArray, FloatArray]:
    """Return every row once, with the highest of its bounds."""
    if len(found) == 1:
        return found[0]
    rows, places = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
    bounds = np.zeros(len(rows), np.float32)
    np.maximum.at(bounds, places, np.concatenate([bounds for _, bounds in found]))
    return rows, bounds


def _may_be_untold(check: Check) -> bool:
    return check.of_colour or check.witness in UNTOLD


def _settled(checks: Sequence[Check], decider: Decider) -> dict[int, SlotQuery]:
    """Place of each check that something settles → the demand for that alone: "bus" of "bus or tanker".

    What answers that, answers the whole no worse.
    """
    each = {at: check.reservation.settled for at, check in enumerate(checks) if check.reservation}
    return {at: one for at, one in each.items() if one and decider.understands(one)}
