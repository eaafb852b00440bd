"""Videos that the home holds, and that neither a source nor a waiting job points at.

A video is there a moment before its row, with no lock: so it counts only once nothing has changed in it for as long as
:data:`settled.SETTLED`. What a stream is recorded into changes all the time.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath

from sqlalchemy import select

from vehiclefinder.store.control.jobs import OPEN
from vehiclefinder.store.database.schema.jobs import IngestJobRow
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media, is_settled
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS
from vehiclefinder.store.files.remote_media import BLOCKS
from vehiclefinder.store.tidying.pictures import removable
from vehiclefinder.store.tidying.stranded import Place, Stranded

FINISHED = timedelta(minutes=10)
"""How long nothing may have changed in a recording, which grows all the time, until it is finished."""


def videos_of_nothing(place: Place) -> Iterator[Stranded]:
    """Recordings and uploads of no source and no open job; they are told by their names, which are unique."""
    home = FolderMedia(place.home)
    stores = (home, *place.stores) if place.media.is_shared else place.stores
    found = [
        (kind, media, entry)
        for kind, folder in (("recording of no source", RECORDINGS), ("upload of no source or job", UPLOADS))
        for media in stores
        for entry in media.entries(folder)
        if is_settled(media, entry, place.now)
    ]
    if not found:
        return
    with place.database.read() as session:
        pointed = {PurePath(uri).name for uri in session.scalars(select(SourceRow.uri))}
        waiting = select(IngestJobRow.locator).where(IngestJobRow.state.in_(OPEN))
        pointed |= {PurePath(locator).name for locator in session.scalars(waiting)}
    for kind, media, entry in found:
        if PurePath(entry.name).name.removesuffix(BLOCKS) not in pointed:
            yield removable(kind, media, entry.name)


def recordings_left_here(place: Place) -> Iterator[Stranded]:
    """Recordings of a source that were made here and never came to the store: it was away, or their worker ended."""
    media = place.media
    if not media.is_shared:
        return
    home = FolderMedia(place.home)
    found = [one.name for one in home.entries(RECORDINGS) if is_settled(home, one, place.now, FINISHED)]
    if not found:
        return
    with place.database.read() as session:
        named = set(session.scalars(select(SourceRow.uri)))
    for name in found:
        if media.address(name) in named:
            yield Stranded(
                "recording not in the store", name, home.size(name), partial(_keep, media, home.path(name), name)
            )


def _keep(media: Media, path: Path, name: str) -> bool:
    media.keep(path, name)
    return True
