"""Whether the vectors are as they were written, and of use; what is not is made anew from the pictures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.store.database.column_types import vector_bytes
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import CropRow, EmbeddingRow, StateRow, TrackRow, checksum_of
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import crop_files
from vehiclefinder.store.tracks.packing import unpack

CHUNK = 5_000
"""Rows that are read or sealed at a time."""


class VectorFault(StrEnum):
    """What is wrong with a vector."""

    LENGTH = "not of the length of the others"
    NOT_FINITE = "not finite"
    ZERO = "without length"
    CHECKSUM = "not as it was written"


@dataclass(frozen=True, slots=True)
class DamagedVector:
    """A vector that is not as it should be, with its bytes as they are."""

    track: int
    encoder: str
    fault: VectorFault
    vector: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VectorHealth:
    """State of the vectors.

    :param checked: How many there are.
    :param without: Of those, how many have no checksum, as they are from before there were any.
    """

    checked: int
    without: int
    damaged: tuple[DamagedVector, ...]


@dataclass(frozen=True, slots=True)
class DroppedVectors:
    """What became of damaged vectors.

    :param sources: Ids of the sources of those that were removed.
    :param dropped: How many were.
    :param kept: How many were not: they can be searched with, and there is no picture to make others from.
    """

    sources: frozenset[int]
    dropped: int
    kept: int


def check(database: Database) -> VectorHealth:
    """Look at every vector."""
    lengths, checked, without = _lengths(database), 0, 0
    damaged: list[DamagedVector] = []
    for rows in _chunks(database):
        checked, without = checked + len(rows), without + sum(row.checksum is None for row in rows)
        damaged.extend(
            DamagedVector(row.track_id, row.encoder, fault, row.vector)
            for row in rows
            if (fault := _fault(row, lengths[row.encoder]))
        )
    return VectorHealth(checked, without, tuple(damaged))


def drop(database: Database, media: Media, damaged: Sequence[DamagedVector]) -> DroppedVectors:
    """Remove damaged vectors that can be made anew, or that no search can use.

    :raises StoreError: The catalog cannot be written.
    """
    sources, dropped = set(), 0
    for one in damaged:
        with database.write() as session:
            if one.fault is VectorFault.CHECKSUM and not _has_picture(session, media, one.track):
                continue
            row = EmbeddingRow.track_id == one.track, EmbeddingRow.encoder == one.encoder
            session.execute(delete(EmbeddingRow).where(*row, EmbeddingRow.vector == one.vector))
            sources.add(session.scalar(select(TrackRow.source_id).where(TrackRow.id == one.track)) or 0)
            dropped += 1
    if dropped:
        let_follow(database)
    return DroppedVectors(frozenset(sources), dropped, len(damaged) - dropped)


def seal(database: Database) -> int:
    """Give every good vector a checksum that has none; return how many got one.

    :raises StoreError: The catalog cannot be written.
    """
    lengths, sealed = _lengths(database), 0
    for rows in _chunks(database):
        fresh = [row for row in rows if row.checksum is None and not _fault(row, lengths[row.encoder])]
        with database.write() as session:
            for row in fresh:
                key = EmbeddingRow.track_id == row.track_id, EmbeddingRow.encoder == row.encoder
                same = EmbeddingRow.vector == row.vector
                session.execute(update(EmbeddingRow).where(*key, same).values(checksum=checksum_of(row.vector)))
        sealed += len(fresh)
    return sealed


def let_follow(database: Database) -> None:
    """Let whoever holds an index look at its files again."""
    with database.write() as session:
        session.execute(update(StateRow).values(generation=StateRow.generation + 1))


def _lengths(database: Database) -> Mapping[str, int]:
    """Return how many bytes most vectors of each encoder have."""
    length = vector_bytes(EmbeddingRow.vector)
    query = select(EmbeddingRow.encoder, length, func.count()).group_by(EmbeddingRow.encoder, length)
    counts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    with database.columns() as connection:
        for encoder, many_bytes, rows in connection.execute(query):
            counts[encoder].append((rows, many_bytes))
    return {encoder: max(found)[1] for encoder, found in counts.items()}


def _chunks(database: Database) -> Iterator[Sequence[Row[int, str, bytes, int | None]]]:
    """Yield all rows, some at a time, each time in a transaction of its own."""
    query = select(EmbeddingRow.track_id, EmbeddingRow.encoder, EmbeddingRow.vector, EmbeddingRow.checksum)
    last = 0
    while True:
        tracks = select(EmbeddingRow.track_id).where(EmbeddingRow.track_id > last).distinct()
        with database.columns() as connection:
            some = connection.scalars(tracks.order_by(EmbeddingRow.track_id).limit(CHUNK)).all()
            if not some:
                return
            between = EmbeddingRow.track_id > last, EmbeddingRow.track_id <= some[-1]
            rows = connection.execute(query.where(*between).order_by(EmbeddingRow.track_id)).all()
        yield rows
        last = some[-1]


def _fault(row: Row[int, str, bytes, int | None], length: int) -> VectorFault | None:
    if len(row.vector) != length or length % 4 or not length:
        return VectorFault.LENGTH
    vector = unpack(row.vector, -1)
    if not np.all(np.isfinite(vector)):
        return VectorFault.NOT_FINITE
    if not np.any(vector):
        return VectorFault.ZERO
    return VectorFault.CHECKSUM if row.checksum not in (None, checksum_of(row.vector)) else None


def _has_picture(session: Session, media: Media, track: int) -> bool:
    files = session.scalars(select(CropRow.file).where(CropRow.track_id == track))
    return any(crop_files.load(media.read(file)) is not None for file in files)
