"""Whose pictures and videos lie in a store: two catalogs over one would write over, and remove, what is the other's."""

from sqlalchemy import func, select

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import CropRow, SourceRow
from vehiclefinder.store.files.media import MEDIA, Media
from vehiclefinder.store.tracks.crop_files import FOLDER
from vehiclefinder.store.tracks.queries import generation

OWNER = "catalog.id"
"""File of a store that holds the id of the catalog whose pictures lie there."""
UNFINISHED = "unfinished copy of "
"""What is written there before that of a store that does not hold all yet: so nobody takes it for whole."""


def claim(media: Media, database: Database) -> None:
    """Write down whose files lie in a store, so that another catalog over it never takes them for its own.

    :raises StoreError: They are another's, or it cannot be read or written.
    """
    if _owner(media) is None:
        require_own(media, database)
        note(media, _id(database))
    else:
        require_own(media, database)


def note(media: Media, catalog: str) -> None:
    """Write down that the files in a store are those of a catalog, whatever was said before.

    :raises StoreError: It cannot be written.
    """
    media.write(OWNER, catalog.encode())


def require_own(media: Media, database: Database) -> None:
    """Make sure that the files in a store are those of a catalog.

    :raises StoreError: They are not, or it cannot be read.
    """
    owner = _owner(media)
    if owner is None and not _is_likely(media, database):
        owner = "unknown"
    if owner == UNFINISHED + _id(database):
        what = f"{media.shown} does not hold all files of this catalog: they are being copied there"
        raise StoreError(f"{what}; end it first, by `vehiclefinder migrate-media`")
    if owner not in (None, _id(database)):
        what = f"the files in {media.shown} are of another catalog than the database that is used with them"
        raise StoreError(f"{what}; {OWNER} names theirs")


def videos_elsewhere(database: Database) -> int:
    """Return how many videos of a catalog lie in another store than the home's folder, by what it calls them."""
    with database.read() as session:
        query = select(func.count()).select_from(SourceRow).where(SourceRow.uri.startswith(MEDIA, autoescape=True))
        return session.scalar(query) or 0


def _is_likely(media: Media, database: Database) -> bool:
    """Whether a store without a note may be the catalog's: one that never held a source has no pictures."""
    there = any(media.entries(one.name) for one in media.entries(FOLDER))
    with database.read() as session:
        held = session.scalar(select(func.count()).select_from(SourceRow)) or generation(session)[1]
        pictures = media.is_shared and session.scalar(select(CropRow.track_id).limit(1)) is not None
    if pictures and not there:
        remedy = "copy those of its home there first, by `vehiclefinder migrate-media`"
        raise StoreError(f"{media.shown} holds no pictures of this catalog, which has some: {remedy}")
    return bool(held) or not there


def _owner(media: Media) -> str | None:
    content = media.read(OWNER)
    try:
        return None if content is None else content.decode().strip()
    except UnicodeDecodeError as error:
        raise StoreError(f"cannot read {OWNER} in {media.shown}: {error}") from error


def _id(database: Database) -> str:
    with database.columns() as connection:
        return generation(connection)[0]
