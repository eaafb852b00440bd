"""Where to the tracks of a source went, and where in the picture they were then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.store.database.schema.tracks import RoadRow, SourceRow, TrackRow
from vehiclefinder.store.tracks.packing import unpack
from vehiclefinder.store.tracks.phase_packing import phase_headings
from vehiclefinder.store.tracks.present_road import with_present_road


@dataclass(frozen=True, slots=True, eq=False)
class SourceHeadings:
    """The directions of travel of the m tracks of one source.

    :param tracks: int64 (m,), ids.
    :param degrees: float32 (m, h), in the image, at h moments of each; NaN where there is none.
    :param places: float32 (m, h, 2), where the middle of the lower edge of its box was then, fractions of the frame;
        NaN throughout where they were not asked for.
    :param frame_size: (width, height), pixels.
    """

    tracks: IntArray
    degrees: FloatArray
    places: FloatArray
    frame_size: tuple[int, int]


def headings(session: Session, source_id: int, placed: bool) -> SourceHeadings:
    """Return where to the tracks of a source went.

    :param placed: Whether it is asked where they were then, for which their paths are read.
    """
    phases = func.coalesce(RoadRow.phases, TrackRow.phases).label("phases")
    columns = (TrackRow.id, TrackRow.heading, TrackRow.width, TrackRow.height, phases)
    query: Select[*tuple[Any, ...]] = select(*columns, TrackRow.path) if placed else select(*columns)
    source = SourceRow.id == TrackRow.source_id
    found = with_present_road(query.join(SourceRow, source)).where(TrackRow.source_id == source_id)
    rows: Sequence[Any] = session.execute(found.order_by(TrackRow.id)).all()
    whole = np.array([np.nan if row.heading is None else row.heading for row in rows], np.float32)
    degrees, times = phase_headings([row.phases for row in rows], whole)
    places = np.full((*times.shape, 2), np.nan, np.float32)
    if placed:
        for number, row in enumerate(rows):
            places[number] = _places(unpack(row.path, -1, 5), times[number]) / (row.width, row.height)
    frame_size = (rows[0].width, rows[0].height) if rows else (1, 1)
    return SourceHeadings(np.array([row.id for row in rows], np.int64), degrees, places, frame_size)


def _places(path: FloatArray, times: FloatArray) -> FloatArray:
    """Return where a track was at some times, pixels float32 (h, 2); in the middle of its path where none is known."""
    middle = (path[0, 0] + path[-1, 0]) / 2
    at = np.where(np.isnan(times), middle, times)
    feet = ((path[:, 1] + path[:, 3]) / 2, path[:, 4])
    return np.stack([np.interp(at, path[:, 0], axis) for axis in feet], axis=1).astype(np.float32)
