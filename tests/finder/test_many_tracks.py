"""What is counted and ordered of many tracks is what sorting them all would give."""

from datetime import UTC, datetime

import numpy as np
import pytest

from vehiclefinder.finder import track_counts
from vehiclefinder.finder.grouping import Bucket, Grouping
from vehiclefinder.finder.ordering import Order, arranged
from vehiclefinder.finder.track_counts import TrackCounter
from vehiclefinder.store.index.track_index import TrackIndex

from ..blank_facts import blank_facts

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize("most", [0, 1, 3, 4, 6, 9, None])
def test_the_first_of_an_order_are_those_of_all_sorted(order: Order, most: int | None) -> None:
    values = np.array([5.0, np.nan, 2.0, 5.0, 9.0, 2.0, np.nan, 5.0], np.float64)
    tracks = np.array([8, 3, 5, 1, 4, 2, 6, 7])
    unsure = np.array([False, True, False, False, True, True, False, False])
    sign = -1.0 if order is Order.NEWEST else 1.0
    every = np.lexsort((tracks, sign * values, unsure, np.isnan(values))).tolist()
    assert arranged(order, values, tracks, unsure, most).tolist() == every[:most]


@pytest.mark.parametrize("block", [1, 3, 100])
@pytest.mark.parametrize("codes", [1, 1 << 20])
def test_counts_are_the_same_however_they_are_worked_out(
    monkeypatch: pytest.MonkeyPatch, block: int, codes: int
) -> None:
    monkeypatch.setattr(track_counts, "BLOCK", block)
    monkeypatch.setattr(track_counts, "MOST_CODES", codes)
    facts = blank_facts(
        6,
        camera=np.array([1, 2, 1, 1, 2, 1]),
        label=np.array([0, 0, 2, 0, 2, 0]),
        start=np.array([NOON, NOON + 60, NOON + 3600, NOON + 3599, np.nan, NOON + 7200]),
        heading=np.array([0.0, 90.0, np.nan, 44.0, 180.0, 300.0]),
    )
    index = TrackIndex(facts, {}, np.zeros((6, 1), np.float16))
    rows = np.array([0, 1, 2, 3, 4])
    by_hour = Grouping(Bucket.HOUR, ("camera", "label"), "UTC")
    assert TrackCounter().counted(index, rows, by_hour) == [
        (NOON, (1, 0), 2), (NOON, (2, 0), 1), (NOON + 3600, (1, 2), 1), (None, (2, 2), 1)
    ]  # fmt: skip
    by_day = Grouping(Bucket.DAY, ("direction",), "UTC")
    day = NOON - 12 * 3600
    assert TrackCounter().counted(index, rows, by_day) == [
        (day, (0,), 2),
        (day, (1,), 1),
        (day, (4,), 1),
        (None, (2,), 1),
    ]
    assert TrackCounter().counted(index, rows[:0], by_hour) == []
