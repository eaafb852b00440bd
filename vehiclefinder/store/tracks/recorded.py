"""When something was recorded: the stretches that finished sources cover, and those of which no time is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.tracks import CameraRow, SourceRow, SourceStatus, TrackRow
from vehiclefinder.store.tracks.records import shown_name

Stretches = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Of n sources the id of the camera, begin and end, each (n,); seconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class RecordedBounds:
    """What holds of all finished sources of known time.

    :param longest: Seconds of the longest.
    """

    first: datetime
    last: datetime
    longest: float


@dataclass(frozen=True, slots=True)
class UntimedVideo:
    """A finished source of which no time is known; ``duration`` is in seconds, None where that is not known either."""

    id: int
    camera: str
    name: str
    duration: float | None
    tracks: int


def bounds(connection: Connection, camera_ids: Sequence[int]) -> RecordedBounds | None:
    """Return when the first and the last source of some cameras was recorded; None where no time is known."""
    timed = _done(camera_ids).where(SourceRow.start_time.is_not(None))
    said = timed.with_only_columns(func.min(SourceRow.start_time), func.max(SourceRow.duration))
    first, longest = connection.execute(said).one()
    if first is None:
        return None
    late = timed.with_only_columns(SourceRow.start_time, SourceRow.duration).order_by(SourceRow.start_time.desc())
    latest = connection.execute(late.limit(1)).one()
    return RecordedBounds(first, latest.start_time + timedelta(seconds=latest.duration or 0.0), longest or 0.0)


def stretches(connection: Connection, camera_ids: Sequence[int], since: datetime, until: datetime) -> Stretches:
    """Return what sources cover that began between two moments, by begin."""
    query = (
        _done(camera_ids)
        .with_only_columns(SourceRow.camera_id, SourceRow.start_time, SourceRow.duration)
        .where(SourceRow.start_time >= since, SourceRow.start_time < until)
        .order_by(SourceRow.start_time)
    )
    rows = connection.execute(query).all()
    begin = np.array([row.start_time.timestamp() for row in rows], np.float64)
    seconds = np.array([row.duration or 0.0 for row in rows], np.float64)
    return np.array([row.camera_id for row in rows], np.int64), begin, begin + seconds


def untimed(connection: Connection, camera_ids: Sequence[int], limit: int) -> tuple[list[UntimedVideo], int]:
    """Return the latest sources of no known time, and how many there are in all."""
    without = _done(camera_ids).where(SourceRow.start_time.is_(None))
    count = connection.scalar(without.with_only_columns(func.count())) or 0
    tracks = select(func.count()).where(TrackRow.source_id == SourceRow.id).scalar_subquery()
    listed = without.with_only_columns(SourceRow.id, CameraRow.name, SourceRow.uri, SourceRow.duration, tracks)
    rows = connection.execute(listed.order_by(SourceRow.id.desc()).limit(limit)) if count else ()
    return [UntimedVideo(id_, camera, shown_name(uri), *rest) for id_, camera, uri, *rest in rows], count


def tracks_of(
    connection: Connection, source_id: int, after: tuple[float, int] | None, limit: int, *, falling: bool
) -> list[tuple[float, int]]:
    """Return begin, seconds in the source, and id of the next tracks of a source, in that order.

    :param after: Those of the last one before.
    :param falling: The latest first.
    """
    key = (TrackRow.start.desc(), TrackRow.id.desc()) if falling else (TrackRow.start, TrackRow.id)
    query = select(TrackRow.start, TrackRow.id).where(TrackRow.source_id == source_id).order_by(*key).limit(limit)
    if after is not None:
        start, id_ = after
        beyond = TrackRow.start < start if falling else TrackRow.start > start
        later = TrackRow.id < id_ if falling else TrackRow.id > id_
        query = query.where(beyond | ((TrackRow.start == start) & later))
    return [(row.start, row.id) for row in connection.execute(query)]


def _done(camera_ids: Sequence[int]) -> Select[int]:
    return (
        select(SourceRow.id)
        .join(CameraRow, CameraRow.id == SourceRow.camera_id)
        .where(SourceRow.status == SourceStatus.DONE, among(SourceRow.camera_id, camera_ids))
    )
