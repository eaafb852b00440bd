"""Pictures and clips of sources that are no more."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select

from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files import file_copies, settled
from vehiclefinder.store.tidying.stranded import Place, Stranded
from vehiclefinder.store.tracks.crop_files import CLIPS, FOLDER

PART = ".part"
"""What names of clips ended in that programs of earlier versions had not finished."""


def pictures_of_nothing(place: Place) -> Iterator[Stranded]:
    """Folders of pictures or clips of a source without a row: the row comes first and goes last, and ids come once."""
    for kind, parent in (("pictures of no source", FOLDER), ("clips of no source", CLIPS)):
        folders = {int(path.name): path for path in (place.home / parent).glob("*") if path.name.isdecimal()}
        with place.database.read() as session:  # asked after the folders are known
            there = set(session.scalars(select(SourceRow.id)))
        for source in sorted(folders.keys() - there):
            yield removable(place, kind, folders[source])


def unfinished_clips(place: Place) -> Iterator[Stranded]:
    """Clips that an earlier version began."""
    for path in sorted((place.home / CLIPS).glob(f"*/*{PART}")):
        if settled.is_settled(path, place.now):
            yield removable(place, "unfinished clip", path)


def removable(place: Place, kind: str, path: Path) -> Stranded:
    """Return a file or folder that is to be removed."""
    return Stranded(kind, place.name(path), settled.size(path), partial(_discard, path))


def _discard(path: Path) -> bool:
    file_copies.discard(path)
    return True
