"""Every vehicle of some cameras, times and zones, page by page, for whoever takes all of them."""

import base64
import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.first_rows import following
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.records import StoredTrack

_CURSOR = struct.Struct(">Bdq")


class ListOrder(StrEnum):
    """What a list goes by; what is equal comes by the number of the track, and what has no known time last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    ID = "id"


_CODES = {order: code for code, order in enumerate(ListOrder)}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last track of a page.

    :param order: What the list goes by.
    :param start: When it came into view, seconds since 1970 UTC; NaN where that is not known.
    :param track: Its number.
    """

    order: ListOrder
    start: float
    track: int

    def to_text(self) -> str:
        """Return it as text for an address, which says nothing to whoever reads it."""
        packed = _CURSOR.pack(_CODES[self.order], self.start, self.track)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str, order: ListOrder) -> "Cursor":
        """Read what :meth:`to_text` wrote.

        :raises ValueError: It did not, or for another order.
        """
        try:
            code, start, track = _CURSOR.unpack(
                base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            )
        except (binascii.Error, struct.error, ValueError):
            code, start, track = None, 0.0, 0
        if code != _CODES[order]:
            raise ValueError(f"expected the `next` of a page in the order {order}, got {text[:60]!r}")
        return cls(order, start, track)


@dataclass(frozen=True, slots=True)
class ListedTracks:
    """A page with all that is known of its tracks, and what is to be said of the list.

    :param next: Where the next page goes on; None on the last one.
    :param shards: Which searchers told of theirs, where there are several.
    """

    tracks: tuple[StoredTrack, ...]
    next: Cursor | None
    notes: tuple[str, ...]
    shards: ShardReport | None = None


def first_of_page(
    facts: Facts, allowed: NDArray[np.bool_], order: ListOrder, limit: int, after: Cursor | None
) -> IntArray:
    """Return the rows of a page. What is added to a list meanwhile moves none of the pages that follow.

    :param facts: n tracks.
    :param allowed: bool (n,), those that are listed.
    """
    rows = np.flatnonzero(allowed)
    key = _key(facts.start[rows], facts.track[rows], order)
    return rows[following(key, facts.track[rows], None if after is None else _place(after), limit)]


def joined(tracks: Sequence[tuple[int, float | None]], order: ListOrder, limit: int) -> tuple[list[int], Cursor | None]:
    """Return the ids of a page and where the next one goes on, None on the last, of the first tracks of several lists.

    :param tracks: Number of each, and when it came into view; one more of each list than a page has, where there are.
    """
    number = np.array([track for track, _ in tracks], np.int64)
    start = np.array([np.nan if begin is None else begin for _, begin in tracks], np.float64)
    places = following(_key(start, number, order), number, None, limit + 1)
    ids = number[places[:limit]].tolist()
    if len(places) <= limit:
        return ids, None
    return ids, Cursor(order, float(start[places[limit - 1]]), ids[-1])


def _key(start: NDArray[np.float64], track: IntArray, order: ListOrder) -> NDArray[np.float64]:
    """What rows go by, rising."""
    if order is ListOrder.ID:
        return track.astype(np.float64)
    return np.where(np.isnan(start), np.inf, -start if order is ListOrder.NEWEST else start)


def _place(cursor: Cursor) -> tuple[float, int]:
    """Return key and number of the last track of a page."""
    return float(_key(np.array([cursor.start]), np.array([cursor.track]), cursor.order)[0]), cursor.track
