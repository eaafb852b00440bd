"""When something was recorded: the stretches that finished sources cover, and those of which no time is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Float, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.tracks import CameraRow, SourceRow, SourceStatus, TrackRow
from vehiclefinder.store.tracks.records import shown_name

Stretches = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Of n sources the id of the camera, begin and end, each (n,); seconds since 1970 UTC."""


class _Epoch(FunctionElement[float]):
    """A time in seconds since 1970 UTC, which costs much less than a ``datetime`` where there are many."""

    name = "epoch"
    type = Float()
    inherit_cache = True


@compiles(_Epoch)
def _by_sqlite(element: _Epoch, compiler: Any, **options: Any) -> str:
    return f"((julianday({compiler.process(element.clauses, **options)}) - 2440587.5) * 86400.0)"


@compiles(_Epoch, "postgresql")
def _by_postgresql(element: _Epoch, compiler: Any, **options: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)}) AS FLOAT)"


@dataclass(frozen=True, slots=True)
class UntimedVideo:
    """A finished source of which no time is known; ``duration`` is in seconds, None where that is not known either."""

    id: int
    camera: str
    name: str
    duration: float | None
    tracks: int


def bounds(connection: Connection, camera_ids: Sequence[int]) -> tuple[float, float] | None:
    """Return when the first and the last source of some cameras was recorded; None where no time is known.

    Each camera is asked by itself, in one statement: that reads four entries of an index, and not all sources.
    """
    of_camera = (
        SourceRow.camera_id == CameraRow.id,
        SourceRow.status == SourceStatus.DONE,
        SourceRow.start_time.is_not(None),
    )
    begin = select(_Epoch(SourceRow.start_time)).where(*of_camera).order_by(SourceRow.start_time).limit(1)
    late = SourceRow.start_time.desc()
    end = select(_Epoch(SourceRow.start_time) + func.coalesce(SourceRow.duration, 0.0)).where(*of_camera)
    query = select(begin.scalar_subquery(), end.order_by(late).limit(1).scalar_subquery())
    rows = [row for row in connection.execute(query.where(among(CameraRow.id, camera_ids))) if row[0] is not None]
    return (float(min(row[0] for row in rows)), float(max(row[1] for row in rows))) if rows else None


def stretches(connection: Connection, camera_ids: Sequence[int], since: datetime, until: datetime) -> Stretches:
    """Return what sources cover of the time between two moments, and may cover before and after, by begin."""
    longest = connection.scalar(select(func.max(SourceRow.duration))) or 0.0
    query = (
        _done(camera_ids)
        .with_only_columns(SourceRow.camera_id, _Epoch(SourceRow.start_time), SourceRow.duration)
        .where(SourceRow.start_time >= since - timedelta(seconds=longest), SourceRow.start_time < until)
    )
    plain = [tuple(row) for row in connection.execute(query)]  # NumPy asks each Row for attributes, 20 times as slow
    rows = np.array(plain, np.float64).reshape(-1, 3)
    rows = rows[np.argsort(rows[:, 1], kind="stable")]
    return rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 1] + np.nan_to_num(rows[:, 2])


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
