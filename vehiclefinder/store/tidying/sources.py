"""Sources whose ingest or removal was cut off, and what failed ones hold."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import ColumnElement, exists, select

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus, TrackRow
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tidying.stranded import Place, Stranded
from vehiclefinder.store.tracks import source_removal
from vehiclefinder.store.tracks.crop_files import FOLDER
from vehiclefinder.store.tracks.source_removal import REMOVAL

Change = Callable[[Database, Media, int], None]

_RUNNING = SourceRow.status == SourceStatus.RUNNING
_TO_REMOVE = (SourceRow.status == SourceStatus.FAILED) & (SourceRow.error == REMOVAL)
_FAILED = (SourceRow.status == SourceStatus.FAILED) & (SourceRow.error.is_distinct_from(REMOVAL))


def interrupted(place: Place) -> Iterator[Stranded]:
    """Sources that run, as their rows say, and that nobody holds the lock of: they have failed, and become empty."""
    return _found(place, "interrupted source", _RUNNING, source_removal.interrupt)


def half_removed(place: Place) -> Iterator[Stranded]:
    """Sources whose removal was cut off: it is finished."""
    return _found(place, "half removed source", _TO_REMOVE, source_removal.remove)


def failed(place: Place) -> Iterator[Stranded]:
    """Tracks of sources that failed: nothing finds them. The rows of the sources stay, and tell why they failed."""
    holds = exists().where(TrackRow.source_id == SourceRow.id)
    return _found(place, "failed source with tracks", _FAILED & holds, source_removal.empty)


def failed_pictures(place: Place) -> Iterator[Stranded]:
    """Pictures of sources that failed and hold no tracks."""
    holds = exists().where(TrackRow.source_id == SourceRow.id)
    for one in _found(place, "failed source with pictures", _FAILED & ~holds, source_removal.empty):
        if one.size:
            yield one


def _found(place: Place, kind: str, which: ColumnElement[bool], change: Change) -> Iterator[Stranded]:
    with place.database.read() as session:
        found = session.execute(select(SourceRow.id, SourceRow.identity).where(which).order_by(SourceRow.id)).all()
    for source, identity in found:
        if not place.catalog.locks.is_held(identity):
            size = place.media.size(f"{FOLDER}/{source}")
            yield Stranded(kind, f"source {source}", size, partial(_mend, place, source, identity, which, change))


def _mend(place: Place, source: int, identity: str, which: ColumnElement[bool], change: Change) -> bool:
    """Change a source, while nobody else can, if it is still as it was found."""
    try:
        with place.catalog.locks.hold(identity):
            with place.database.read() as session:
                same = select(SourceRow.id).where(SourceRow.id == source, SourceRow.identity == identity, which)
                if session.scalar(same) is None:
                    return False
            change(place.database, place.media, source)
    except ConflictError:
        return False
    return True
