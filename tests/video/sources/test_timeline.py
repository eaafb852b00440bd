"""Stamps to seconds, by value."""

from collections.abc import Sequence

import numpy as np
import pytest

from vehiclefinder.video.sources.packets import UNKNOWN, PacketTable
from vehiclefinder.video.sources.timeline import timeline


def seconds(pts: Sequence[int | None], dts: Sequence[int | None] | None = None) -> list[float]:
    """The times of packets whose stamps are in hundredths."""
    count = len(pts)
    columns = [
        np.array([UNKNOWN if stamp is None else stamp for stamp in column], np.int64)
        for column in (pts, [None] * count if dts is None else dts)
    ]
    zero, flags = np.zeros(count, np.int64), np.zeros(count, np.uint8)
    table = PacketTable(columns[0], columns[1], zero, zero, zero, flags, flags, 0.0)
    return [round(float(time), 4) for time in timeline(table, 0.01, 0.04, reordered=False).seconds]


@pytest.mark.parametrize(
    ("pts", "expected"),
    [
        ([0, 4, 8, 12], [0.0, 0.04, 0.08, 0.12]),
        ([500, 504, 508, 512], [0.0, 0.04, 0.08, 0.12]),
        ([0, 12, 4, 8, 24, 16, 20], [0.0, 0.12, 0.04, 0.08, 0.24, 0.16, 0.2]),
        ([0, 4, 360_008, 12, 16, 20, 24], [0.0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24]),
        ([0, 4, 360_008, 360_012, 360_016], [0.0, 0.04, 0.08, 0.12, 0.16]),
        ([360_000, 4, 8, 12, 16], [0.0, 0.04, 0.08, 0.12, 0.16]),
        ([400, 404, 408, 0, 4, 8], [0.0, 0.04, 0.08, 0.12, 0.16, 0.2]),
        ([0, 4, 3000, 3004], [0.0, 0.04, 30.0, 30.04]),
        ([0, 0, 8, 8, 16, 16], [0.0, 0.04, 0.08, 0.12, 0.16, 0.2]),
        ([0, 4, None, 12, 16], [0.0, 0.04, 0.08, 0.12, 0.16]),
        ([0, 90_000, 180_000, 270_000], [0.0, 900.0, 1800.0, 2700.0]),
        ([None, None, None], [0.0, 0.04, 0.08]),
        ([7], [0.0]),
    ],
    ids=[
        "even", "late", "reordered", "one far", "far for good", "first far", "falling", "gap", "pairs", "one lacking",
        "timelapse", "none", "one",
    ],
)  # fmt: skip
def test_stamps_become_seconds(pts: list[int | None], expected: list[float]) -> None:
    assert seconds(pts) == pytest.approx(expected, abs=1e-6)


def test_times_of_decoding_are_taken_where_there_are_no_others() -> None:
    assert seconds([None] * 4, [2, 6, 10, 14]) == [0.0, 0.04, 0.08, 0.12]
