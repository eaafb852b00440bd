"""Holds tracks against the checks of one wanted vehicle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.match.geometry import Trust, amount_fit, heading_fit, motion_fit, place_fit, stop_fit
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import Facts

SHORTLIST = 1000
"""Tracks that are scored exactly; FAISS chooses them where there are more."""

UNPREFERRED = 0.5
"""Share of its score that a track loses where nothing of what is preferred is seen of it."""
ABSENT = 0.9
"""Least share of what is no truck, to which "not a tanker" cannot speak."""
UNKNOWN_RATE = 0.5
"""How frequent something is taken to be that could be told of no track that is searched."""
IMPLAUSIBLE = 0.1
"""A track that a path speaks against this clearly is not shortlisted while others are left."""
CHUNK = 10_000
"""Tracks that are judged at a time where all are."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredTracks:
    """Tracks and what was found of them, best first.

    :param rows: int64 (m,), rows of the index.
    :param scores: float32 (m,), calibrated, in [0, 1].
    :param probabilities: float32 (checks, m), NaN where a check could not be made.
    """

    rows: IntArray
    scores: FloatArray
    probabilities: FloatArray

    def best(self, k: int) -> "ScoredTracks":
        """Return the k best, best first."""
        order = np.argsort(-self.scores, kind="stable")[:k]
        return ScoredTracks(self.rows[order], self.scores[order], self.probabilities[:, order])


class TrackScorer:
    """Scores tracks by appearance and path.

    :param decider: Turns vectors into probabilities.
    :param trust: How far paths are believed.
    :param stops: The longest stop of each of n tracks, seconds, float32 (n,); NaN where that is not known.
    """

    def __init__(
        self, decider: Decider, trust: Trust = Trust(), stops: Callable[[Facts], FloatArray] | None = None
    ) -> None:
        self._decider = decider
        self._trust = trust
        self._stops = stops or _unknown

    def understood(self, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Return the checks, marked where their words mean nothing to the matcher: reported, instead of guessed."""
        return tuple(
            Check(check.keywords, Witness.NOBODY, note="not understood")
            if check.wanted is not None and not self._decider.understands(check.wanted)
            else check
            for check in checks
        )

    def score(self, checks: Sequence[Check], index: TrackIndex, allowed: NDArray[np.bool_], k: int) -> ScoredTracks:
        """Return the k best of the allowed tracks.

        :param checks: What to hold them against.
        :param index: All tracks, n.
        :param allowed: bool (n,).
        :param k: How many at most.
        """
        paths = [self._path(check, index.facts) for check in checks]
        rows = self._shortlist(checks, paths, index, allowed, k)
        return self._scored(checks, paths, index, allowed, rows).best(k)

    def hits(
        self, checks: Sequence[Check], index: TrackIndex, allowed: NDArray[np.bool_], least: float
    ) -> ScoredTracks:
        """Return all of the allowed tracks that score at least so much; see :meth:`score`."""
        paths, rows = [self._path(check, index.facts) for check in checks], np.flatnonzero(allowed)
        cuts = range(0, max(len(rows), 1), CHUNK)
        parts = [self._scored(checks, paths, index, allowed, rows[at : at + CHUNK]) for at in cuts]
        found = ScoredTracks(
            rows,
            np.concatenate([part.scores for part in parts]),
            np.concatenate([part.probabilities for part in parts], axis=1),
        )
        enough = found.scores >= least
        told = ScoredTracks(rows[enough], found.scores[enough], found.probabilities[:, enough])
        return told.best(len(told.rows))

    def _scored(
        self,
        checks: Sequence[Check],
        paths: Sequence[FloatArray],
        index: TrackIndex,
        allowed: NDArray[np.bool_],
        rows: IntArray,
    ) -> ScoredTracks:
        """Judge some rows, in their order."""
        if not checks or not len(rows):
            nothing = np.zeros(len(rows), np.float32)
            return ScoredTracks(rows, nothing, np.zeros((len(checks), len(rows)), np.float32))
        vectors = index.vectors(rows)
        labels = index.facts.label[rows]
        shares = np.stack([self._share(c, p[rows], vectors, labels) for c, p in zip(checks, paths, strict=True)])
        grey = index.facts.monochrome[rows]
        shares[_colourless(checks, grey)] = np.nan
        frequent = np.array([self._frequency(c, p[allowed]) for c, p in zip(checks, paths, strict=True)], np.float32)
        kept = self._preference(checks, vectors, grey)
        scores = self._judged(checks, shares, frequent, kept)
        if settled := self._settled(checks):
            exact = [
                Check(check.keywords, Witness.APPEARANCE, settled[at]) if at in settled else check
                for at, check in enumerate(checks)
            ]
            told = shares.copy()
            for at, one in settled.items():
                told[at] = self._settlement(one, vectors, labels)
            scores = np.maximum(scores, self._judged(exact, told, frequent, kept))
        return ScoredTracks(rows, scores, shares)

    def _path(self, check: Check, facts: Facts) -> FloatArray:
        """What the paths say, float32 (n,), NaN where they say nothing."""
        match check.witness:
            case Witness.HEADING:
                fit = heading_fit(facts.headings, check.values, self._trust)
            case Witness.PLACE:
                fit = place_fit(facts.place, check.values, self._trust)
            case Witness.MOTION:
                fit = motion_fit(facts.motions, check.values, self._trust)
            case Witness.SPEED:
                fit = amount_fit(facts.road[:, [0, 0]], _bounds(check), self._trust)
            case Witness.DISTANCE:
                fit = amount_fit(facts.road[:, 1:], _bounds(check), self._trust)
            case Witness.STOP:
                fit = stop_fit(self._stops(facts), _bounds(check), self._trust)
            case _:
                return _unknown(facts)
        return np.float32(1.0) - fit if check.negated else fit

    def _share(self, check: Check, path: FloatArray, vectors: FloatArray, labels: IntArray) -> FloatArray:
        """How probably each of m tracks passes a check, float32 (m,); NaN where it could not be made."""
        wanted = _seen(check)
        if wanted is None:
            return path
        return np.where(np.isnan(path), self._decider.share(wanted, vectors, labels), path)

    def _frequency(self, check: Check, path: FloatArray) -> float:
        """The share of the tracks searched that pass a check, as far as it can be told of them; else of all vehicles.

        :param path: float32 (n,), what the paths of the tracks searched say.
        """
        known = path[~np.isnan(path)]
        if len(known):
            return float(known.mean())
        wanted = _seen(check)
        understood = wanted is not None and self._decider.understands(wanted)
        return self._decider.base_rate(wanted) if wanted and understood else UNKNOWN_RATE

    def _preference(self, checks: Sequence[Check], vectors: FloatArray, grey: NDArray[np.bool_]) -> FloatArray:
        """What share of its score each of m tracks keeps, for want of what is preferred, float32 (m,)."""
        kept = np.ones(len(vectors), np.float32)
        for check in checks:
            wanted = check.reservation and check.reservation.prefers
            if wanted and self._decider.understands(wanted):
                kept *= 1.0 - UNPREFERRED * np.where(grey, np.float32(0.5), 1.0 - self._decider.share(wanted, vectors))
        return kept

    def _judged(
        self, checks: Sequence[Check], shares: FloatArray, frequent: FloatArray, kept: FloatArray
    ) -> FloatArray:
        """What comes of the shares of m tracks, float32 (m,); possible at most where something is untold or reserved.

        :param shares: float32 (checks, m), NaN where a check could not be made.
        :param frequent: float32 (checks,), what counts instead.
        :param kept: float32 (m,), see :meth:`_preference`.
        """
        checkable = np.array([check.witness is not Witness.NOBODY for check in checks])
        untold = np.isnan(shares) & checkable[:, None]
        scores, likely = (
            self._decider.veto(self._decider.score(told, [_seen(check) for check in checks]) * kept, shares)
            for told in (shares, np.where(untold, frequent[:, None], shares))
        )
        reserved = checkable.any() and any(check.reservation for check in checks)
        withheld = np.ones((int(reserved), shares.shape[1]), bool)
        return self._decider.withhold(scores, likely, np.concatenate([untold[checkable], withheld]))

    def _settled(self, checks: Sequence[Check]) -> dict[int, SlotQuery]:
        """Place of each check that something settles → the demand for that alone: "bus" of "bus or tanker".

        What answers that, answers the whole no worse. Where nothing at all can be checked, nothing is settled.
        """
        if all(check.witness is Witness.NOBODY for check in checks):
            return {}
        each = {at: check.reservation.settled for at, check in enumerate(checks) if check.reservation}
        return {at: one for at, one in each.items() if one and self._decider.understands(one)}

    def _settlement(self, wanted: SlotQuery, vectors: FloatArray, labels: IntArray) -> FloatArray:
        """How probably each of m tracks is what settles a check; 0 where what is ruled out is not plainly absent."""
        share = self._decider.share(wanted, vectors, labels)
        return np.where(share < ABSENT, np.float32(0.0), share) if wanted.negated else share

    def _shortlist(
        self,
        checks: Sequence[Check],
        paths: Sequence[FloatArray],
        index: TrackIndex,
        allowed: NDArray[np.bool_],
        k: int,
    ) -> IntArray:
        plausible = allowed.copy()
        for path in paths:
            plausible &= ~(path < IMPLAUSIBLE)
        pool = plausible if np.count_nonzero(plausible) >= k else allowed
        if np.count_nonzero(pool) <= SHORTLIST:
            return np.flatnonzero(pool)
        grey = pool & index.facts.monochrome & any(check.of_colour for check in checks)
        # Of grey pictures, a colour would put forward those that only look like it.
        told = [check for check in checks if not check.of_colour]
        parts = ((checks, pool & ~grey), (told, grey))
        return np.concatenate([self._nearest(some, index, of, k) for some, of in parts if of.any()])

    def _nearest(self, checks: Sequence[Check], index: TrackIndex, pool: NDArray[np.bool_], k: int) -> IntArray:
        """The rows of a pool that look most like what is asked for; all, where nothing is asked of pictures."""
        query = self._decider.query_vector([wanted for check in checks if (wanted := _seen(check))])
        return index.search(query, max(SHORTLIST, k), pool)[0] if query.any() else np.flatnonzero(pool)


def _unknown(facts: Facts) -> FloatArray:
    return np.full(len(facts), np.nan, np.float32)


def _bounds(check: Check) -> list[tuple[float, float]]:
    return [(amount.low, amount.high) for amount in check.amounts]


def _seen(check: Check) -> SlotQuery | None:
    """What pictures can say: all of appearance, and the orientation of a vehicle that stands."""
    if check.witness is Witness.HEADING:
        return SlotQuery("orientation", check.values, check.negated)
    return check.wanted


def _colourless(checks: Sequence[Check], monochrome: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which checks the pictures of m tracks cannot tell for want of colour, bool (checks, m)."""
    return np.outer([check.of_colour for check in checks], monochrome)
