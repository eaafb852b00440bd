"""What is taken away of sources, in an order that leaves, wherever it is cut off, what the next one sees and finishes.

Whoever calls these holds the lock of the source.
"""

from sqlalchemy import delete, select, update

from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus, TrackRow
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import changes, crop_files

REMOVAL = "its removal was interrupted"
"""The error of a source that is to be removed and is not found any more; its row goes last."""
INTERRUPTED = "its ingest was interrupted; what had been found in it was removed"
"""The error of a source whose ingest ended without a word, as when its process was killed."""
AT_ONCE = 500
"""Tracks that are removed in one transaction, so that others who write wait for moments only."""


def remove(database: Database, media: Media, source_id: int) -> None:
    """Remove a source with its tracks, vectors and pictures, and its video where the store holds it.

    :raises StoreError: It could not be removed wholly; then it is not found any more, and is still to be removed.
    """
    with database.write() as session:
        hidden = {"status": SourceStatus.FAILED, "error": REMOVAL}
        session.execute(update(SourceRow).where(SourceRow.id == source_id).values(hidden))
        changes.grow(session, SourceRow.id == source_id, removes=True)
    with database.read() as session:
        uri = session.scalar(select(SourceRow.uri).where(SourceRow.id == source_id))
    if uri is not None:
        owned_videos.discard(media, uri)
    empty(database, media, source_id)
    with database.write() as session:
        session.execute(delete(SourceRow).where(SourceRow.id == source_id))


def interrupt(database: Database, media: Media, source_id: int) -> None:
    """Say of a running source that nobody works on any more that it was interrupted, and empty it.

    :raises StoreError: Something could not be stored or removed.
    """
    if end_ingest(database, source_id):
        empty(database, media, source_id)


def end_ingest(database: Database, source_id: int) -> bool:
    """Say of a source that its ingest was interrupted, where it runs: whoever ingests it finishes it no more.

    :returns: False where it is finished; then it is left alone.
    """
    with database.write() as session:
        failed = {"status": SourceStatus.FAILED, "error": INTERRUPTED}
        running = SourceRow.id == source_id, SourceRow.status == SourceStatus.RUNNING
        session.execute(update(SourceRow).where(*running).values(failed))
        return session.scalar(select(SourceRow.status).where(SourceRow.id == source_id)) != SourceStatus.DONE


def empty(database: Database, media: Media, source_id: int) -> None:
    """Remove tracks and pictures of a source that has failed, which are never found.

    :raises StoreError: Some could not be removed.
    """
    some = select(TrackRow.id).where(TrackRow.source_id == source_id).order_by(TrackRow.id).limit(AT_ONCE)
    while True:
        with database.write() as session:
            tracks = session.scalars(some).all()
            session.execute(delete(TrackRow).where(TrackRow.id.in_(tracks)))
        if len(tracks) < AT_ONCE:
            break
    crop_files.remove(media, source_id)
