"""The parts that several searchers tell of an order, as one: by score, decision and number, as if one had all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from vehiclefinder.finder.ordering import FALLING, Order, OrderTally, told
from vehiclefinder.finder.shards.told import Candidate, Candidates, WantedCandidates


@dataclass(frozen=True, slots=True)
class Merged:
    """The first tracks of all parts.

    :param first: They, in their order.
    :param vehicles: How many there are in all.
    :param count: Those that match, those that may, and those of the latter of which something is untold, if asked.
    :param notes: What must be said of the order.
    """

    first: tuple[Candidate, ...]
    vehicles: int
    count: tuple[int, int, int] | None
    notes: tuple[str, ...]


def summed(parts: Sequence[Any]) -> Any:
    """Return the sum of parts, at least one."""
    return reduce(add, parts)


def merged(parts: Sequence[WantedCandidates], order: Order, k: int, threshold: float) -> Merged:
    """Return the first tracks of one order.

    :param parts: What each searcher tells of the same wanted vehicle, at least one.
    :param k: How many come at most.
    :param threshold: Least score of a match: what does not reach it comes after what does, but where the best come
        first, which does by itself.
    """
    lists, in_image = [part.first for part in parts], False
    tally: OrderTally = summed([one.tally for one in lists])
    if order is not Order.BEST and tally.vehicles and tally.unknown == tally.vehicles:
        pictured = [part.in_image for part in parts if part.in_image]
        if pictured:
            lists, in_image = pictured, True
            tally = summed([one.tally for one in pictured])
    counts = [part.count for part in parts if part.count]
    count = tuple(map(sum, zip(*counts, strict=True))) if counts else None
    return Merged(
        tuple(sorted(_all(lists), key=_key(order, threshold))[:k]),
        tally.vehicles,
        count if count is None else (count[0], count[1], count[2]),
        told(order, tally, in_image),
    )


def _all(lists: Sequence[Candidates]) -> list[Candidate]:
    return [candidate for one in lists for candidate in one.first]


def _key(order: Order, threshold: float) -> Callable[[Candidate], tuple[float, ...]]:
    """What candidates go by, rising."""
    if order is Order.BEST:
        return lambda one: (-one.score, one.way, one.track)
    sign = -1.0 if order in FALLING else 1.0

    def key(one: Candidate) -> tuple[float, ...]:
        unsure = bool(np.float32(one.score) < threshold)
        return (one.value is None, unsure, 0.0 if one.value is None else sign * one.value, one.track)

    return key
