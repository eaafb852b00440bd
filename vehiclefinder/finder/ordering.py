"""The order of an answer: the best first, or by what is measured of the vehicles."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.counting import counted
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.first_rows import following
from vehiclefinder.store.tracks.facts import Facts


class Order(StrEnum):
    """What the vehicles of an answer are ordered by."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    FASTEST = "fastest"
    SLOWEST = "slowest"
    LONGEST_STOP = "longest_stop"
    SHORTEST_STOP = "shortest_stop"
    NEAREST = "nearest"
    FARTHEST = "farthest"
    LEFT_TO_RIGHT = "left_to_right"
    RIGHT_TO_LEFT = "right_to_left"

    @property
    def words(self) -> str:
        """What it goes by, in plain words."""
        return _WORDS[self]


_WORDS = {
    Order.BEST: "the score, the best first",
    Order.NEWEST: "when the vehicles came into view, the latest first",
    Order.OLDEST: "when the vehicles came into view, the earliest first",
    Order.FASTEST: "speed, the fastest first",
    Order.SLOWEST: "speed, the slowest first",
    Order.LONGEST_STOP: "the longest stop, the longest first",
    Order.SHORTEST_STOP: "the longest stop, the shortest first",
    Order.NEAREST: "the least distance from the camera, the nearest first",
    Order.FARTHEST: "the largest distance from the camera, the farthest first",
    Order.LEFT_TO_RIGHT: "the place in the picture, from left to right",
    Order.RIGHT_TO_LEFT: "the place in the picture, from right to left",
}
FALLING = frozenset({Order.NEWEST, Order.FASTEST, Order.LONGEST_STOP, Order.FARTHEST, Order.RIGHT_TO_LEFT})
"""Orders that put large values first."""
TIMES = (Order.NEWEST, Order.OLDEST)
SPEEDS = (Order.FASTEST, Order.SLOWEST)
STANDS = (Order.LONGEST_STOP, Order.SHORTEST_STOP)
UNKNOWN = {
    **dict.fromkeys(TIMES, "their time is not known"),
    **dict.fromkeys(SPEEDS, "their speed was not measured"),
    **dict.fromkeys(STANDS, "no stop of them is known"),
    Order.NEAREST: "their distance was not measured",
    Order.FARTHEST: "their distance was not measured",
    Order.LEFT_TO_RIGHT: "they are no longer in the catalog",
    Order.RIGHT_TO_LEFT: "they are no longer in the catalog",
}
"""Why vehicles come last."""
IN_THE_IMAGE = (
    "no speed of these vehicles is known in km/h, for want of a calibration: they are ordered by that in the image"
)
POSSIBLE_LATER = "those that are possible, not certain, come after those that match"
IN_SEVERAL_IMAGES = "they are of several cameras, each with a picture of its own"


@dataclass(frozen=True, slots=True)
class OrderTally:
    """What must be known of vehicles to say how far an order holds.

    :param vehicles: How many there are.
    :param unknown: Those that it cannot tell of.
    :param sure: Those that it tells of, and that match.
    :param unsure: Those that it tells of, and that may match.
    :param cameras: Ids of two of their cameras, or of the only one.
    """

    vehicles: int = 0
    unknown: int = 0
    sure: int = 0
    unsure: int = 0
    cameras: tuple[int, ...] = ()

    def __add__(self, other: "OrderTally") -> "OrderTally":
        return OrderTally(
            self.vehicles + other.vehicles,
            self.unknown + other.unknown,
            self.sure + other.sure,
            self.unsure + other.unsure,
            tuple(sorted({*self.cameras, *other.cameras}))[:2],
        )


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of tracks when an order asks for it.

    :param stops: The longest stop of each of n tracks, seconds, float32 (n,), from their facts.
    :param middles: Where in the picture some tracks were, 0 left to 1 right, float32 (m,), from their ids.
    :param image_speeds: Their speed in the picture, image heights a second, float32 (m,), from their ids.
    """

    stops: Callable[[Facts], FloatArray]
    middles: Callable[[IntArray], FloatArray]
    image_speeds: Callable[[IntArray], FloatArray]

    def values(self, order: Order, rows: IntArray, facts: Facts) -> tuple[NDArray[np.floating], ...]:
        """Return what m tracks go by, (m,), NaN where that is not known; and what else, if none has any of it.

        That is their speed in the picture, where that on the road was measured of none.

        :param order: Any but the best first.
        :param rows: int64 (m,), rows of the facts.
        :param facts: What is known of all tracks.
        """
        if order in TIMES:
            return (facts.start[rows],)
        if order in SPEEDS:
            on_road = facts.speed[rows]
            measured = not len(rows) or not bool(np.isnan(on_road).all())
            return (on_road,) if measured else (on_road, self.image_speeds(facts.track[rows]))
        if order in STANDS:
            stops = self.stops(facts)[rows]
            return (np.where(stops > 0.0, stops, np.float32(np.nan)),)
        if order in (Order.NEAREST, Order.FARTHEST):
            return ((facts.nearest if order is Order.NEAREST else facts.farthest)[rows],)
        return (self.middles(facts.track[rows]),)


def arranged(
    order: Order,
    values: NDArray[np.floating],
    tracks: IntArray,
    unsure: NDArray[np.bool_] | None = None,
    most: int | None = None,
) -> IntArray:
    """Return the places of the first of m tracks in an order, those that it cannot tell of last.

    What is equal comes by the number of the track. Those that come later are not sorted.

    :param values: What they go by, (m,), see :meth:`Measures.values`.
    :param tracks: int64 (m,), their ids.
    :param unsure: bool (m,), what comes after the others, by the same order: the last bus is none that may be one.
    :param most: How many are wanted; None means all.
    """
    known, later = ~np.isnan(values), np.zeros(len(values), bool) if unsure is None else unsure
    left, parts = len(values) if most is None else most, [np.zeros(0, np.int64)]
    for some in (known & ~later, known & later, ~known & ~later, ~known & later):
        places = np.flatnonzero(some) if left else parts[0]
        if len(places):
            key = np.where(known[places], -values[places] if order in FALLING else values[places], 0.0)
            parts.append(places[following(key, tracks[places], None, left)])
            left -= len(parts[-1])
    return np.concatenate(parts)


def tallied(
    values: NDArray[np.floating], cameras: NDArray[np.integer], unsure: NDArray[np.bool_] | None = None
) -> OrderTally:
    """Return what must be known of m tracks to say how far an order holds; see :func:`arranged`.

    :param cameras: int (m,), ids of their cameras.
    """
    known = ~np.isnan(values)
    later = int(np.count_nonzero(known & unsure)) if unsure is not None else 0
    sure, several = int(np.count_nonzero(known)) - later, tuple(np.unique(cameras)[:2].tolist())
    return OrderTally(len(values), len(values) - sure - later, sure, later, several)


def told(order: Order, tally: OrderTally, in_image: bool = False) -> tuple[str, ...]:
    """Say how far an order holds.

    :param in_image: Whether speeds are those in the picture.
    """
    if order is Order.BEST:
        return ()
    sideways = order in (Order.LEFT_TO_RIGHT, Order.RIGHT_TO_LEFT)
    notes = [IN_THE_IMAGE] if in_image else [IN_SEVERAL_IMAGES] if sideways and len(tally.cameras) > 1 else []
    if tally.unknown:
        every = counted(tally.vehicles, "vehicle")
        last = f"{tally.unknown} of {every} {'comes' if tally.unknown == 1 else 'come'} last"
        none = f"none of {every} could be ordered"
        notes.append(f"{none if tally.unknown == tally.vehicles else last}: {UNKNOWN[order]}")
    return (*notes, *([POSSIBLE_LATER] if tally.sure and tally.unsure else []))
