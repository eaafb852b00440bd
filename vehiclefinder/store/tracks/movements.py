"""What is measured of paths when somebody asks, for many tracks at once: the longest stop, and where in the picture."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vehiclefinder.core.types import FloatArray, IntArray, Motion
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.tracks import RoadRow, SourceRow, TrackRow
from vehiclefinder.store.tracks.packing import unpack
from vehiclefinder.store.tracks.phase_packing import COLUMNS, MOTIONS
from vehiclefinder.store.tracks.present_road import with_present_road

CHUNK = 10_000
"""Tracks that are read at a time."""
STOPPED, UNKNOWN = MOTIONS.index(Motion.STOPPED), MOTIONS.index(Motion.UNKNOWN)


def stops(session: Session, tracks: IntArray) -> FloatArray:
    """Return how long each of n tracks stood at most without a break, seconds, float32 (n,).

    Judged on the road where that is known. 0 where it did other things alone, NaN where what it did is not known.

    :param tracks: int64 (n,), ids; of those that are gone nothing is known.
    """
    query = with_present_road(
        select(
            TrackRow.id, TrackRow.motion, TrackRow.start, TrackRow.end, TrackRow.phases, RoadRow.phases.label("road")
        ).join(SourceRow, SourceRow.id == TrackRow.source_id)
    )
    return _told(session, query, tracks, _stops)


def middles(session: Session, tracks: IntArray) -> FloatArray:
    """Return where the middle of each of n tracks was on average over its path, float32 (n,): 0 left, 1 right.

    :param tracks: int64 (n,), ids; NaN for those that are gone.
    """
    return _told(session, select(TrackRow.id, TrackRow.width, TrackRow.path), tracks, _middles)


def image_speeds(session: Session, tracks: IntArray) -> FloatArray:
    """Return the speed of each of n tracks in the picture, image heights a second, float32 (n,).

    :param tracks: int64 (n,), ids; NaN for those that are gone.
    """
    return _told(session, select(TrackRow.id, TrackRow.speed), tracks, lambda rows: [row.speed for row in rows])


def _told(session: Session, query: Select[*tuple[Any, ...]], tracks: IntArray, measure: Any) -> FloatArray:
    known = np.full(len(tracks), np.nan, np.float32)
    order = np.argsort(tracks, kind="stable")
    for rows in _chunks(session, query, tracks):
        places = order[np.searchsorted(tracks, [row.id for row in rows], sorter=order)]
        known[places] = measure(rows)
    return known


def _chunks(session: Session, query: Select[*tuple[Any, ...]], tracks: IntArray) -> Iterator[Sequence[Any]]:
    for start in range(0, len(tracks), CHUNK):
        if rows := session.execute(query.where(among(TrackRow.id, tracks[start : start + CHUNK].tolist()))).all():
            yield rows


def _stops(rows: Sequence[Any]) -> NDArray[np.float64]:
    """The longest stop of each row; where no phases are kept, one motion speaks for all of its time."""
    blobs = [row.road or row.phases or b"" for row in rows]
    counts = np.array([len(blob) // (4 * COLUMNS) for blob in blobs], np.int64)
    phases, owner = unpack(b"".join(blobs), -1, COLUMNS).astype(float), np.repeat(np.arange(len(rows)), counts)
    longest = np.full(len(rows), np.nan)
    told = phases[:, 0] != UNKNOWN
    longest[owner[told]] = 0.0
    stood = phases[:, 0] == STOPPED
    np.fmax.at(longest, owner[stood], phases[stood, 2] - phases[stood, 1])
    for place in np.flatnonzero(counts == 0).tolist():
        row = rows[place]
        if row.motion != Motion.UNKNOWN:
            longest[place] = row.end - row.start if row.motion == Motion.STOPPED else 0.0
    return longest


def _middles(rows: Sequence[Any]) -> list[float]:
    return [float(unpack(row.path, -1, 5)[:, [1, 3]].mean()) / row.width for row in rows]
