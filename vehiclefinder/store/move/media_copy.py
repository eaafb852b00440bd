"""Copies the pictures and videos of a catalog into another store, such as from its home to one of objects."""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from vehiclefinder.core.errors import ConflictError, NotFoundError, StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.backup.home_files import KEPT, VIDEOS, hold_file, rehome, require_empty
from vehiclefinder.store.files.file_copies import sha256, staging
from vehiclefinder.store.files.folder_media import PART, FolderMedia
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.move.in_use import require_unused, require_unused_homes
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.media_owner import OWNER, UNFINISHED, note, require_own

AT_ONCE = 8
"""Files that are copied at a time: a store of objects takes its time for each."""
SHOWN = 3

Progress = Callable[[str, int], None]
"""Is told the folder, and how many files were looked at."""


@dataclass(frozen=True, slots=True)
class MediaCopied:
    """What came of a copy.

    :param files: How many there are now; all were compared by their content.
    :param size: Their bytes.
    :param copied: How many of them were copied just now.
    :param is_whole: Whether the catalog names its videos there now. It does not while a program uses the home: what is
        written meanwhile would be missed.
    """

    files: int
    size: int
    copied: int
    is_whole: bool


def copy_media(catalog: Catalog, target: Media, progress: Progress = lambda *_done: None) -> MediaCopied:
    """Copy all files into another store; what was cut off goes on when it is done again. Nothing is removed.

    :raises ValueError: It is the same store.
    :raises ConflictError: It holds something else.
    :raises StoreError: It is another catalog's; something cannot be read or written, or differs at the end.
    """
    source = catalog.media
    if _place(target) == _place(source):
        raise ValueError(f"expected another store than {source.shown}, where the files are")
    require_own(source, catalog.database)
    unfinished, owner = UNFINISHED + catalog.generation()[0], target.read(OWNER)
    if owner is None:
        require_empty(target)
        note(target, unfinished)
    elif owner != unfinished.encode():
        require_own(target, catalog.database)
    copying, was_unused = _Copying(source, target, progress), _is_unused(catalog)
    copying.run()
    is_whole = was_unused and _is_unused(catalog)
    if is_whole:
        with catalog.database.write() as session:
            for home in {str(catalog.home), str(catalog.home.absolute())}:
                rehome(session, home, target)
        note(target, catalog.generation()[0])
    return MediaCopied(copying.files, copying.size, copying.copied, is_whole)


class _Copying:
    def __init__(self, source: Media, target: Media, progress: Progress) -> None:
        self._source = source
        self._target = target
        self._progress = progress
        self.files, self.size, self.copied = 0, 0, 0

    def run(self) -> None:
        """Copy and compare folder by folder; pictures of tracks are last, by which others know a store that is whole.

        :raises StoreError: See :func:`copy_media`.
        """
        differing = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for folder in (*VIDEOS, *reversed(KEPT)):
                for sizes in _folders(self._source, folder):
                    differing += self._folder(pool, sizes)
                    self._progress(folder, self.files)
        if differing:
            told = ", ".join(differing[:SHOWN]) + (" …" if len(differing) > SHOWN else "")
            raise StoreError(f"{len(differing)} files differ after they were copied: {told}; do it again")

    def _folder(self, pool: ThreadPoolExecutor, sizes: Mapping[str, int]) -> list[str]:
        """Copy the files of one folder, and return which differ then."""
        there = _sizes(self._target, next(iter(sizes)).rpartition("/")[0])
        lacking = [name for name, size in sizes.items() if there.get(name) != size]
        with staging(self._target.home) as held:
            list(pool.map(partial(self._copy, held), lacking))
            differing = self._differing(pool, sizes)
            list(pool.map(partial(self._copy, held), differing))  # of the same size, as what was damaged
        self.files, self.copied = self.files + len(sizes), self.copied + len(lacking) + len(differing)
        self.size += sum(sizes.values())
        return self._differing(pool, differing)

    def _differing(self, pool: ThreadPoolExecutor, names: Collection[str]) -> list[str]:
        equal = pool.map(self._is_equal, names)
        return [name for name, same in zip(names, equal, strict=True) if not same]

    def _copy(self, held: Path, name: str) -> None:
        try:
            if hold_file(self._source, name, held):
                self._target.keep(held / name, name)
        except OSError as error:
            raise write_error(f"{name} cannot be copied to {self._target.shown}", error) from error

    def _is_equal(self, name: str) -> bool:
        """Whether both hold the same; what was removed meanwhile counts for that."""
        mine = _digest(self._source, name)
        return mine is None or mine == _digest(self._target, name)


def _place(media: Media) -> str:
    """What is told of a store; a folder by the one name that it has wherever programs stand."""
    return str(Path(media.shown).resolve()) if isinstance(media, FolderMedia) else media.shown


def _folders(media: Media, folder: str) -> Iterator[dict[str, int]]:
    """Yield the names and sizes of the files right in a folder, and in each below it."""
    if sizes := _sizes(media, folder):
        yield sizes
    for entry in media.entries(folder):
        if entry.is_folder:
            yield from _folders(media, entry.name)


def _sizes(media: Media, folder: str) -> dict[str, int]:
    entries = media.entries(folder)
    return {one.name: one.size for one in entries if not one.is_folder and not one.name.endswith(PART)}


def _digest(media: Media, name: str) -> str | None:
    try:
        with media.lend(name) as path:
            return sha256(path)
    except (NotFoundError, FileNotFoundError):
        return None
    except OSError as error:
        raise StoreError(f"cannot read {name} in {media.shown}: {error.strerror or error}") from error


def _is_unused(catalog: Catalog) -> bool:
    try:
        require_unused_homes({catalog.home})
        require_unused(catalog.database)
    except ConflictError:
        return False
    return True
