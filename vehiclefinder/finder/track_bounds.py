"""How well tracks can do at most, so that only those are judged that may be among the best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.share_limits import ShareLimits
from vehiclefinder.finder.told_shares import UNKNOWN_RATE, ToldShares, may_be_untold, seen
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.match.open_set import SMALLEST
from vehiclefinder.store.tracks.facts import Rows

SLACK = 1e-3
"""What the logarithm of a bound allows for rounding."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A check that somebody can tell.

    :param check: It.
    :param wanted: What pictures can say of it.
    :param weight: What the logarithm of its share counts.
    :param settles: What is demanded instead of it, where that alone settles it.
    :param frequent: The share of those tracks of which it is untold.
    """

    check: Check
    wanted: SlotQuery | None
    weight: float
    settles: SlotQuery | None
    frequent: float


class TrackBounds:
    """The most that tracks can reach by some demands, all of which they must meet.

    :param decider: Makes one decision of all demands.
    :param told: What the columns of the index say.
    :param checks: At least one that somebody can tell.
    :param settles: What each is settled by, or None.
    :param frequent: float32 (checks,), the share of those tracks of which each is untold.
    """

    def __init__(
        self,
        decider: Decider,
        told: ToldShares,
        checks: Sequence[Check],
        settles: Sequence[SlotQuery | None],
        frequent: FloatArray,
    ) -> None:
        self._decider = decider
        self._told = told
        self._limits = ShareLimits(told)
        self._demands = _demands(decider, checks, settles, frequent)
        self._wanted = [one.wanted for one in self._demands]

    def able(self, rows: slice, allowed: NDArray[np.bool_], least: float) -> Rows:
        """Return those of some rows that are allowed and whose every share may be enough for a score.

        :param allowed: bool (n,), of all rows.
        """
        needed, able = self._needed(least), allowed[rows].copy()
        for one in self._demands:
            known, untold = needed.share(one.weight)
            if one.settles:
                may = self._limits.may_show(one.settles, rows, known)
            else:
                may = self._limits.may_reach(one.check, rows, known, one.frequent >= untold)
            if may is not None:
                able &= may
        return rows if able.all() else rows.start + np.flatnonzero(able)

    def reaching(self, rows: Rows, least: float) -> tuple[IntArray, FloatArray]:
        """Return those of some rows that can reach a score, and what each reaches at most, float32 (m,)."""
        needed = self._needed(least)
        total = joint = np.zeros(0, np.float32)
        for number, one in enumerate(self._demands):
            share, untold = self._likely(one, rows)
            least_known, least_untold = needed.share(one.weight)
            enough = share >= (least_known if untold is None else np.where(untold, least_untold, least_known))
            kept = np.flatnonzero(enough)
            share = np.maximum(share[kept], np.float32(SMALLEST))
            logs = np.float32(one.weight) * np.log(share)
            known = share if untold is None else np.where(untold[kept], np.float32(1.0), share)
            total, joint = (logs, known) if number == 0 else (total[kept] + logs, joint[kept] * known)
            rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
        assert not isinstance(rows, slice)  # somebody can tell something
        together = joint >= needed.joint
        good = np.flatnonzero(total >= np.where(together, needed.total, needed.vetoed))
        highest = self._decider.highest(total[good] + np.float32(SLACK), self._wanted)
        highest *= np.where(together[good], np.float32(1.0), np.float32(self._decider.threshold))
        return rows[good], highest * np.float32(1.0 + SMALLEST)

    def _needed(self, least: float) -> "_Needed":
        decider = self._decider
        total, vetoed = (
            decider.log_product(score, self._wanted) - SLACK if score < 1.0 else np.inf
            for score in (least, least / decider.threshold)
        )
        weakest = decider.possible_share if least > decider.possible else 0.0
        return _Needed(total, vetoed, decider.match_share * (1.0 - SLACK), weakest * (1.0 - SLACK))

    def _likely(self, one: Demand, rows: Rows) -> tuple[FloatArray, NDArray[np.bool_] | None]:
        """The shares of a demand, those that are untold as frequent as among all; and which those are, if any."""
        if one.settles:
            return self._told.plainly(one.settles, rows), None
        share = self._told.share(one.check, rows)
        if not may_be_untold(one.check):
            return share, None
        untold = np.isnan(share)
        return np.where(untold, np.float32(one.frequent), share), untold


@dataclass(frozen=True, slots=True)
class _Needed:
    """What a score takes at least.

    :param total: Weighted logarithms of shares, summed.
    :param vetoed: Likewise, where the product of what is known is less than ``joint``.
    :param joint: See there.
    :param weakest: The least share that is known.
    """

    total: float
    vetoed: float
    joint: float
    weakest: float

    def share(self, weight: float) -> tuple[float, float]:
        """What a demand of a weight takes where all others are surely met: if it is known, and if it is untold."""
        alone, vetoed = (_share(low, weight) for low in (self.total, self.vetoed))
        return max(min(max(alone, self.joint), vetoed), self.weakest), alone


def _share(low: float, weight: float) -> float:
    """The share whose weighted logarithm is that; 0 where it is so small that a score takes every share for more."""
    share = float(np.exp(min(low / max(weight, 1e-9), 1.0)))
    return share if share > SMALLEST * (1.0 + SLACK) else 0.0


def _demands(
    decider: Decider, checks: Sequence[Check], settles: Sequence[SlotQuery | None], frequent: FloatArray
) -> list[Demand]:
    """Return what can be told of checks, the rarest first: it leaves the fewest rows to the others."""
    told = [
        (check, seen(check), settled, float(rate))
        for check, settled, rate in zip(checks, settles, frequent, strict=True)
        if check.witness is not Witness.NOBODY
    ]
    weights = decider.weights([wanted for _, wanted, _, _ in told])
    demands = [
        Demand(check, wanted, weight, settled, rate)
        for (check, wanted, settled, rate), weight in zip(told, weights, strict=True)
    ]
    return sorted(demands, key=lambda one: decider.base_rate(one.wanted) if one.wanted else UNKNOWN_RATE)
