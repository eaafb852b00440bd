"""The order of an answer: the best first, or by what is measured of the vehicles."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.counting import counted
from vehiclefinder.core.types import FloatArray, IntArray
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
class Measures:
    """What is measured of tracks when an order asks for it.

    :param stops: The longest stop of each of n tracks, seconds, float32 (n,), from their facts.
    :param middles: Where in the picture some tracks were, 0 left to 1 right, float32 (m,), from their ids.
    :param image_speeds: Their speed in the picture, image heights a second, float32 (m,), from their ids.
    """

    stops: Callable[[Facts], FloatArray]
    middles: Callable[[IntArray], FloatArray]
    image_speeds: Callable[[IntArray], FloatArray]

    def ordered(
        self, order: Order, rows: IntArray, facts: Facts, unsure: NDArray[np.bool_] | None = None
    ) -> tuple[IntArray, tuple[str, ...]]:
        """Return the places of rows in an order, those that it cannot tell of last, and what must be said of it.

        What is equal comes by the number of the track.

        :param rows: int64 (m,), rows of the facts, the best first.
        :param facts: What is known of all tracks.
        :param unsure: bool (m,), what comes after the others, by the same order: the last bus is none that may be one.
        """
        if order is Order.BEST:
            return np.arange(len(rows)), ()
        values, notes = self._values(order, rows, facts)
        if unknown := int(np.isnan(values).sum()):
            every = counted(len(rows), "vehicle")
            last = f"{unknown} of {every} {'comes' if unknown == 1 else 'come'} last"
            none = f"none of {every} could be ordered"
            notes = (*notes, f"{none if unknown == len(rows) else last}: {UNKNOWN[order]}")
        known, key = ~np.isnan(values), -values if order in FALLING else values
        later = np.zeros(len(rows), bool) if unsure is None else unsure
        if np.any(known & later) and np.any(known & ~later):
            notes = (*notes, POSSIBLE_LATER)
        return np.lexsort((facts.track[rows], key, later, ~known)), notes

    def _values(self, order: Order, rows: IntArray, facts: Facts) -> tuple[NDArray[np.floating], tuple[str, ...]]:
        if order in TIMES:
            return facts.start[rows], ()
        if order in SPEEDS:
            on_road = facts.speed[rows]
            unmeasured = len(rows) > 0 and bool(np.isnan(on_road).all())
            return (self.image_speeds(facts.track[rows]), (IN_THE_IMAGE,)) if unmeasured else (on_road, ())
        if order in STANDS:
            stops = self.stops(facts)[rows]
            return np.where(stops > 0.0, stops, np.float32(np.nan)), ()
        if order in (Order.NEAREST, Order.FARTHEST):
            return (facts.nearest if order is Order.NEAREST else facts.farthest)[rows], ()
        several = len(np.unique(facts.camera[rows])) > 1
        return self.middles(facts.track[rows]), (IN_SEVERAL_IMAGES,) if several else ()
