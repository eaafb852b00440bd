"""Copies of files in a media store that are made before the rows that name them."""

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.files.media import Media, release


@contextmanager
def released_unless_stored(
    database: Database, media: Media, ids: InstrumentedAttribute[int], copies: Mapping[int, str]
) -> Iterator[None]:
    """Remove copies, at the end of the block, whose rows were not stored in it.

    Where that cannot be asked, or a process ends before, they are left to the tidying.

    :param ids: The column that numbers the rows.
    :param copies: Number of a row -> name of its file or folder.
    """
    try:
        yield
    finally:
        stored: Set[int] = copies.keys()
        with suppress(StoreError), database.read() as session:
            stored = set(session.scalars(select(ids).where(among(ids, copies)))) if copies else stored
        for one in copies.keys() - stored:
            release(media, copies[one])
