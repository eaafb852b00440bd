"""Vehicles of a clip, labelled by eye: boxes at key frames, and between them by interpolation."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray

COLUMNS = ("time", "vehicle", "x1", "y1", "x2", "y2", "ignored")
_CLOSE = 0.01
"""Seconds by which the time of a frame may lie beside the first or last key frame."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameLabels:
    """What an eye sees at one time.

    :param vehicles: int64 (n,), their numbers.
    :param boxes: float32 (n, 4), xyxy, pixels.
    :param ignored: float32 (m, 4): where nobody can tell, or a vehicle is hidden; detections there do not count.
    """

    vehicles: IntArray
    boxes: FloatArray
    ignored: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LabelledVehicle:
    """One vehicle, or one region to be ignored.

    :param times: float64 (k,), seconds, rising.
    :param boxes: float64 (k, 4), xyxy, pixels.
    :param ignored: bool (k,): from this key frame to the next it does not count.
    """

    times: NDArray[np.float64]
    boxes: NDArray[np.float64]
    ignored: NDArray[np.bool_]

    def at(self, time: float) -> tuple[FloatArray, bool] | None:
        """Return its box, float32 (4,), and whether it is ignored; None before its first and after its last key."""
        if not self.times[0] - _CLOSE <= time <= self.times[-1] + _CLOSE:
            return None
        key = max(0, int(np.searchsorted(self.times, time + _CLOSE, side="right")) - 1)
        box = [np.interp(time, self.times, column) for column in self.boxes.T]
        return np.array(box, np.float32), bool(self.ignored[key])


@dataclass(frozen=True, slots=True, eq=False)
class TrackLabels:
    """The labelled vehicles of one clip, by number."""

    vehicles: dict[int, LabelledVehicle]

    def at(self, time: float) -> FrameLabels:
        """Return what is labelled at a time, seconds."""
        there = {number: now for number, one in self.vehicles.items() if (now := one.at(time))}
        counted = [number for number, (_, ignored) in there.items() if not ignored]
        return FrameLabels(
            np.array(counted, np.int64),
            np.array([there[number][0] for number in counted], np.float32).reshape(-1, 4),
            np.array([box for box, ignored in there.values() if ignored], np.float32).reshape(-1, 4),
        )


def read_track_labels(path: Path) -> TrackLabels:
    """Read a table with the columns ``COLUMNS``.

    :raises ValueError: It has another format.
    """
    rows = defaultdict(list)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[int(row["vehicle"])].append([float(row[name]) for name in COLUMNS if name != "vehicle"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"expected the columns {', '.join(COLUMNS)} in {path}, got {error!r}") from error
    return TrackLabels({number: _vehicle(np.array(sorted(keys))) for number, keys in sorted(rows.items())})


def _vehicle(keys: NDArray[np.float64]) -> LabelledVehicle:
    return LabelledVehicle(keys[:, 0], keys[:, 1:5], keys[:, 5] > 0)
