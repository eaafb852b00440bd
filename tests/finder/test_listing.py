"""Pages of a list, by value."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.finder.listing import Cursor, ListOrder, first_of_page, joined
from vehiclefinder.store.tracks.facts import Facts

from ..blank_facts import blank_facts

NAN = float("nan")


def facts(*starts: float) -> Facts:
    return blank_facts(len(starts), start=np.array(starts), track=np.arange(1, len(starts) + 1))


def page(
    of: Facts, allowed: NDArray[np.bool_], order: ListOrder, limit: int, after: Cursor | None
) -> tuple[list[int], Cursor | None]:
    rows = first_of_page(of, allowed, order, limit + 1, after)
    starts = [None if np.isnan(start) else start for start in of.start[rows].tolist()]
    return joined(list(zip(of.track[rows].tolist(), starts, strict=True)), order, limit)


def pages(of: Facts, order: ListOrder, limit: int = 2) -> list[list[int]]:
    ids, following = page(of, np.ones(len(of), bool), order, limit, None)
    told = [ids]
    while following:
        ids, following = page(of, np.ones(len(of), bool), order, limit, following)
        told.append(ids)
    return told


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (ListOrder.NEWEST, [[3, 1], [4, 6], [2, 5]]),
        (ListOrder.OLDEST, [[6, 1], [4, 3], [2, 5]]),
        (ListOrder.ID, [[1, 2], [3, 4], [5, 6]]),
    ],
)
def test_pages_go_by_time_then_number_and_end_with_what_has_no_time(order: ListOrder, told: list[list[int]]) -> None:
    assert pages(facts(20.0, NAN, 30.0, 20.0, NAN, 10.0), order) == told


def test_what_is_added_moves_no_page_that_follows() -> None:
    before, following = page(facts(20.0, 10.0, 30.0, 5.0), np.ones(4, bool), ListOrder.NEWEST, 2, None)
    assert before == [3, 1]
    after, _ = page(facts(20.0, 10.0, 30.0, 5.0, 40.0, 20.0), np.ones(6, bool), ListOrder.NEWEST, 9, following)
    assert after == [6, 2, 4]


def test_only_what_is_allowed_is_listed() -> None:
    found = page(facts(1.0, 2.0, 3.0), np.array([True, False, True]), ListOrder.OLDEST, 5, None)
    assert found == ([1, 3], None)


def test_a_cursor_survives_being_written() -> None:
    for start in (1714564800.125, NAN, -3.0):
        read = Cursor.from_text(Cursor(ListOrder.OLDEST, start, 2**31).to_text(), ListOrder.OLDEST)
        assert (read.track, repr(read.start)) == (2**31, repr(start))
