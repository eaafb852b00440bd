"""From closeness to probabilities that mean something, and from them to a decision."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import VEHICLE_CLASSES, Decision, FloatArray
from vehiclefinder.match.open_set import SMALLEST, VehicleLimits
from vehiclefinder.match.slots import COLOURS, DIM, RANGES, SLOTS, TYPES, VALUES
from vehiclefinder.match.text_encoder import REMEMBERED, TextEncoder

LABEL_WEIGHT = 0.5
"""How much the detector's label counts as a witness of the type: less than it does on the crops where it was measured,
for on other cameras it errs more, and on the same hard pictures as the matcher. On 201 tracks of eight foreign clips,
whose types were told by eye, the mean negative logarithm of the share of the right ones is 0.934 with the whole weight,
0.876 with half and 0.870 with none; 0.662, 0.692 and 0.682 of them are told."""
MIXED = COLOURS.index("multi")
"""The colour of what has several."""


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """One thing that a vehicle should be, or should not be.

    :param slot: One of ``SLOTS``.
    :param values: Canonical values or free words, any of which will do.
    :param negated: True where the vehicle must be none of them.
    :param together: True where it must be all of them at once, such as two colours.
    """

    slot: str
    values: tuple[str, ...]
    negated: bool = False
    together: bool = False

    def __post_init__(self) -> None:
        if self.slot not in SLOTS:
            raise ValueError(f"expected a slot of {list(SLOTS)}, got {self.slot!r}")
        if not self.values:
            raise ValueError("expected at least one value, got none")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants that were fitted on the dev split; they live beside the model they belong to.

    :param scale: Slot -> factor of the cosine before the softmax over the slot's values.
    :param weight: Slot -> how much the share of a demand counts; 1 takes it at its word.
    :param offset: Slot -> what a demand adds to the log-odds of the score: someone who asks has reason to.
    :param rarity: Slot -> how far that grows with the rarity of what is asked for: a share of a tenth says much for a
        pink vehicle and little for a white one.
    :param prior: Slot -> share of all vehicles that have each value.
    :param match: Least score of a match.
    :param possible: Least score of a possible match.
    :param match_share: Least product of the shares of all demands of a match: more likely than not, as frequent as
        vehicles are. The score allows for whoever asks having reason to, and the best of very many would pass by that.
    :param possible_share: Least share that every demand of a possible match must have by itself.
    :param labels: Type -> share of its vehicles that the detector gives each label of ``VEHICLE_CLASSES``; empty where
        that was not measured, and labels then say nothing.
    :param vehicle: Least probability of what ingest takes for a vehicle, where the encoder tells; 0 takes everything.
    :param standing: Likewise of what stands, by its looks and the detector's score; see ``VehicleLimits``.
    :param score_weight: How much the latter counts.
    """

    scale: Mapping[str, float]
    weight: Mapping[str, float]
    offset: Mapping[str, float]
    rarity: Mapping[str, float]
    prior: Mapping[str, Sequence[float]]
    match: float
    possible: float
    match_share: float = 0.5
    possible_share: float = 0.02
    labels: Mapping[str, Sequence[float]] = field(default_factory=dict)
    vehicle: float = 0.0
    standing: float = 0.0
    score_weight: float = 0.0

    @property
    def vehicle_limits(self) -> VehicleLimits:
        """What ingest takes for a vehicle."""
        return VehicleLimits(self.vehicle, self.standing, self.score_weight)

    @classmethod
    def from_info(cls, info: Mapping[str, Any]) -> "Calibration":
        """Read the constants from the manifest's entry of the model.

        :raises ModelError: The entry does not hold them.
        """
        try:
            return cls(**info["calibration"])
        except (KeyError, TypeError) as error:
            raise ModelError(f"the manifest entry of the matcher has no usable calibration: {error}") from error


class Decider:
    """Holds vectors of pictures against wanted values.

    :param text: The text half of the matcher.
    :param calibration: Constants fitted for this pair of encoders.
    """

    def __init__(self, text: TextEncoder, calibration: Calibration) -> None:
        self._text = text
        self._calibration = calibration
        even = [1.0] * len(VEHICLE_CLASSES)
        self._accepted = lru_cache(REMEMBERED)(self._accept)
        self._weight = lru_cache(REMEMBERED)(self._weigh)
        self._prior = {slot: np.array(shares, np.float32) for slot, shares in calibration.prior.items()}
        labels = np.array([calibration.labels.get(name, even) for name in TYPES], np.float32).T
        self._labels = labels**LABEL_WEIGHT

    @property
    def threshold(self) -> float:
        """Least score of a match."""
        return self._calibration.match

    @property
    def possible(self) -> float:
        """Least score of a possible match."""
        return self._calibration.possible

    @property
    def match_share(self) -> float:
        """Least product of shares of a match, see :meth:`veto`."""
        return self._calibration.match_share

    @property
    def possible_share(self) -> float:
        """Least share of a possible match, see :meth:`veto`."""
        return self._calibration.possible_share

    @property
    def unsure(self) -> float:
        """Least score of a possible match, as :meth:`withhold` gives it to that of which nothing can be told."""
        return float(np.nextafter(np.float32(self._calibration.possible), np.float32(1.0)))

    def understands(self, wanted: SlotQuery) -> bool:
        """Whether the words mean anything in their slot."""
        return bool(self._accepted(wanted).any())

    def accepted(self, wanted: SlotQuery) -> FloatArray:
        """Return how well each value of the slot satisfies a demand, float32 (values,), in [0, 1]."""
        return self._accepted(wanted)

    def query_vector(self, wanted: Sequence[SlotQuery]) -> FloatArray:
        """Return the vector whose inner product ranks pictures.

        Demands that are not understood, or that any value satisfies, leave their slot as it is; a negated one
        subtracts.

        :returns: float32 (DIM,).
        """
        query = np.zeros(DIM, np.float32)
        for one in wanted:
            if self._accepted(one).min() < 1.0 - 1e-3:
                sign = -1.0 if one.negated else 1.0
                query += sign * self._text.encode(one.slot, [_words(one)])[0]
        return query

    def share(self, wanted: SlotQuery, vectors: FloatArray, labels: NDArray[np.integer] | None = None) -> FloatArray:
        """Return how probably each picture satisfies one demand, as rare as its values are among all vehicles.

        :param vectors: float32 (n, DIM).
        :param labels: int (n,), what the detector calls each, index into ``VEHICLE_CLASSES``; a second witness of
            the type. None where there is no detector.
        :returns: float32 (n,), in (0, 1).
        :raises ValueError: The words are not understood, or the vectors have another width.
        """
        if vectors.ndim != 2 or vectors.shape[1] != DIM:
            raise ValueError(f"expected vectors (n, {DIM}), got {vectors.shape}")
        accepted = self._accepted(wanted)
        if not accepted.any():
            raise ValueError(f"expected words with a meaning as {wanted.slot}, got {wanted.values}")
        shares = self.values(wanted.slot, vectors, labels)
        return self.share_of(wanted, shares.T.__getitem__)

    def share_of(self, wanted: SlotQuery, column: Callable[[int], FloatArray]) -> FloatArray:
        """Return the same as :meth:`share`, of the shares of the values that count.

        :param wanted: A demand that is understood.
        :param column: Number of a value in its slot -> how probable it is for each picture, float32 (n,).
        :returns: float32 (n,), in (0, 1).
        """
        if wanted.together:
            accepts = self._text.accepts(wanted.slot, wanted.values)
            share = evenness(np.stack([_mixture(row, column) for row in accepts], axis=1), column(MIXED))
        else:
            share = _mixture(self._accepted(wanted), column)
            share = 1.0 - share if wanted.negated else share
        return np.clip(share, SMALLEST, 1.0 - SMALLEST).astype(np.float32)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what :meth:`shares` returns."""
        return VALUES

    @property
    def identity(self) -> str:
        """What :meth:`shares` depends on, as a hash: scales, labels as they count, and the vectors of the values."""
        tables = [self._labels, *(self._text.prototypes(slot) for slot in SLOTS)]
        told = json.dumps(dict(self._calibration.scale), sort_keys=True).encode()
        return sha256(told + b"".join(np.ascontiguousarray(one, "<f4").tobytes() for one in tables)).hexdigest()

    def shares(self, vectors: FloatArray, labels: NDArray[np.integer]) -> FloatArray:
        """Return how probable every value of all slots is for each picture.

        :param vectors: float32 (n, DIM).
        :param labels: int (n,), as in :meth:`share`.
        :returns: float32 (n, values), in the order of ``VALUES``; those of a slot sum to 1.
        """
        return np.concatenate([self.values(slot, vectors, labels) for slot in SLOTS], axis=1)

    def base_rate(self, wanted: SlotQuery) -> float:
        """Return the share of all vehicles that satisfy a demand, as training saw them."""
        share = float(self._accepted(wanted) @ self._prior[wanted.slot])
        return 1.0 - share if wanted.negated else share

    def score(self, shares: FloatArray, wanted: Sequence[SlotQuery | None]) -> FloatArray:
        """Return how probably all demands hold, which are taken as independent.

        The shares are as rare as the values are among all vehicles; weights, offsets and rarity make the score of
        three demands a probability on pairs of pictures and keywords of which a third belong together.

        :param shares: float32 (demands, n), NaN where a demand could not be checked, which then does not count.
        :param wanted: The demands; None for one that something else than appearance was asked about. Neither that nor
            a negated one is weighed.
        :returns: float32 (n,), in [0, 1]; 0 where no demand could be checked.
        """
        terms = [self._weight(one) for one in wanted]
        weights, offsets = (np.array(column, np.float32)[:, None] for column in zip(*terms, strict=True))
        known = ~np.isnan(shares)
        logs = weights * np.log(np.clip(np.where(known, shares, 1.0), SMALLEST, 1.0))
        return np.where(known.any(axis=0), combine(logs, np.where(known, offsets, 0.0)), np.float32(0.0))

    def weights(self, wanted: Sequence[SlotQuery | None]) -> list[float]:
        """Return what the logarithm of the share of each demand counts in :meth:`score`."""
        return [self._weight(one)[0] for one in wanted]

    def log_product(self, score: float, wanted: Sequence[SlotQuery | None]) -> float:
        """Return the weighted logarithms of shares, summed, of which :meth:`score` makes a score: its inverse.

        :param score: At most 1; -infinity is what 0 or less is made of.
        :param wanted: The demands, all of which are checked.
        """
        if score <= 0.0:
            return -np.inf
        score = min(score, 1.0 - SMALLEST)
        log_odds = np.log(score / (1.0 - score)) - sum(self._weight(one)[1] for one in wanted)
        return float(-np.logaddexp(0.0, -log_odds))

    def highest(self, log_product: FloatArray, wanted: Sequence[SlotQuery | None]) -> FloatArray:
        """Return what :meth:`score` makes of weighted logarithms of shares, summed; no other step raises it.

        :param log_product: float32 (n,).
        :param wanted: The demands, all of which are checked.
        :returns: float32 (n,).
        """
        return combine(log_product[None], np.full((1, 1), sum(self._weight(one)[1] for one in wanted), np.float32))

    def values(self, slot: str, vectors: FloatArray, labels: NDArray[np.integer] | None = None) -> FloatArray:
        """Return how probable each value of a slot is for each picture.

        :param vectors: float32 (n, DIM).
        :param labels: As in :meth:`share`.
        :returns: float32 (n, values), rows sum to 1.
        """
        logits = self._calibration.scale[slot] * (vectors[:, RANGES[slot]] @ self._text.prototypes(slot).T)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        if slot == "type" and labels is not None:
            odds = odds * self._labels[labels]
        shares: FloatArray = odds / odds.sum(axis=1, keepdims=True)
        return shares

    def veto(self, scores: FloatArray, shares: FloatArray) -> FloatArray:
        """Push the score of what fails one demand, or all of them together, below the threshold of what it is not.

        :param scores: float32 (n,), from :meth:`score`.
        :param shares: float32 (demands, n), NaN where a demand could not be checked; what could not be checked at all
            is no match.
        :returns: float32 (n,), in the same order among those that are pushed below the same threshold.
        """
        limits, unknown = self._calibration, np.isnan(shares)
        known = np.where(unknown, np.float32(1.0), shares)
        nothing = unknown.all(axis=0)
        weakest, joint = (np.where(nothing, 0.0, of_all) for of_all in (known.min(axis=0), known.prod(axis=0)))
        ceiling = np.where(joint < limits.match_share, limits.match, 1.0)
        ceiling = np.where(weakest < limits.possible_share, limits.possible, ceiling)
        vetoed: FloatArray = (scores * np.where(ceiling < 1.0, ceiling * (1.0 - SMALLEST), 1.0)).astype(np.float32)
        return vetoed

    def withhold(self, scores: FloatArray, likely: FloatArray, untold: NDArray[np.bool_]) -> FloatArray:
        """Make what cannot be told of a track neither a match nor a reason against it.

        :param scores: float32 (n,), from :meth:`veto`, of what can be told.
        :param likely: float32 (n,), likewise, with what cannot be told taken to be as frequent as among all.
        :param untold: bool (demands, n), which demands cannot be told of which track.
        :returns: float32 (n,): what nothing is untold of keeps its score. The rest is possible where what can be told
            of it is at least that, and no match otherwise, in the order of ``likely``; that of which nothing that is
            asked for can be told is just possible.
        """
        low, high = self._calibration.possible, self._calibration.match * (1.0 - SMALLEST)
        least = np.float32(self.unsure)  # which is not below it once it is rounded
        below = np.maximum(low + (likely - low) * (high - low) / (1.0 - low), least)
        withheld = np.where(scores > low, below, np.minimum(scores, likely))
        withheld = np.where(untold.all(axis=0), least, withheld)
        possible: FloatArray = np.where(untold.any(axis=0), withheld, scores).astype(np.float32)
        return possible

    def decide(self, score: float) -> Decision:
        """Return what a score amounts to."""
        if score >= self._calibration.match:
            return Decision.MATCH
        return Decision.POSSIBLE if score >= self._calibration.possible else Decision.NONE

    def _weigh(self, wanted: SlotQuery | None) -> tuple[float, float]:
        if wanted is None or wanted.negated:
            return 1.0, 0.0
        constants = self._calibration
        rare = -np.log(np.clip(self.base_rate(wanted), SMALLEST, 1.0))
        return constants.weight[wanted.slot], constants.offset[wanted.slot] + constants.rarity[wanted.slot] * rare

    def _accept(self, wanted: SlotQuery) -> FloatArray:
        row: FloatArray = self._text.accepts(wanted.slot, [_words(wanted)])[0]
        return row


def _words(wanted: SlotQuery) -> str:
    return "|".join(wanted.values)


def _mixture(accepted: FloatArray, column: Callable[[int], FloatArray]) -> FloatArray:
    """Return the sum of the shares of values, as far as each is accepted: float32 (n,)."""
    numbers = np.flatnonzero(accepted).tolist() or [0]
    mixed: FloatArray = accepted[numbers[0]] * column(numbers[0])
    for number in numbers[1:]:
        mixed = mixed + accepted[number] * column(number)
    return mixed


def combine(logs: FloatArray, offsets: FloatArray) -> FloatArray:
    """Return the probability whose log-odds are those of the product of shares, and the offsets.

    :param logs: float32 (demands, n), weighted logarithms of shares.
    :param offsets: float32 (demands, n).
    :returns: float32 (n,).
    """
    log_product = np.minimum(logs.sum(axis=0), -SMALLEST)
    log_odds = log_product - np.log(-np.expm1(log_product)) + offsets.sum(axis=0)
    probability: FloatArray = (1.0 / (1.0 + np.exp(-log_odds))).astype(np.float32)
    return probability


def evenness(shares: FloatArray, mixed: FloatArray) -> FloatArray:
    """Return how evenly colours share a picture with each other, or one of them with a mixture: 1 where by halves.

    A picture of two colours rarely says so: of ten pairs of colours over 888 labelled crops this has a mean average
    precision of 0.17 (chance 0.01), the sum of the shares 0.04.

    :param shares: float32 (n, colours), the share of each colour.
    :param mixed: float32 (n,), the share of several colours at once.
    :returns: float32 (n,), in [0, 1].
    """
    any_ = shares.sum(axis=1)
    pairs = np.maximum((any_**2 - (shares**2).sum(axis=1)) / 2, 0.0)
    even: FloatArray = np.minimum(2.0 * (np.sqrt(pairs) + np.sqrt(mixed * any_)), 1.0).astype(np.float32)
    return even
