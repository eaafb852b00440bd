"""Whether every picture that the catalog names is there and is one."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import CropRow
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import crop_files

SAMPLE = 200
"""How many pictures are decoded, evenly spread, where not all are."""
CHUNK = 500
BEGIN, END = b"\xff\xd8", b"\xff\xd9"
"""What a JPEG file begins and ends with."""
MISSING, JUNK = "missing", "junk"
LISTS = 8
"""Lists of the files of a source that are kept while pictures are looked at, which is by tracks."""


@dataclass(frozen=True, slots=True)
class PictureHealth:
    """State of the pictures.

    :param looked_at: Whose file was opened, and whose beginning and end were read.
    :param decoded: Of those, how many were decoded, too.
    :param missing: Paths within the home of those that are not there.
    :param junk: Of those that are no whole JPEG, as far as that was looked at.
    :param lost: Ids of the tracks that have not one good picture.
    """

    looked_at: int
    decoded: int
    missing: tuple[str, ...] = ()
    junk: tuple[str, ...] = ()
    lost: tuple[int, ...] = ()


def check(database: Database, media: Media, deep: bool = False) -> PictureHealth:
    """Look at every picture.

    :param deep: Decode all of them, which takes long; else ``SAMPLE``.
    """
    with database.read() as session:
        many = session.scalar(select(func.count()).select_from(CropRow)) or 0
    every = 1 if deep else max(1, many // SAMPLE)
    look, faults = _Looking(media), dict[str, str]()
    lost: dict[int, str] = {}
    looked_at = decoded = 0
    for track, files in _tracks(database):
        decode = [(looked_at + number) % every == 0 for number in range(len(files))]
        bad = {file: fault for file, one in zip(files, decode, strict=True) if (fault := look.fault(file, one))}
        looked_at, decoded, faults = looked_at + len(files), decoded + sum(decode), faults | bad
        if len(bad) == len(files):
            lost[track] = files[0]
    named = _still_named(database, sorted(faults))
    missing, junk = ([file for file in named if faults[file] == fault] for fault in (MISSING, JUNK))
    return PictureHealth(
        looked_at, decoded, tuple(missing), tuple(junk), tuple(track for track, file in lost.items() if file in named)
    )


def _tracks(database: Database) -> Iterator[tuple[int, list[str]]]:
    """Yield every track that has pictures, with their files."""
    query = select(CropRow.track_id, CropRow.file).order_by(CropRow.track_id, CropRow.rank)
    with database.columns() as connection:
        rows = connection.execution_options(yield_per=CHUNK).execute(query)
        for track, crops in groupby(rows, key=lambda row: row.track_id):
            yield track, [crop.file for crop in crops]


class _Looking:
    """Looks at pictures: at the beginning and end of each, or, in a store that takes long to ask, at lists of them."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._listed = lru_cache(LISTS)(lambda folder: frozenset(media.names(folder)))

    def fault(self, file: str, decode: bool) -> str:
        """Say what is wrong with a file; nothing where it is a picture."""
        if not self._media.is_shared:
            return _fault(self._media.path(file), decode)
        if not decode:
            return "" if file in self._listed(file.rpartition("/")[0]) else MISSING
        content = self._media.read(file)
        return MISSING if content is None else _fault_of(content)


def _fault(path: Path, decode: bool) -> str:
    try:
        with path.open("rb") as file:
            whole = file.read(len(BEGIN)) == BEGIN and file.seek(-len(END), os.SEEK_END) and file.read() == END
    except FileNotFoundError:
        return MISSING
    except OSError:
        return JUNK
    return "" if whole and not (decode and crop_files.load(path) is None) else JUNK


def _fault_of(content: bytes) -> str:
    whole = content.startswith(BEGIN) and content.endswith(END)
    return "" if whole and crop_files.load(content) is not None else JUNK


def _still_named(database: Database, files: Sequence[str]) -> dict[str, None]:
    """Return those, in order, that the catalog still names: what was removed meanwhile is not missing."""
    named: dict[str, None] = {}
    with database.read() as session:
        for start in range(0, len(files), CHUNK):
            query = select(CropRow.file).where(CropRow.file.in_(files[start : start + CHUNK])).order_by(CropRow.file)
            named |= dict.fromkeys(session.scalars(query))
    return named
