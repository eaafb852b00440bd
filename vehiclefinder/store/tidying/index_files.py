"""Files of indexes that are of no use: never finished, of former epochs, or of encoders that nothing is of any more."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files import file_copies, settled
from vehiclefinder.store.files.lock import FileLock, is_held
from vehiclefinder.store.index import index_header
from vehiclefinder.store.index.column_files import FOLDER, folder_name
from vehiclefinder.store.tidying.stranded import Place, Stranded


def index_remains(place: Place) -> Iterator[Stranded]:
    """What lies in the folder of indexes and no header tells of, while nobody writes there."""
    with place.database.read() as session:
        encoders = set(session.scalars(select(SourceRow.encoder).distinct()))
    used = {folder_name(encoder) for encoder in encoders | {place.encoder or ""}}
    for folder in sorted((place.home / FOLDER).glob("tracks-*")):
        if folder.is_dir() and not is_held(folder.with_suffix(".lock")):
            remains = [folder] if place.encoder and _of_encoder(folder) not in used else _remains(folder)
            for path in remains:
                mend = partial(_remove, folder, path)
                yield Stranded("remains of an index", place.name(path), settled.size(path), mend)


def _of_encoder(folder: Path) -> str:
    """What the folder of the whole index is called of which this one may be a shard."""
    return "-".join(folder.name.split("-")[:2])


def _remains(folder: Path) -> list[Path]:
    epoch = index_header.epoch_of(folder)
    return [
        path
        for path in sorted(folder.iterdir())
        if (path.is_dir() and path.name != epoch) or path.suffix == index_header.PART
    ]


def _remove(folder: Path, path: Path) -> bool:
    try:
        with FileLock(folder.with_suffix(".lock")):
            if path == folder or path in _remains(folder):
                file_copies.discard(path)
                return True
    except ConflictError:
        pass
    return False
