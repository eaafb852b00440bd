"""What is known of every track beside its vector, as arrays that are filtered and scored all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import GRID, VEHICLE_CLASSES, FloatArray, IntArray
from vehiclefinder.store.tracks.phase_packing import MOTIONS, phase_columns

ROAD = ("speed", "nearest", "farthest")
"""The columns of ``Facts.road``."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """A struct of arrays, one row per track.

    :param track: int64 (n,), id in the catalog.
    :param camera: int64 (n,), id of the camera.
    :param source: int64 (n,), id of the source.
    :param label: int64 (n,), index into ``VEHICLE_CLASSES``.
    :param motion: int64 (n,), index into ``MOTIONS``: the one word for the whole path.
    :param start: float64 (n,), seconds since 1970 UTC; NaN where the source has no start time.
    :param end: float64 (n,), likewise.
    :param heading: float32 (n,), degrees of travel in the image; NaN where it is not known.
    :param speed: float32 (n,), image heights per second.
    :param place: float32 (n, 9), share of the time in each cell of ``GRID``.
    :param monochrome: bool (n,), True where the pictures are without colour; False where that was not measured.
    :param road: float32 (n, 3), km/h on the road, and the least and largest distance from the camera in metres; NaN
        where they were not measured.
    :param motions: bool (n, 6), which of ``MOTIONS`` there is a phase of.
    :param headings: float32 (n, 8), degrees of travel where the longest phases begin and end; NaN beyond them.
    """

    track: IntArray
    camera: IntArray
    source: IntArray
    label: IntArray
    motion: IntArray
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    heading: FloatArray
    speed: FloatArray
    place: FloatArray
    monochrome: NDArray[np.bool_]
    road: FloatArray
    motions: NDArray[np.bool_]
    headings: FloatArray

    def __post_init__(self) -> None:
        n = len(self.track)
        for name, array in self.arrays().items():
            if len(array) != n:
                raise ValueError(f"expected {n} rows of {name}, got {len(array)}")

    def __len__(self) -> int:
        return len(self.track)

    def __getitem__(self, rows: NDArray[np.bool_] | IntArray) -> "Facts":
        return Facts(**{name: array[rows] for name, array in self.arrays().items()})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def empty(cls) -> "Facts":
        """No track at all."""
        whole, double, single = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.float32)
        place, road = single.reshape(0, len(GRID)), single.reshape(0, len(ROAD))
        motions, headings = phase_columns([], whole, single)
        return cls(
            whole, whole, whole, whole, whole, double, double, single, single, place, np.zeros(0, bool), road,
            motions, headings,
        )  # fmt: skip

    @classmethod
    def join(cls, parts: Sequence["Facts"]) -> "Facts":
        """Return the rows of all parts, one part after the other."""
        if not parts:
            return cls.empty()
        return cls(**{name: np.concatenate([part.arrays()[name] for part in parts]) for name in parts[0].arrays()})


LABEL_CODES = {label: code for code, label in enumerate(VEHICLE_CLASSES)}
MOTION_CODES = {str(motion): code for code, motion in enumerate(MOTIONS)}
