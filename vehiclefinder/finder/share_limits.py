"""Which tracks may reach a share of a check, by the codes of its columns as they lie: what cannot is never decoded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.told_shares import ToldShares, seen
from vehiclefinder.match.decision import SlotQuery
from vehiclefinder.match.geometry import cells_of, directions_of, heading_limit, motion_bits, place_limit, told_motions
from vehiclefinder.match.slots import value_names
from vehiclefinder.store.index.track_index import TrackIndex

FEW = 4
"""Most values whose columns are compared: any of more has too little of their sum to tell."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ShareLimits:
    """Compares codes with the least one of a share.

    Every mask is bool (m,), of a stretch of m rows; it is False only where a share is surely less. None is one that is
    True everywhere.

    :param told: What the shares are.
    """

    told: ToldShares

    def may_reach(self, check: Check, rows: slice, least: float, untold: bool) -> Mask | None:
        """Which tracks may pass a check at least as probably as that.

        :param untold: Whether those are among them of which the check cannot be told.
        """
        match check.witness:
            case Witness.APPEARANCE:
                return self._looks(check, rows, least, untold)
            case Witness.HEADING if not check.negated:
                return self._heading(check, rows, least)
            case Witness.PLACE if not check.negated:
                return self._place(check, rows, least)
            case Witness.MOTION if not check.negated:
                return self._motion(check, rows, least, untold)
            case _:
                return None

    def may_show(self, wanted: SlotQuery, rows: slice, least: float) -> Mask | None:
        """Which tracks' pictures may show what is wanted at least as probably as that."""
        accepted = self.told.decider.accepted(wanted)
        values = np.flatnonzero(accepted).tolist()
        if wanted.negated or wanted.together or not 0 < len(values) <= FEW:
            return None
        names, share = value_names(wanted.slot), least / float(accepted.sum())
        return _any([self.index.may_reach(names[value], share, rows) for value in values])

    @property
    def index(self) -> TrackIndex:
        """All tracks."""
        return self.told.index

    def _looks(self, check: Check, rows: slice, least: float, untold: bool) -> Mask | None:
        assert check.wanted is not None
        shown = self.may_show(check.wanted, rows, least)
        if shown is not None and check.of_colour and untold:
            shown |= self.index.facts.monochrome[rows]
        return shown

    def _heading(self, check: Check, rows: slice, least: float) -> Mask | None:
        limit, facts, directions = heading_limit(least, self.told.trust), self.index.facts, directions_of(check.values)
        if limit >= 180.0:
            return None
        standing, wanted = facts.without_heading(rows), seen(check)
        assert wanted is not None
        shown = self.may_show(wanted, rows, least)
        if shown is not None:
            standing &= shown
        return _any([standing, *(facts.heads_within(direction, limit, rows) for direction in directions)])

    def _place(self, check: Check, rows: slice, least: float) -> Mask | None:
        cells = cells_of(check.values)
        limit = place_limit(least, self.told.trust) / len(cells)
        if limit <= 0.0 or len(cells) > FEW:
            return None
        return _any([self.index.facts.is_in(cell, limit, rows) for cell in cells])

    def _motion(self, check: Check, rows: slice, least: float, untold: bool) -> Mask | None:
        if least <= self.told.trust.other_motion:
            return None
        motions = self.index.facts.motions[rows]
        moved: Mask = (motions & motion_bits(check.values)) != 0
        if untold:
            moved |= (motions & told_motions()) == 0
        return moved


def _any(masks: list[Mask]) -> Mask:
    first, *others = masks
    for mask in others:
        first |= mask
    return first
