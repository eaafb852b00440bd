"""What is known of every track beside its vector, as columns that are filtered and scored all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.directions import DIRECTIONS
from vehiclefinder.core.types import GRID, VEHICLE_CLASSES, FloatArray, IntArray
from vehiclefinder.store.tracks.phase_packing import MOTIONS

Rows = slice | IntArray
"""Which rows of the columns: a stretch of them, which costs no copy, or their numbers."""
Codes = NDArray[np.uint16]
WHOLE = 65535
"""The code of a share of 1."""
HALF_TURN = 65534
"""The code of 180 degrees; one more stands for an unknown heading."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """A struct of columns, one row per track. A search reads those that it asks for.

    :param track: int64 (n,), id in the catalog.
    :param camera: int32 (n,), id of the camera.
    :param source: int32 (n,), id of the source.
    :param label: uint8 (n,), index into ``VEHICLE_CLASSES``.
    :param motion: uint8 (n,), index into ``MOTIONS``: the one word for the whole path.
    :param motions: uint8 (n,), bit i is set where there is a phase of the motion i of ``MOTIONS``.
    :param monochrome: bool (n,), True where the pictures are without colour; False where that was not measured.
    :param start: float64 (n,), seconds since 1970 UTC; NaN where the source has no start time.
    :param end: float64 (n,), likewise.
    :param heading: float32 (n,), degrees of travel in the image; NaN where it is not known.
    :param speed: float32 (n,), km/h on the road; NaN where it was not measured, as in the next two.
    :param nearest: float32 (n,), least distance from the camera in metres.
    :param farthest: float32 (n,), largest distance.
    :param apart: for each of ``DIRECTIONS`` uint16 (n,), how near a track came to it, see :func:`degrees_codes`.
    :param place: for each cell of ``GRID`` uint16 (n,), the share of its time that a track spent there, in 65,535ths.
    """

    track: IntArray
    camera: NDArray[np.int32]
    source: NDArray[np.int32]
    label: NDArray[np.uint8]
    motion: NDArray[np.uint8]
    motions: NDArray[np.uint8]
    monochrome: NDArray[np.bool_]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    heading: FloatArray
    speed: FloatArray
    nearest: FloatArray
    farthest: FloatArray
    apart: tuple[Codes, ...]
    place: tuple[Codes, ...]

    def __post_init__(self) -> None:
        n = len(self.track)
        for name, dtype in COLUMNS.items():
            column = self.columns()[name]
            if column.dtype != dtype or column.shape != (n,):
                raise ValueError(f"expected {name} as {np.dtype(dtype)} ({n},), got {column.dtype} {column.shape}")

    def __len__(self) -> int:
        return len(self.track)

    def __getitem__(self, rows: NDArray[np.bool_] | IntArray) -> "Facts":
        return Facts.of({name: column[rows] for name, column in self.columns().items()})

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name, those of a direction or cell each by its number: ``apart-0``."""
        whole = {name: getattr(self, name) for name in _SINGLE}
        return whole | {f"{name}-{i}": one for name in _SEVERAL for i, one in enumerate(getattr(self, name))}

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> "Facts":
        """Return the facts of columns, see :meth:`columns`.

        :raises ValueError: One has another type or length than it should.
        """
        apart, place = (tuple(columns[f"{name}-{i}"] for i in range(count)) for name, count in _SEVERAL.items())
        return cls(**{name: columns[name] for name in _SINGLE}, apart=apart, place=place)

    @classmethod
    def empty(cls) -> "Facts":
        """No track at all."""
        return cls.of({name: np.zeros(0, dtype) for name, dtype in COLUMNS.items()})

    @classmethod
    def join(cls, parts: Sequence["Facts"]) -> "Facts":
        """Return the rows of all parts, one part after the other."""
        if not parts:
            return cls.empty()
        columns = [part.columns() for part in parts]
        return cls.of({name: np.concatenate([one[name] for one in columns]) for name in COLUMNS})

    def degrees(self, directions: Sequence[int], rows: Rows) -> FloatArray:
        """Return how near m tracks came to any of some directions, float32 (m,), degrees; NaN where nothing is known.

        :param directions: Numbers in the order of ``DIRECTIONS``, at least one.
        """
        nearest = self.apart[directions[0]][rows]
        for direction in directions[1:]:
            nearest = np.minimum(nearest, self.apart[direction][rows])
        return np.where(nearest > HALF_TURN, np.float32(np.nan), nearest * np.float32(180.0 / HALF_TURN))

    def without_heading(self, rows: slice) -> NDArray[np.bool_]:
        """Return of which of m tracks no direction of travel is known, bool (m,)."""
        return self.apart[0][rows] > HALF_TURN

    def heads_within(self, direction: int, degrees: float, rows: slice) -> NDArray[np.bool_]:
        """Return which of m tracks may have come as near to a direction, bool (m,).

        :param degrees: Less than 180.
        """
        return self.apart[direction][rows] <= int(max(degrees, 0.0) * (HALF_TURN / 180.0)) + 1

    def time_in(self, cells: Sequence[int], rows: Rows) -> FloatArray:
        """Return the share of their time that m tracks spent in any of some cells, float32 (m,).

        :param cells: Numbers of cells of ``GRID``, at least one.
        """
        total = self.place[cells[0]][rows].astype(np.float32)
        for cell in cells[1:]:
            total += self.place[cell][rows]
        return total * np.float32(1.0 / WHOLE)

    def is_in(self, cell: int, share: float, rows: slice) -> NDArray[np.bool_]:
        """Return which of m tracks may have spent as much of their time in a cell, bool (m,).

        :param share: At most 1.
        """
        return self.place[cell][rows] >= max(int(share * WHOLE) - 1, 0)


def degrees_codes(apart: FloatArray) -> tuple[Codes, ...]:
    """Return the columns of differences of headings.

    :param apart: float32 (n, 4), as :func:`core.directions.degrees_apart` returns them.
    """
    codes = np.where(np.isnan(apart), HALF_TURN + 1, np.rint(apart * (HALF_TURN / 180.0)))
    return tuple(codes.astype(np.uint16).T.copy())


def share_codes(shares: FloatArray) -> tuple[Codes, ...]:
    """Return the columns of shares of time.

    :param shares: float32 (n, cells), in [0, 1]; NaN, which no one measures, counts as none.
    """
    return tuple(np.rint(np.clip(np.nan_to_num(shares), 0.0, 1.0) * WHOLE).astype(np.uint16).T.copy())


_SEVERAL = {"apart": len(DIRECTIONS), "place": len(GRID)}
_SINGLE = tuple(field.name for field in fields(Facts) if field.name not in _SEVERAL)
_DTYPES = {
    "track": np.int64, "camera": np.int32, "source": np.int32, "monochrome": np.bool_, "start": np.float64,
    "end": np.float64, "heading": np.float32, "speed": np.float32, "nearest": np.float32, "farthest": np.float32,
}  # fmt: skip
COLUMNS: dict[str, Any] = {name: _DTYPES.get(name, np.uint8) for name in _SINGLE} | {
    f"{name}-{number}": np.uint16 for name, count in _SEVERAL.items() for number in range(count)
}
"""Name of each column -> its type."""

LABEL_CODES = {label: code for code, label in enumerate(VEHICLE_CLASSES)}
MOTION_CODES = {str(motion): code for code, motion in enumerate(MOTIONS)}
