"""The phases of a path as the bytes that a column holds."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.directions import degrees_apart
from vehiclefinder.core.types import FloatArray, IntArray, Motion, OnRoad, Phase
from vehiclefinder.store.tracks.packing import pack, unpack

MOTIONS = tuple(Motion)
"""The order in which motions are numbered."""
HELD = 4
"""Phases of one track whose headings are searched: the longest."""
COLUMNS = 5
"""Number of the motion, start, end, heading at the start, heading at the end; NaN where there is no heading."""


def pack_phases(phases: Sequence[Phase]) -> bytes | None:
    """Return phases as float32 rows; None where there are none."""
    rows = [(MOTIONS.index(p.motion), p.start, p.end, _number(p.heading_start), _number(p.heading_end)) for p in phases]
    return pack(np.array(rows, np.float32)) if rows else None


def unpack_phases(blob: bytes | None) -> tuple[Phase, ...]:
    """Return the phases that :func:`pack_phases` wrote."""
    rows = unpack(blob or b"", -1, COLUMNS).tolist()
    return tuple(Phase(MOTIONS[int(code)], start, end, _heading(h0), _heading(h1)) for code, start, end, h0, h1 in rows)


def road_columns(road: OnRoad) -> dict[str, Any]:
    """Return the columns of a ``RoadRow``, without its track."""
    return asdict(road) | {"phases": pack_phases(road.phases)}


def phase_columns(
    blobs: Sequence[bytes | None], motion: NDArray[np.integer], heading: FloatArray
) -> tuple[NDArray[np.uint8], FloatArray]:
    """Return what n tracks did and where to, for all at once; where nothing is packed, by one motion and heading.

    :param blobs: n, as :func:`pack_phases` wrote them.
    :param motion: int (n,), index into ``MOTIONS``.
    :param heading: float32 (n,), degrees, NaN where it is not known.
    :returns: uint8 (n,), bit i is set where there is the motion i of ``MOTIONS``; and float32 (n, 4), how near the
        headings where the longest phases begin and end came to each of ``DIRECTIONS``, in degrees; NaN where there is
        no heading.
    """
    rows, owner, whole = _phases(blobs)
    motions = np.zeros((len(blobs), len(MOTIONS)), bool)
    motions[owner, rows[:, 0].astype(np.int64)] = True
    motions[whole, motion[whole]] = True
    flags = np.packbits(motions, axis=1, bitorder="little")[:, 0]
    return flags, degrees_apart(_longest(rows, owner, whole, heading)[0])


def phase_headings(blobs: Sequence[bytes | None], heading: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where to n tracks went where their longest phases begin and end; see :func:`phase_columns`.

    :returns: float32 (n, 8), degrees, NaN where there is no heading; and float32 (n, 8), the seconds at which they went
        there, NaN where that is not known.
    """
    return _longest(*_phases(blobs), heading)


def _longest(rows: FloatArray, owner: IntArray, whole: IntArray, heading: FloatArray) -> tuple[FloatArray, FloatArray]:
    headings, times = (np.full((len(heading), HELD, 2), np.nan, np.float32) for _ in range(2))
    moves = ~np.isnan(rows[:, 3])
    rows, owner = rows[moves], owner[moves]
    order = np.lexsort((rows[:, 1] - rows[:, 2], owner))
    rows, owner = rows[order], owner[order]
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
    rows, owner, rank = rows[rank < HELD], owner[rank < HELD], rank[rank < HELD]
    headings[owner, rank], times[owner, rank] = rows[:, 3:], rows[:, 1:3]
    headings[whole, 0, 0] = heading[whole]
    return headings.reshape(-1, 2 * HELD), times.reshape(-1, 2 * HELD)


def _phases(blobs: Sequence[bytes | None]) -> tuple[FloatArray, IntArray, IntArray]:
    """Return all phases, float32 (p, 5), the track of each, and the tracks of which none are packed."""
    counts = np.array([len(blob or b"") // (4 * COLUMNS) for blob in blobs], np.int64)
    rows = unpack(b"".join(blob or b"" for blob in blobs), -1, COLUMNS)
    return rows, np.repeat(np.arange(len(blobs)), counts), np.flatnonzero(counts == 0)


def _number(heading: float | None) -> float:
    return np.nan if heading is None else heading


def _heading(value: float) -> float | None:
    # Just below 360 is 360 in float32.
    return None if np.isnan(value) else value % 360.0
