"""Moves a catalog."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, select, update

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.store.database.engine import Database, file_of
from vehiclefinder.store.database.home import FILE
from vehiclefinder.store.database.schema.tracks import StateRow
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.move.contents import Progress, contents
from vehiclefinder.store.move.ends import end_of, is_begun
from vehiclefinder.store.move.in_use import require_unused, require_unused_homes
from vehiclefinder.store.move.last_ids import last_ids
from vehiclefinder.store.move.misfits import Misfits
from vehiclefinder.store.move.rows import MOVED, as_it_is, batches, in_half_precision
from vehiclefinder.store.move.target import Move, MoveTarget, require_part
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.media_owner import OWNER, note

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moved(Generic[T]):
    """What was done.

    :param source: Where the catalog was, without passwords.
    :param target: Where it is, likewise.
    :param rows: How many each table has, by its name.
    :param went_on: Whether a move that was cut off before was ended.
    :param began_anew: Whether what that had moved was moved again, since the source had changed.
    :param compared: What the comparison returned.
    """

    source: str
    target: str
    rows: dict[str, int]
    went_on: bool
    began_anew: bool
    compared: T


class StoreMove:
    """A move, which may be done again wherever it was cut off: it goes on there.

    :param home: The folder of pictures, videos and index, which stay.
    :param source: URL of the database that the catalog is in.
    :param target: URL of the one that it goes to.
    :raises ValueError: One is none, or of a kind that is not moved.
    """

    def __init__(self, home: Path, source: str, target: str, progress: Progress = lambda *_done: None) -> None:
        self._home = home
        self._urls = (source, target)
        self._source, self._target = end_of(source), end_of(target)
        self._progress = progress
        self._kept = in_half_precision if self._target.get_backend_name() == "postgresql" else as_it_is

    def run(self, compare: Callable[[Catalog, Catalog], T]) -> Moved[T]:
        """Move all rows, compare them, and let programs use the target.

        Nobody writes to the source meanwhile. It is another catalog afterwards, of the same rows: two that took
        themselves for the same would take one another's pictures for left over (``docs/decisions/039``).

        :param compare: Is given both catalogs, which it only reads, and raises an error where they differ.
        :raises ConflictError: The source is in use, or the target holds something else.
        :raises StoreError: Rows do not fit, differ at the end, or cannot be read or written.
        """
        file = file_of(self._source)
        require_unused_homes({self._home, *([file.parent] if file else [])})
        begun = self._begun()
        with ExitStack() as stack:
            source = stack.enter_context(closing(Database(self._source)))
            with source.write() as guard:
                guard.connection()  # from here on nobody else writes
                require_unused(source)
                with source.columns() as rows:
                    move = self._planned(rows, begun)
                    target = stack.enter_context(closing(MoveTarget(self._target)))
                    target.begin(move, begun)
                    self._copy(rows, target)
                    target.number(last_ids(rows))
                self._verify(target, move)
                compared = self._compare(compare)
                note(FolderMedia(self._home), move.catalog)  # before a second catalog's rows name its files
                guard.execute(update(StateRow).values(catalog=move.successor))
            target.release()
            counts = {name: one.rows for name, one in move.contents.items()}
            anew = begun is not None and move != begun
            return Moved(source.name, target.database.name, counts, begun is not None, anew, compared)

    def _begun(self) -> Move | None:
        if not is_begun(self._source, self._target):
            return None
        with closing(MoveTarget(self._target)) as target:
            return target.begun()

    def _planned(self, rows: Connection, begun: Move | None) -> Move:
        """Look at everything before anything is changed."""
        state = dict(rows.execute(select(StateRow.__table__)).mappings().one())
        if begun is not None and state["catalog"] not in (begun.catalog, begun.successor):
            raise ConflictError("another catalog is being moved into this database: name an empty one")
        if begun is not None:
            state["catalog"] = begun.catalog
        self._require_own_home(state["catalog"])
        misfits = Misfits(self._target.get_backend_name())
        misfits.look_at_links(rows)
        held = contents(rows, self._progress, misfits.look, self._kept)
        misfits.require_none()
        return Move(state, begun.successor if begun else uuid4().hex, held)

    def _copy(self, rows: Connection, target: MoveTarget) -> None:
        for table in MOVED:
            done = 0
            for batch in batches(rows, table, target.reached(table)):
                target.add(table, [self._kept(table, row) for row in batch])
                done += len(batch)
                self._progress("moving", table.name, done)

    def _verify(self, target: MoveTarget, move: Move) -> None:
        with target.database.columns() as rows:
            there = contents(rows, self._progress)
        if differing := [name for name, one in move.contents.items() if there[name] != one]:
            told = f"what was moved differs from what was there, in {', '.join(differing)}"
            raise StoreError(f"{told}: nothing may use {target.database.name}; make it empty, and move again")

    def _compare(self, compare: Callable[[Catalog, Catalog], T]) -> T:
        source, target = self._urls
        with Catalog(self._home, source) as one, Catalog(self._home, target, prepare=require_part) as other:
            return compare(one, other)

    def _require_own_home(self, catalog: str) -> None:
        owner, file = self._home / OWNER, self._home / FILE
        try:
            is_other = owner.exists() and owner.read_text(encoding="utf-8").strip() != catalog
            ends = [path.absolute() for url in (self._source, self._target) if (path := file_of(url))]
            if is_other or (not owner.exists() and file.exists() and file.absolute() not in ends):
                told = f"the files in {self._home} are of another catalog than the one that is to be moved"
                raise ConflictError(f"{told}: name its home by --home")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"cannot read {owner}: {error}") from error
