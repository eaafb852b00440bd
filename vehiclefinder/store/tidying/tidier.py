"""Finds what is left over, and mends it, beside all that is being done over the same home."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.files.lock import LONGEST
from vehiclefinder.store.tidying import copies, index_files, partitions, pictures, sources, unfinished, videos
from vehiclefinder.store.tidying.stranded import Place, Stranded
from vehiclefinder.store.tracks import media_owner, source_lock

KINDS: tuple[Callable[[Place], Iterator[Stranded]], ...] = (
    sources.interrupted,
    sources.half_removed,
    sources.failed,
    sources.failed_pictures,
    partitions.empty_partitions,
    pictures.pictures_of_nothing,
    pictures.unfinished_clips,
    copies.copies_of_nothing,
    videos.videos_of_nothing,
    videos.recordings_left_here,
    unfinished.scratch_folders,
    index_files.index_remains,
    unfinished.source_locks,
)
"""In this order: what one leaves behind, a later one finds."""

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
    """Tidies one home; several processes, of other homes of the same catalog too, may want to: one at a time does.

    :param place: Where to look.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def stranded(self) -> list[Stranded]:
        """Return all that is left over; writes nothing.

        :raises StoreError: Something cannot be read, or the files in the home are those of another catalog.
        """
        media_owner.require_own(self._place.media, self._place.database)
        with _told(self._place.home):
            return [one for kind in KINDS for one in kind(self._place)]

    def tidy(self, most: int | None = None) -> Tidied:
        """Mend what is left over.

        :param most: How much is mended at most; None means all.
        :raises StoreError: As for :meth:`stranded`.
        """
        done = Tidied()
        with self._place.catalog.locks.wait_for(source_lock.TIDYING, LONGEST):
            media_owner.claim(self._place.media, self._place.database)
            for kind in KINDS:
                with _told(self._place.home):
                    for one in kind(self._place):
                        if len(done.mended) == most:
                            return done
                        _mend(one, done)
        return done


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
