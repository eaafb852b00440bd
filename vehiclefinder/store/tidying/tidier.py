"""Finds what is left over, and mends it, beside all that is being done over the same home."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.lock import wait_for
from vehiclefinder.store.tidying import copies, index_files, pictures, sources, unfinished, videos
from vehiclefinder.store.tidying.stranded import Place, Stranded
from vehiclefinder.store.tracks import source_lock
from vehiclefinder.store.tracks.crop_files import FOLDER
from vehiclefinder.store.tracks.queries import generation

KINDS: tuple[Callable[[Place], Iterator[Stranded]], ...] = (
    sources.interrupted,
    sources.half_removed,
    sources.failed,
    sources.failed_pictures,
    pictures.pictures_of_nothing,
    pictures.unfinished_clips,
    copies.copies_of_nothing,
    videos.videos_of_nothing,
    unfinished.scratch_folders,
    index_files.index_remains,
    unfinished.source_locks,
)
"""In this order: what one leaves behind, a later one finds."""
OWNER = "catalog.id"
"""File of a home that holds the id of the catalog whose pictures lie there."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done.

    :param mended: What is not left over any more.
    :param failures: Why others still are, one line for each.
    """

    mended: list[Stranded] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Tidier:
    """Tidies one home; several processes may want to, and one at a time does.

    :param place: Where to look.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def stranded(self) -> list[Stranded]:
        """Return all that is left over; writes nothing.

        :raises StoreError: Something cannot be read, or the files in the home are those of another catalog.
        """
        self._require_own()
        with _told(self._place.home):
            return [one for kind in KINDS for one in kind(self._place)]

    def tidy(self, most: int | None = None) -> Tidied:
        """Mend what is left over.

        :param most: How much is mended at most; None means all.
        :raises StoreError: As for :meth:`stranded`.
        """
        done = Tidied()
        with wait_for(self._place.home / source_lock.FOLDER / source_lock.TIDYING):
            self._claim()
            for kind in KINDS:
                with _told(self._place.home):
                    for one in kind(self._place):
                        if len(done.mended) == most:
                            return done
                        _mend(one, done)
        return done

    def _claim(self) -> None:
        """Write down whose files lie here, so that another catalog over this home never takes them for left over."""
        self._require_own()
        if not self._owner().exists():
            claim(self._place.home, self._place.catalog.generation()[0])

    def _require_own(self) -> None:
        path, own = self._owner(), self._place.catalog.generation()[0]
        try:
            owner = path.read_text(encoding="utf-8").strip() if path.exists() else self._guessed(own)
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"cannot read {path}: {error}") from error
        if owner != own:
            what = f"the files in {self._place.home} are of another catalog than the database that is used with them"
            raise StoreError(f"{what}, and nothing is tidied there; {path.name} names theirs")

    def _guessed(self, own: str) -> str:
        """Return whose the files are where nothing says so: a catalog that never held a source has no pictures."""
        with self._place.database.read() as session:
            held = session.scalar(select(func.count()).select_from(SourceRow)) or generation(session)[1]
        return own if held or not any((self._place.home / FOLDER).glob("*/*")) else "unknown"

    def _owner(self) -> Path:
        return self._place.home / OWNER


def claim(home: Path, catalog: str) -> None:
    """Write down that the files of a home are a catalog's.

    :raises StoreError: It cannot be written.
    """
    path = home / OWNER
    part = path.with_suffix(".part")
    try:
        part.write_text(catalog, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise write_error(f"cannot write {path}", error) from error


@contextmanager
def _told(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot look through {home}: {error.strerror or error}") from error


def _mend(one: Stranded, done: Tidied) -> None:
    try:
        if one.mend():
            done.mended.append(one)
            log.warning("tidied: %s %s, %d bytes", one.kind, one.name, one.size)
    except StoreError as error:
        done.failures.append(f"{one.kind} {one.name}: {error}")
