"""Folders of what was not finished, and locks that nobody holds."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.locks import FOLDER
from vehiclefinder.store.files import scratch, settled
from vehiclefinder.store.files.file_copies import STAGING
from vehiclefinder.store.files.lock import FileLock, is_held
from vehiclefinder.store.tidying.stranded import Place, Stranded

_IDENTITY = re.compile("[0-9a-f]{64}")


def scratch_folders(place: Place) -> Iterator[Stranded]:
    """Folders for uploads, copies and clips, for archives of cases and for metrics, whose owners are gone."""
    for kind, parent, prefix in (
        ("staging folder", place.home / STAGING, ""),
        ("folder of an export", place.temporary, scratch.EXPORTS),
        ("folder of metrics", place.temporary, scratch.METRICS),
    ):
        for folder in scratch.abandoned(parent, place.now, prefix):
            yield Stranded(kind, place.name(folder), settled.size(folder), partial(scratch.remove, folder))


def source_locks(place: Place) -> Iterator[Stranded]:
    """Locks of sources that a killed process left behind; those of tasks are few, and always the same."""
    for path in sorted((place.home / FOLDER).glob("*")):
        if _IDENTITY.fullmatch(path.name) and not is_held(path):
            yield Stranded("lock of nobody", place.name(path), 0, partial(_unlock, path))


def _unlock(path: Path) -> bool:
    try:
        FileLock(path).release()
    except ConflictError:
        return False
    return True
