"""The catalog: what was seen where and when. It is the truth; everything else can be made from it again."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import LockedError, NotFoundError
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import Decision, FloatArray, IntArray
from vehiclefinder.core.unwritable import why_unwritable
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.home import open_database
from vehiclefinder.store.database.locks import Lock, locks_of
from vehiclefinder.store.database.migrations import migrate
from vehiclefinder.store.database.schema.tracks import QueryRow, SourceRow, SourceStatus
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import (
    changes,
    crop_files,
    found,
    headings,
    media_owner,
    movements,
    queries,
    recorded,
    source_correction,
    source_removal,
)
from vehiclefinder.store.tracks.changes import Changes
from vehiclefinder.store.tracks.coverage import Coverage, Held, coverage
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.found import CatalogState, FoundTrack
from vehiclefinder.store.tracks.headings import SourceHeadings
from vehiclefinder.store.tracks.health import check
from vehiclefinder.store.tracks.queries import Feet
from vehiclefinder.store.tracks.recorded import Stretches, UntimedVideo
from vehiclefinder.store.tracks.records import (
    AlreadyThere,
    AskedQuery,
    Health,
    NewSource,
    StoredCamera,
    StoredSource,
    StoredTrack,
)
from vehiclefinder.store.tracks.source_correction import SourceCorrection
from vehiclefinder.store.tracks.source_lock import source_lock
from vehiclefinder.store.tracks.source_replacement import LockGroup, Replacement
from vehiclefinder.store.tracks.source_writer import SourceWriter


class Catalog:
    """Cameras, sources, tracks, pictures, vectors and queries of one home folder.

    Several processes may use it at once. Close it, or use it as a context manager.

    :ivar locks: Of what one process alone may do at a time, of all that use the catalog.
    :param home: The folder of everything stored; made if there is none.
    :param url: Any SQLAlchemy URL; ``catalog.db`` in ``home``, by SQLite, unless given.
    :param media: Where pictures and videos lie; in ``home`` unless given.
    :param prepare: As :func:`open_database` takes it.
    :raises ValueError: The URL is not one.
    :raises StoreError: The folder or the database cannot be used; a damaged file is left as it is. Where they can be
        read and not written, they are, and whatever stores raises a ``ReadOnlyStoreError``.
    """

    def __init__(
        self,
        home: Path,
        url: str | None = None,
        media: Media | None = None,
        prepare: Callable[[Engine], None] = migrate,
    ) -> None:
        self.home = home
        self.media: Media = media or FolderMedia(home)
        self._database = open_database(home, url, prepare)
        self.locks = locks_of(home, self._database)
        self._has_claimed = not self.media.is_shared

    @property
    def database(self) -> Database:
        """What the tables lie in, for the rooms that keep more than video."""
        return self._database

    def unwritable(self) -> str | None:
        """Return why nothing can be stored now, or None where nothing is known to hinder it: no try is made.

        :raises StoreError: The database cannot be asked.
        """
        return self._database.unwritable() or why_unwritable(self.home)

    def begin(self, source: NewSource) -> SourceWriter | AlreadyThere:
        """Start to ingest a source; what an interrupted or failed ingest of it left is removed first.

        :returns: Where its tracks go, or the same source, finished before.
        :raises LockedError: It is being ingested right now.
        :raises StoreError: Something could not be written.
        """
        self._claim()
        lock = self._lock(source.identity)
        try:
            with self._database.read() as session:
                before = queries.held(session, source.identity)
            if isinstance(before, AlreadyThere):
                lock.release()
                return before
            source_id = self._begin(source, leftover=before)
            return SourceWriter(self._database, self.media, source_id, source.encoder, lock)
        except BaseException:
            lock.release()
            raise

    def begin_again(self, source: NewSource, replaced: int) -> SourceWriter:
        """Start to ingest a source in place of another, which is found until the new one is whole, and then no more.

        :param replaced: The source that goes; it is neither corrected nor removed meanwhile.
        :raises NotFoundError: It is not there.
        :raises ConflictError: Somebody works on it, or a third source is the same as the new one.
        :raises StoreError: Something could not be written.
        """
        self._claim()
        replacement = Replacement(replaced, source.identity)
        locks = [self._lock(self._identity(replaced))]
        try:
            with self._database.read() as session:
                old = replacement.require_free(session)
                left = queries.held(session, replacement.meanwhile)
            more = {replacement.meanwhile, source.identity} - {old}
            locks += [self._lock(identity) for identity in sorted(more)]
            leftover = left if isinstance(left, int) else None
            source_id = self._begin(source, leftover, replacement.meanwhile)
            writer = SourceWriter(self._database, self.media, source_id, source.encoder, LockGroup(locks))
            return writer.replace(replacement)
        except BaseException:
            LockGroup(locks).release()
            raise

    def correct_source(self, source_id: int, change: SourceCorrection) -> None:
        """Say something else of a source; what was kept of it elsewhere, as cases and alerts do, stays as it was.

        :raises NotFoundError: There is no such source.
        :raises ConflictError: The camera has the same video already, or the source is being ingested right now.
        """
        with self._lock(self._identity(source_id)), self._database.write() as session:
            source_correction.correct(session, source_id, change)

    def remove_source(self, source_id: int) -> None:
        """Remove a source with its tracks, vectors and pictures, and its video where that was sent or recorded.

        :raises NotFoundError: There is no such source.
        :raises ConflictError: It is being ingested right now.
        :raises StoreError: It could not be removed.
        """
        with self._lock(self._identity(source_id)):
            source_removal.remove(self._database, self.media, source_id)

    def is_worked_on(self, source_id: int) -> bool:
        """Whether somebody ingests, corrects or removes a source right now.

        :raises NotFoundError: There is no such source.
        """
        return self.locks.is_held(self._identity(source_id))

    def cameras(self) -> list[StoredCamera]:
        """Return the cameras by name, with their finished sources and tracks."""
        with self._database.read() as session:
            return queries.cameras(session)

    def camera_ids(self) -> dict[str, int]:
        """Return the id of every camera by its name; quick, since it counts nothing."""
        return dict(self.state().cameras)

    def sources(self) -> list[StoredSource]:
        """Return every source in the order of ingest, failed and running ones too."""
        with self._database.read() as session:
            return queries.sources(session)

    def source(self, source_id: int) -> StoredSource:
        """Return one source.

        :raises NotFoundError: There is no such source.
        """
        with self._database.read() as session:
            found = queries.sources(session, source_id)
        if not found:
            raise NotFoundError(f"no source {source_id} in the catalog")
        return found[0]

    def track(self, track_id: int) -> StoredTrack:
        """Return one track.

        :raises NotFoundError: There is no such track in a finished source.
        """
        found = self.tracks([track_id])
        if not found:
            raise NotFoundError(f"no track {track_id} in the catalog")
        return found[0]

    def tracks(self, track_ids: Sequence[int]) -> list[StoredTrack]:
        """Return tracks in the order asked for; those that are gone are left out."""
        with self._database.read() as session:
            return queries.tracks(session, self.media, track_ids)

    def track_ids(self, source_id: int, begin: float = -math.inf, end: float = math.inf) -> list[int]:
        """Return the tracks of a finished source by when they came into view; see :func:`queries.track_ids`."""
        with self._database.read() as session:
            return queries.track_ids(session, source_id, begin, end)

    def vectors(self, encoder: str, track_ids: Sequence[int]) -> dict[int, FloatArray]:
        """Return the vectors that an encoder made of tracks, float32 (d,) by their ids."""
        with self._database.read() as session:
            return queries.vectors(session, encoder, track_ids)

    def feet(self, source_ids: Sequence[int]) -> Iterator[tuple[int, Feet]]:
        """Yield where the tracks of finished sources stood, source by source; see :func:`queries.feet`."""
        for source_id in source_ids:
            with self._database.read() as session:
                yield source_id, queries.feet(session, source_id)

    def headings(self, source_id: int, placed: bool) -> SourceHeadings:
        """Return where to the tracks of a finished source went; see :func:`headings.headings`."""
        with self._database.read() as session:
            return headings.headings(session, source_id, placed)

    def stops(self, tracks: IntArray) -> FloatArray:
        """Return how long each track stood at most, seconds; see :func:`movements.stops`."""
        with self._database.read() as session:
            return movements.stops(session, tracks)

    def middles(self, tracks: IntArray) -> FloatArray:
        """Return how far to the right each track was on average; see :func:`movements.middles`."""
        with self._database.read() as session:
            return movements.middles(session, tracks)

    def image_speeds(self, tracks: IntArray) -> FloatArray:
        """Return the speed of each track in the picture; see :func:`movements.image_speeds`."""
        with self._database.read() as session:
            return movements.image_speeds(session, tracks)

    def log_query(self, sentence: str, decision: Decision, best_score: float | None) -> None:
        """Remember what was asked and how it was answered.

        It is stored with the next entry of the audit log, or when the catalog is closed; a crash may lose it.
        """
        row = {"sentence": sentence, "time": datetime.now(UTC), "decision": decision, "best_score": best_score}
        self._database.journal.note(QueryRow, row)

    def queries(self, limit: int = 100) -> list[AskedQuery]:
        """Return what was asked last, newest first; other processes may have asked more that is not stored yet."""
        self._database.journal.flush()
        with self._database.read() as session:
            return queries.queries(session, limit)

    def generation(self) -> tuple[str, int]:
        """Return this catalog's own id and a number that grows whenever what can be found changes."""
        with self._database.columns() as connection:
            return queries.generation(connection)

    def state(self) -> CatalogState:
        """Return generation and cameras of one moment, by one statement."""
        with self._database.columns() as connection:
            return found.state(connection)

    def found(self, track_ids: Sequence[int]) -> dict[int, FoundTrack]:
        """Return what answers tell of tracks, by id; those that are gone are left out."""
        with self._database.columns() as connection:
            return found.tracks(connection, self.media, track_ids)

    def recorded_bounds(self, camera_ids: Sequence[int]) -> tuple[float, float] | None:
        """Return from when to when some cameras were recorded, seconds since 1970 UTC; None where no time is known."""
        with self._database.columns() as connection:
            return recorded.bounds(connection, camera_ids)

    def recorded(self, camera_ids: Sequence[int], since: datetime, until: datetime) -> Stretches:
        """Return what finished sources cover of a stretch of time, by begin; they may begin before and end after."""
        with self._database.columns() as connection:
            return recorded.stretches(connection, camera_ids, since, until)

    def untimed_videos(self, camera_ids: Sequence[int], limit: int) -> tuple[list[UntimedVideo], int]:
        """Return the latest finished sources of which no time is known, and how many there are."""
        with self._database.columns() as connection:
            return recorded.untimed(connection, camera_ids, limit)

    def tracks_of(
        self, source_id: int, after: tuple[float, int] | None, limit: int, *, falling: bool
    ) -> list[tuple[float, int]]:
        """Return begin and id of the next tracks of a source; see :func:`recorded.tracks_of`."""
        with self._database.columns() as connection:
            return recorded.tracks_of(connection, source_id, after, limit, falling=falling)

    def finished(self, encoder: str) -> list[int]:
        """Return the ids of the finished sources whose vectors an encoder made, rising."""
        with self._database.read() as session:
            return queries.finished(session, encoder)

    def changes(self, since: int, until: int, shard: Shard = WHOLE) -> Changes:
        """Return what changed of the sources of a shard after a generation, up to another; see :func:`changes.changes`.

        A generation of -1 is before all.
        """
        with self._database.read() as session:
            return changes.changes(session, since, until, shard)

    def finished_sources(self, shard: Shard = WHOLE) -> list[int]:
        """Return the ids of all finished sources of a shard."""
        with self._database.read() as session:
            return changes.finished(session, shard)

    def newest(self, until: int) -> str:
        """Return what the last source up to a generation is known by; see :func:`changes.newest`."""
        with self._database.read() as session:
            return changes.newest(session, until)

    def is_known(self, newest: str) -> bool:
        """Whether a source is still what :meth:`newest` said."""
        with self._database.read() as session:
            return changes.is_known(session, newest)

    def coverage(self, encoder: str, held: Held | None = None, shard: Shard = WHOLE) -> Coverage:
        """Return which tracks of finished sources an encoder has no vectors of; see :func:`coverage.coverage`."""
        with self._database.read() as session:
            return coverage(session, encoder, held, shard)

    def facts(self, encoder: str, source_ids: Sequence[int]) -> tuple[Facts, FloatArray]:
        """Return all tracks of some sources for an index: what is known of them, and their vectors (n, d).

        :raises StoreError: The vectors are not all of one length.
        """
        with self._database.read() as session:
            return queries.facts(session, encoder, source_ids)

    def health(self) -> Health:
        """Count everything, and let the database check itself."""
        self._database.journal.flush()
        with self._database.read() as session:
            return check(session, self._database.name)

    def close(self) -> None:
        """Close every connection, and let go of every lock."""
        self.locks.close()
        self._database.close()

    def __enter__(self) -> "Catalog":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _claim(self) -> None:
        """See that the store of media is ours, once; in a home the catalog lies there, too."""
        if not self._has_claimed:
            media_owner.claim(self.media, self._database)
            self._has_claimed = True

    def _begin(self, source: NewSource, leftover: int | None, identity: str | None = None) -> int:
        if leftover is not None:
            if not source_removal.end_ingest(self._database, leftover):  # by one who had lost the lock, and had it all
                raise LockedError(f"source {leftover} was finished right now, by another process")
            crop_files.remove(self.media, leftover)
        with self._database.write() as session:
            session.execute(delete(SourceRow).where(SourceRow.id == leftover))
            return _insert(session, source, identity or source.identity)

    def _lock(self, identity: str) -> Lock:
        return source_lock(self.locks, identity)

    def _identity(self, source_id: int) -> str:
        with self._database.read() as session:
            identity = session.scalar(select(SourceRow.identity).where(SourceRow.id == source_id))
        if identity is None:
            raise NotFoundError(f"no source {source_id} in the catalog")
        return identity


def _insert(session: Session, source: NewSource, identity: str) -> int:
    width, height = source.frame_size
    row = SourceRow(
        camera_id=source_correction.camera_id(session, source.camera),
        identity=identity,
        uri=source.uri,
        fingerprint=source.fingerprint,
        kind=source.kind,
        width=width,
        height=height,
        start_time=source.start_time,
        settings=dict(source.settings),
        encoder=source.encoder,
        status=SourceStatus.RUNNING,
        created=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row.id
