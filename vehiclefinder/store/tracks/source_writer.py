"""The tracks of one source on their way into the catalog."""

from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import LockedError, StoreError
from vehiclefinder.core.types import FloatArray, OnRoad
from vehiclefinder.core.types import Track as NewTrack
from vehiclefinder.store.database import partitions
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.half_vectors import halved
from vehiclefinder.store.database.locks import Lock
from vehiclefinder.store.database.schema.tracks import (
    CropRow,
    EmbeddingRow,
    OriginRow,
    RoadRow,
    SourceRow,
    SourceStatus,
    StateRow,
    TrackRow,
)
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import crop_files, queries
from vehiclefinder.store.tracks.packing import pack
from vehiclefinder.store.tracks.phase_packing import pack_phases, road_columns
from vehiclefinder.store.tracks.records import Setting
from vehiclefinder.store.tracks.source_replacement import LockGroup, Replacement

BATCH = 16
"""Tracks in one transaction: 4 ms in which no search can write its entry of the audit log; 64 take 13, and no less in
all."""


class SourceWriter:
    """Takes the tracks of one source; nothing of it is found before :meth:`finish`.

    As a context manager it marks the source as failed when the block ends without ``finish``.

    A lock on a server may be lost, and then taken by another who works on the same source: each of the two writes into
    a row of its own, and whoever's row runs no more stores nothing.

    :param source_id: A running source.
    :param lock: Held until the source is finished or has failed.
    """

    def __init__(
        self,
        database: Database,
        media: Media,
        source_id: int,
        encoder: str,
        lock: Lock | LockGroup,
    ) -> None:
        self.source_id = source_id
        self._database = database
        self._media = media
        self._encoder = encoder
        self._lock = lock
        self._replacement: Replacement | None = None
        self._pending: list[TrackRow] = []
        self._pictures: dict[str, bytes] = {}
        self._count = 0
        self._open = True
        with database.read() as session:
            self._length = queries.vector_length(session, encoder)

    def replace(self, replacement: Replacement) -> "SourceWriter":
        """Let the source take the place of another when it is finished."""
        self._replacement = replacement
        return self

    def add(self, track: NewTrack, vector: FloatArray, road: OnRoad | None = None) -> None:
        """Store a track, the pictures it carries, and its vector.

        :param vector: float32 (d,), finite, made by the source's encoder; all of an encoder are of one length. It is
            kept in half precision.
        :param road: What was measured, where the camera is calibrated.
        :raises ValueError: The vector is not one, or the source is finished.
        :raises LockedError: Another process has taken the source over, or removed it.
        :raises StoreError: Something could not be written.
        """
        self._require_open()
        vector = halved(vector)
        self._require_vector(vector)
        self._count += 1
        row = _row(self.source_id, track)
        row.crops = self._save_crops(track)
        row.embeddings = [EmbeddingRow(encoder=self._encoder, vector=pack(vector))]
        if track.origin:
            row.origin = OriginRow(name=track.origin.name[:200], label=track.origin.label[:200])
        row.road = None if road is None else RoadRow(**road_columns(road))
        self._pending.append(row)
        if len(self._pending) >= BATCH:
            self._write_pictures()
            self._lock.keep()
            with self._database.write() as session:
                self._store_pending(session)
            self._pending = []

    def finish(self, duration: float, damage: str | None = None, remarks: Mapping[str, Setting] | None = None) -> None:
        """Make the source's tracks findable.

        :param duration: Seconds from the first frame to the end of the last.
        :param damage: What was lost of the source, or None where nothing was; it is its ``error``.
        :param remarks: Settings of ``records.REMARKS`` that are known only now.
        :raises ValueError: The source is finished or has failed already.
        :raises LockedError: Another process has taken the source over, or removed it.
        :raises StoreError: It could not be stored.
        """
        self._require_open()
        self._write_pictures()
        done = {"status": SourceStatus.DONE, "duration": duration, "error": damage}
        self._lock.keep()
        with self._database.write() as session:
            self._store_pending(session)
            session.execute(update(SourceRow).where(SourceRow.id == self.source_id).values(done))
            if remarks and (source := session.get(SourceRow, self.source_id)):
                source.settings = source.settings | dict(remarks)
            if self._replacement:
                self._replacement.swap(session, self.source_id)
            session.execute(update(StateRow).values(generation=StateRow.generation + 1))
        if self._replacement:
            with suppress(StoreError):  # it is found no more; tidying removes what is left
                self._replacement.clear(self._database, self._media)
        self._close()

    def fail(self, error: str) -> None:
        """Say why the source could not be ingested; what it stored is removed when it is ingested again.

        :raises StoreError: It could not be stored.
        """
        self._require_open()
        try:
            with self._database.write() as session:
                failed = {"status": SourceStatus.FAILED, "error": error}
                running = SourceRow.id == self.source_id, SourceRow.status == SourceStatus.RUNNING
                session.execute(update(SourceRow).where(*running).values(failed))
        finally:
            self._close()

    def __enter__(self) -> "SourceWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            with suppress(StoreError):  # a source left running is redone just as a failed one, and `error` says more
                self.fail(_reason(error))

    def _save_crops(self, track: NewTrack) -> list[CropRow]:
        files = [crop_files.file_name(self.source_id, f"{self._count}-{rank}") for rank in range(len(track.crops))]
        self._pictures |= {file: crop_files.encoded(crop.image) for file, crop in zip(files, track.crops, strict=True)}
        if not self._media.is_shared:  # others are written many at a time: each takes a moment to get there
            self._write_pictures()
        return [
            CropRow(rank=rank, time=crop.time, box=pack(crop.box), quality=crop.quality, file=file)
            for rank, (crop, file) in enumerate(zip(track.crops, files, strict=True))
        ]

    def _write_pictures(self) -> None:
        pictures, self._pictures = self._pictures, {}
        self._media.write_all(pictures)

    def _require_open(self) -> None:
        if not self._open:
            raise ValueError(f"expected a running source, got source {self.source_id}, which has ended")

    def _store_pending(self, session: Session) -> None:
        self._require_running(session)
        partitions.provide(session)
        session.add_all(self._pending)

    def _require_running(self, session: Session) -> None:
        """In the transaction that writes: no other one can end the source meanwhile."""
        running = SourceRow.id == self.source_id, SourceRow.status == SourceStatus.RUNNING
        if session.scalar(select(SourceRow.id).where(*running)) is None:
            raise LockedError(f"source {self.source_id} was taken over or removed by another process")

    def _require_vector(self, vector: FloatArray) -> None:
        length = self._length or max(vector.size, 1)
        if vector.shape != (length,) or not np.all(np.isfinite(vector)):
            raise ValueError(f"expected a vector ({length},), finite in half precision, got shape {vector.shape}")
        self._length = length

    def _close(self) -> None:
        self._open = False
        self._lock.release()


def _reason(error: BaseException | None) -> str:
    """Why a source is not finished, in words for whoever lists it."""
    if error is None:
        return "not finished"
    return str(error) or (type(error).__name__ if isinstance(error, Exception) else "interrupted")


def _row(source_id: int, track: NewTrack) -> TrackRow:
    width, height = track.frame_size
    return TrackRow(
        source_id=source_id,
        label=track.label,
        start=track.start,
        end=track.end,
        heading=track.heading,
        motion=track.motion,
        place=pack(track.place),
        speed=track.speed,
        width=width,
        height=height,
        path=pack(track.path),
        monochrome=track.monochrome,
        phases=pack_phases(track.phases),
    )
