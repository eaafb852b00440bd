"""Pictures and clips of sources that are no more."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath

from sqlalchemy import select

from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files import settled
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media, MediaEntry
from vehiclefinder.store.tidying.stranded import Place, Stranded
from vehiclefinder.store.tracks.crop_files import CLIPS, FOLDER

PART = ".part"
"""What names of clips ended in that programs of earlier versions had not finished."""


def pictures_of_nothing(place: Place) -> Iterator[Stranded]:
    """Folders of pictures or clips of a source without a row: the row comes first and goes last, and ids come once."""
    stores = [("pictures of no source", FOLDER, media) for media in place.stores]
    for kind, parent, media in (*stores, ("clips of no source", CLIPS, FolderMedia(place.home))):
        folders = numbered(entry for entry in media.entries(parent) if entry.is_folder)
        with place.database.read() as session:  # asked after the folders are known
            there = set(session.scalars(select(SourceRow.id)))
        for source in sorted(folders.keys() - there):
            yield removable(kind, media, folders[source].name)


def unfinished_clips(place: Place) -> Iterator[Stranded]:
    """Clips that an earlier version began."""
    for path in sorted((place.home / CLIPS).glob(f"*/*{PART}")):
        if settled.is_settled(path, place.now):
            yield removable("unfinished clip", FolderMedia(place.home), place.name(path))


def numbered(entries: Iterable[MediaEntry]) -> dict[int, MediaEntry]:
    """Return what is called by a number, such as that of a row, by that."""
    return {int(name): entry for entry in entries if (name := PurePosixPath(entry.name).stem).isdecimal()}


def removable(kind: str, media: Media, name: str) -> Stranded:
    """Return a file or folder that is to be removed."""
    return Stranded(kind, name, media.size(name), partial(_discard, media, name))


def _discard(media: Media, name: str) -> bool:
    media.discard(name)
    return True
