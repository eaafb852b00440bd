"""New vectors of tracks that another encoder saw: what is to be done, and how it is stored."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Delete, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.types import FloatArray
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.half_vectors import halved
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.locks import Lock, Locks
from vehiclefinder.store.database.schema.tracks import (
    CameraRow,
    CropRow,
    EmbeddingRow,
    SourceRow,
    SourceStatus,
    StateRow,
    TrackRow,
)
from vehiclefinder.store.files.media import Media, MediaFile
from vehiclefinder.store.tracks import crop_files
from vehiclefinder.store.tracks.coverage import coverage
from vehiclefinder.store.tracks.packing import pack
from vehiclefinder.store.tracks.queries import vector_counts
from vehiclefinder.store.tracks.records import identity_of

GONE = ("", "")
"""In place of the identities of a source that is not there, or not finished."""


@dataclass(frozen=True, slots=True)
class TrackPictures:
    """A track without a vector: the files of its crops, best first, and their qualities."""

    track: int
    files: tuple[MediaFile, ...]
    qualities: tuple[float, ...]


def sources_to_reencode(database: Database, encoder: str) -> Mapping[int, str]:
    """Return the sources that are to be encoded anew, the latest first, and the encoder that each has now.

    Last come those that have the encoder already, but not of every track: their pictures may have come back.
    """
    with database.read() as session:
        covered = coverage(session, encoder, vector_counts(session, encoder))
        outdated = (
            select(SourceRow.id, SourceRow.encoder)
            .where(SourceRow.status == SourceStatus.DONE, SourceRow.encoder != encoder)
            .where(~among(SourceRow.id, covered.superseded))
            .order_by(SourceRow.id.desc())
        )
        found = dict(session.execute(outdated).all())
    return found | {gap.source: encoder for gap in covered.gaps if not gap.outdated}


class SourceReencoding:
    """The tracks of one finished source on their way to the vectors of another encoder.

    Vectors are kept batch by batch, beside the old ones; a run that was interrupted goes on where it stopped.

    :param media: Where the pictures lie.
    :param locks: Those of the catalog.
    :param encoder: Identity of the encoder that makes the new vectors.
    """

    def __init__(self, database: Database, media: Media, locks: Locks, source_id: int, encoder: str) -> None:
        self._database = database
        self._locks = locks
        self._media = media
        self._source = source_id
        self._encoder = encoder

    def batch(self, after: int, limit: int) -> Sequence[TrackPictures]:
        """Return the next tracks that have no vector of the encoder, in the order of their ids.

        :param after: Only those of a greater id.
        """
        has = exists().where(EmbeddingRow.track_id == TrackRow.id, EmbeddingRow.encoder == self._encoder)
        query = (
            select(TrackRow.id)
            .where(TrackRow.source_id == self._source, TrackRow.id > after, ~has)
            .order_by(TrackRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            found: dict[int, list[CropRow]] = {track: [] for track in session.scalars(query)}
            crops = select(CropRow).where(among(CropRow.track_id, found)).order_by(CropRow.track_id, CropRow.rank)
            for crop in session.scalars(crops):
                found[crop.track_id].append(crop)
            return [self._pictures(track, kept) for track, kept in found.items()]

    def keep(self, vectors: Mapping[int, FloatArray]) -> int:
        """Store vectors by their tracks, all of them or none; tracks that are gone meanwhile are left out.

        :returns: How many were stored.
        :raises StoreError: They could not be stored.
        """
        with self._database.write() as session:
            there = select(TrackRow.id).where(among(TrackRow.id, vectors)).with_for_update()
            rows = [
                {"track_id": track, "encoder": self._encoder, "vector": pack(halved(vectors[track]))}
                for track in session.scalars(there)
            ]
            if rows:
                session.execute(insert(EmbeddingRow), rows)
            return len(rows)

    def finish(self) -> bool:
        """Make the source one of the encoder, and let its new vectors be searched.

        The old vectors go, but those of tracks that got no new one.

        :returns: False where it stays as it is: it is gone, was ingested once more, or is being so right now.
        :raises ConflictError: It is being corrected or removed right now.
        :raises StoreError: It could not be stored.
        """
        with self._database.read() as session:
            before, after = self._identities(session)
        with ExitStack() as locks:
            locks.enter_context(self._lock(before))
            try:
                if after != before:
                    locks.enter_context(self._lock(after))
            except ConflictError:
                return False
            with self._database.write() as session:
                return self._identities(session) == (before, after) != GONE and self._adopt(session, after)

    def _pictures(self, track: int, crops: Sequence[CropRow]) -> TrackPictures:
        files = tuple(MediaFile(self._media, crop.file) for crop in crops)
        return TrackPictures(track, files, tuple(crop.quality for crop in crops))

    def _lock(self, identity: str) -> Lock:
        return self._locks.hold(identity or "gone")

    def _identities(self, session: Session) -> tuple[str, str]:
        """Of the finished source, now and once it is one of the encoder."""
        query = select(SourceRow, CameraRow.name).join(CameraRow, CameraRow.id == SourceRow.camera_id)
        done = query.where(SourceRow.id == self._source, SourceRow.status == SourceStatus.DONE)
        row = session.execute(done).one_or_none()
        if row is None:
            return GONE
        source, camera = row
        return source.identity, identity_of(source.fingerprint, camera, source.settings, self._encoder)

    def _adopt(self, session: Session, identity: str) -> bool:
        other = select(SourceRow).where(SourceRow.identity == identity, SourceRow.id != self._source)
        rival = session.scalar(other)
        session.execute(update(StateRow).values(generation=StateRow.generation + 1))
        if rival is not None and rival.status == SourceStatus.DONE:
            session.execute(self._delete(EmbeddingRow.encoder == self._encoder))
            return False
        if rival is not None:  # what is left of an ingest that broke off, which the next one would remove, too
            crop_files.remove(self._media, rival.id)
            session.execute(delete(SourceRow).where(SourceRow.id == rival.id))
        renewed = select(EmbeddingRow.track_id).where(EmbeddingRow.encoder == self._encoder)
        session.execute(self._delete(EmbeddingRow.encoder != self._encoder, EmbeddingRow.track_id.in_(renewed)))
        adopted = {"identity": identity, "encoder": self._encoder}
        session.execute(update(SourceRow).where(SourceRow.id == self._source).values(adopted))
        return True

    def _delete(self, *which: ColumnElement[bool]) -> Delete:
        """Remove some vectors of the source."""
        tracks = select(TrackRow.id).where(TrackRow.source_id == self._source)
        return delete(EmbeddingRow).where(EmbeddingRow.track_id.in_(tracks), *which)
