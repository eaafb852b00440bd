"""What is read from the catalog, one function per question."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import GRID, Decision, FloatArray, Motion, OnRoad, Origin, Phase, main_motion
from vehiclefinder.store.database.half_vectors import halved
from vehiclefinder.store.database.id_lists import among, of_shard
from vehiclefinder.store.database.schema.tracks import (
    CameraRow,
    CameraViewRow,
    CropRow,
    EmbeddingRow,
    OriginRow,
    QueryRow,
    RoadRow,
    SourceRow,
    SourceStatus,
    StateRow,
    TrackRow,
)
from vehiclefinder.store.files.media import Media, MediaFile
from vehiclefinder.store.tracks.facts import LABEL_CODES, MOTION_CODES, Facts, degrees_codes, share_codes
from vehiclefinder.store.tracks.packing import unpack
from vehiclefinder.store.tracks.phase_packing import phase_columns, unpack_phases
from vehiclefinder.store.tracks.present_road import with_present_road
from vehiclefinder.store.tracks.records import (
    AlreadyThere,
    AskedQuery,
    StoredCamera,
    StoredCrop,
    StoredSource,
    StoredTrack,
)

CHUNK = 10_000
"""Rows that are taken from the database at a time."""


def generation(session: Session | Connection) -> tuple[str, int]:
    """Return the catalog's id and generation."""
    row = session.execute(select(StateRow.catalog, StateRow.generation)).one_or_none()
    if row is None:
        raise StoreError("the catalog is damaged: it has lost its own id")
    return row.catalog, row.generation


def held(session: Session, identity: str) -> AlreadyThere | int | None:
    """Return the finished source of an identity, or the id of what is left of an unfinished one, or None."""
    source = session.scalar(select(SourceRow).where(SourceRow.identity == identity))
    if source is None or source.status != SourceStatus.DONE:
        return None if source is None else source.id
    tracks_held = session.scalar(select(func.count()).where(TrackRow.source_id == source.id))
    return AlreadyThere(source.id, tracks_held or 0)


def cameras(session: Session) -> list[StoredCamera]:
    """Return the cameras by name, with their finished sources and tracks."""
    query = (
        select(CameraRow.id, CameraRow.name, func.count(SourceRow.id.distinct()), func.count(TrackRow.id))
        .outerjoin(SourceRow, (SourceRow.camera_id == CameraRow.id) & (SourceRow.status == SourceStatus.DONE))
        .outerjoin(TrackRow, TrackRow.source_id == SourceRow.id)
        .group_by(CameraRow.id, CameraRow.name)
    )
    # Sorted here, since databases sort text each in its own way.
    return sorted((StoredCamera(*row) for row in session.execute(query)), key=lambda camera: camera.name)


def sources(session: Session, source_id: int | None = None) -> list[StoredSource]:
    """Return every source in the order of ingest, or the one of an id."""
    tracks_of = select(func.count()).where(TrackRow.source_id == SourceRow.id).scalar_subquery()
    query = select(SourceRow, CameraRow.name, tracks_of).join(CameraRow).order_by(SourceRow.id)
    if source_id is not None:
        query = query.where(SourceRow.id == source_id)
    return [_source(source, camera, count) for source, camera, count in session.execute(query)]


def _source(source: SourceRow, camera: str, tracks_held: int) -> StoredSource:
    return StoredSource(
        id=source.id,
        camera=camera,
        uri=source.uri,
        fingerprint=source.fingerprint,
        kind=source.kind,
        frame_size=(source.width, source.height),
        start_time=source.start_time,
        duration=source.duration,
        settings=source.settings,
        encoder=source.encoder,
        status=SourceStatus(source.status),
        error=source.error,
        created=source.created,
        tracks=tracks_held,
    )


def tracks(session: Session, media: Media, track_ids: Sequence[int]) -> list[StoredTrack]:
    """Return tracks of finished sources in the order asked for, without those that are not there."""
    query = with_present_road(
        select(TrackRow, SourceRow, CameraRow.name, RoadRow, OriginRow)
        .join(SourceRow, SourceRow.id == TrackRow.source_id)
        .join(CameraRow, CameraRow.id == SourceRow.camera_id)
        .outerjoin(OriginRow, OriginRow.track_id == TrackRow.id)
        .where(among(TrackRow.id, track_ids), SourceRow.status == SourceStatus.DONE)
    )
    crops = _crops(session, media, track_ids)
    found = {
        track.id: replace(
            _track(track, source, camera, crops[track.id], road),
            origin=Origin(origin.name, origin.label) if origin else None,
        )
        for track, source, camera, road, origin in session.execute(query)
    }
    return [found[track_id] for track_id in track_ids if track_id in found]


def track_ids(session: Session, source_id: int, begin: float, end: float) -> list[int]:
    """Return the tracks of a finished source that were in view between two moments, by when they came into view.

    :param begin: Seconds in the source, as is ``end``; infinite where there is no limit.
    """
    query = (
        select(TrackRow.id)
        .join(SourceRow, SourceRow.id == TrackRow.source_id)
        .where(TrackRow.source_id == source_id, SourceRow.status == SourceStatus.DONE)
        .order_by(TrackRow.start, TrackRow.id)
    )
    if begin > -math.inf:
        query = query.where(TrackRow.end >= begin)
    if end < math.inf:
        query = query.where(TrackRow.start <= end)
    return list(session.scalars(query))


def vectors(session: Session, encoder: str, ids: Sequence[int]) -> dict[int, FloatArray]:
    """Return the vectors that an encoder made of tracks, by their ids; those that have none are left out.

    They are in half precision, also those of files from before all were written so: nobody sees which engine it is.
    """
    query = select(EmbeddingRow).where(among(EmbeddingRow.track_id, ids), EmbeddingRow.encoder == encoder)
    return {row.track_id: halved(unpack(row.vector, -1)) for row in session.scalars(query)}


Feet = tuple[list[int], list[FloatArray]]
"""Ids of tracks; of each, where the middle of the lower edge of its box was: float32 (n, 2), fractions of the frame."""


def feet(session: Session, source_id: int) -> Feet:
    """Return where the tracks of a source stood."""
    query = select(TrackRow.id, TrackRow.width, TrackRow.height, TrackRow.path).where(TrackRow.source_id == source_id)
    rows = session.execute(query.order_by(TrackRow.id)).all()
    return [row.id for row in rows], [_feet(unpack(row.path, -1, 5), row.width, row.height) for row in rows]


def _feet(path: FloatArray, width: int, height: int) -> FloatArray:
    return np.stack([(path[:, 1] + path[:, 3]) / (2 * width), path[:, 4] / height], axis=1, dtype=np.float32)


def _track(
    track: TrackRow, source: SourceRow, camera: str, crops: list[StoredCrop], road: RoadRow | None
) -> StoredTrack:
    phases = phases_of(track, road.phases if road else None)
    return StoredTrack(
        id=track.id,
        camera=camera,
        source_id=source.id,
        source=source.uri,
        start_time=source.start_time,
        label=track.label,
        start=track.start,
        end=track.end,
        heading=track.heading,
        motion=main_motion(phases),
        place=unpack(track.place, len(GRID)),
        speed=track.speed,
        frame_size=(track.width, track.height),
        path=unpack(track.path, -1, 5),
        monochrome=track.monochrome,
        crops=tuple(crops),
        road=None
        if road is None
        else OnRoad(road.calibration, road.speed, road.nearest, road.farthest, unpack_phases(road.phases)),
        phases=phases,
    )


def phases_of(track: Any, on_road: bytes | None) -> tuple[Phase, ...]:
    """Return what a track did, see ``StoredTrack.phases``.

    :param track: A ``TrackRow``, or a row of its columns.
    :param on_road: The phases of its ``RoadRow``, if there are any.
    """
    phases = unpack_phases(on_road or track.phases)
    return phases or (Phase(Motion(track.motion), track.start, track.end, track.heading, track.heading),)


def _crops(session: Session, media: Media, track_ids: Sequence[int]) -> dict[int, list[StoredCrop]]:
    query = select(CropRow).where(among(CropRow.track_id, track_ids)).order_by(CropRow.track_id, CropRow.rank)
    crops = defaultdict(list)
    for crop in session.scalars(query):
        stored = StoredCrop(crop.time, unpack(crop.box, 4), crop.quality, MediaFile(media, crop.file))
        crops[crop.track_id].append(stored)
    return crops


def queries(session: Session, limit: int) -> list[AskedQuery]:
    """Return what was asked last, newest first."""
    rows = session.scalars(select(QueryRow).order_by(QueryRow.id.desc()).limit(limit))
    return [AskedQuery(row.sentence, row.time, Decision(row.decision), row.best_score) for row in rows]


def vector_length(session: Session, encoder: str) -> int | None:
    """Return the length d of an encoder's vectors, or None where there is none yet."""
    blob = session.scalar(select(EmbeddingRow.vector).where(EmbeddingRow.encoder == encoder).limit(1))
    return None if blob is None else len(unpack(blob, -1))


def finished(session: Session, encoder: str) -> list[int]:
    """Return the ids of the finished sources whose vectors an encoder made, rising."""
    query = (
        select(SourceRow.id)
        .where(SourceRow.encoder == encoder, SourceRow.status == SourceStatus.DONE)
        .order_by(SourceRow.id)
    )
    return list(session.scalars(query))


def vector_counts(
    session: Session, encoder: str, sources: Collection[int] | None = None, shard: Shard = WHOLE
) -> dict[int, int]:
    """Return of how many tracks of each source there are vectors of an encoder; sources without any are left out.

    :param sources: Ids of those that are counted; None means all.
    :param shard: Whose sources are counted.
    """
    query = (
        select(TrackRow.source_id, func.count())
        .join(EmbeddingRow, EmbeddingRow.track_id == TrackRow.id)
        .where(EmbeddingRow.encoder == encoder, of_shard(TrackRow.source_id, shard))
        .group_by(TrackRow.source_id)
    )
    if sources is not None:
        query = query.where(among(TrackRow.source_id, sources))
    return dict(session.execute(query).all())


def measured_counts(session: Session) -> dict[int, int]:
    """Return of how many tracks of each source there are measures by the present calibration of its camera."""
    query = (
        select(TrackRow.source_id, func.count())
        .join(RoadRow, RoadRow.track_id == TrackRow.id)
        .join(SourceRow, SourceRow.id == TrackRow.source_id)
        .join(CameraViewRow, CameraViewRow.camera_id == SourceRow.camera_id)
        .where(RoadRow.calibration == CameraViewRow.calibration)
        .group_by(TrackRow.source_id)
    )
    return dict(session.execute(query).all())


def versions(session: Session, encoder: str, shard: Shard = WHOLE) -> dict[int, str]:
    """Return camera, start time, calibration and numbers of vectors and measures, as text, of finished sources.

    Those are the ones of which there are vectors of an encoder.

    :param shard: Whose sources count.
    """
    vectors, measures = vector_counts(session, encoder, shard=shard), measured_counts(session)
    query = (
        select(SourceRow.id, SourceRow.camera_id, SourceRow.start_time, CameraViewRow.calibration)
        .outerjoin(CameraViewRow, CameraViewRow.camera_id == SourceRow.camera_id)
        .where(SourceRow.status == SourceStatus.DONE)
    )
    return {
        row.id: f"{row.camera_id} {row.start_time and row.start_time.timestamp()} {row.calibration} "
        f"{vectors[row.id]} {measures.get(row.id, 0)}"
        for row in session.execute(query.order_by(SourceRow.id))
        if row.id in vectors
    }


def facts(session: Session, encoder: str, source_ids: Sequence[int]) -> tuple[Facts, FloatArray]:
    """Return all tracks of some sources, source by source: what is known of them, and their vectors (n, d).

    What was measured on the road by a former calibration does not count.
    """
    parts: list[Facts] = []
    vectors: list[bytes] = []
    for source_id in source_ids:
        query = _FACTS.where(EmbeddingRow.encoder == encoder, TrackRow.source_id == source_id)
        for rows in session.execute(query).partitions(CHUNK):
            parts.append(_facts(rows))
            vectors.extend(row.vector for row in rows)
    return Facts.join(parts), _stack(vectors)


_FACTS = with_present_road(
    select(
        TrackRow.id, SourceRow.camera_id, TrackRow.source_id, SourceRow.start_time, TrackRow.label, TrackRow.motion,
        TrackRow.start, TrackRow.end, TrackRow.heading, TrackRow.place, TrackRow.monochrome,
        func.coalesce(RoadRow.phases, TrackRow.phases).label("phases"), RoadRow.phases.label("judged"),
        RoadRow.speed, RoadRow.nearest, RoadRow.farthest, EmbeddingRow.vector,
    )
    .join(SourceRow, SourceRow.id == TrackRow.source_id)
    .join(EmbeddingRow, EmbeddingRow.track_id == TrackRow.id)
    .order_by(TrackRow.id)
)  # fmt: skip


def _facts(rows: Sequence[Any]) -> Facts:
    motion = np.array([_motion(row) for row in rows], np.uint8)
    heading = _numbers(row.heading for row in rows)
    motions, apart = phase_columns([row.phases for row in rows], motion, heading)
    epoch = np.array([np.nan if row.start_time is None else row.start_time.timestamp() for row in rows])
    return Facts(
        track=np.array([row.id for row in rows], np.int64),
        camera=np.array([row.camera_id for row in rows], np.int32),
        source=np.array([row.source_id for row in rows], np.int32),
        label=np.array([LABEL_CODES[row.label] for row in rows], np.uint8),
        motion=motion,
        motions=motions,
        monochrome=np.array([bool(row.monochrome) for row in rows], bool),
        start=epoch + np.array([row.start for row in rows]),
        end=epoch + np.array([row.end for row in rows]),
        heading=heading,
        speed=_numbers(row.speed for row in rows),
        nearest=_numbers(row.nearest for row in rows),
        farthest=_numbers(row.farthest for row in rows),
        apart=degrees_codes(apart),
        place=share_codes(unpack(b"".join(row.place for row in rows), len(rows), len(GRID))),
    )


def _motion(row: Any) -> int:
    return MOTION_CODES[main_motion(unpack_phases(row.judged)) if row.judged else row.motion]


def _numbers(values: Iterable[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], np.float32)


def _stack(blobs: list[bytes]) -> FloatArray:
    if not blobs:
        return np.zeros((0, 0), np.float32)
    if len({len(blob) for blob in blobs}) > 1:
        raise StoreError("vectors of one encoder differ in length: the catalog is damaged")
    return halved(unpack(b"".join(blobs), len(blobs), -1))
