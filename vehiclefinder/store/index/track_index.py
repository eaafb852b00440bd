"""All that can be found, as columns that are read where they lie, in a cache that follows the catalog by itself."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from threading import Lock
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import ReadOnlyStoreError, StaleIndexError
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.core.unwritable import why_unwritable
from vehiclefinder.store.index import index_header, share_codes
from vehiclefinder.store.index.column_files import VECTORS, ColumnFiles, Columns
from vehiclefinder.store.index.index_header import Header, IndexIdentity
from vehiclefinder.store.index.kept_rows import joined, rows_of, sources_in, together
from vehiclefinder.store.index.share_codes import Codes, Judge
from vehiclefinder.store.index.vector_search import HalfArray, nearest
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.facts import COLUMNS, Facts, Rows

TRACKS = 10_000
"""Tracks that are taken from the catalog at a time, or those of one source where that has more."""
BLOCK = 65_536
"""Rows that are copied at a time."""


RETRY = 30.0
"""Seconds after which files that could not be written are tried again, unless the disk looks otherwise before."""

log = logging.getLogger(__name__)


class IndexOrigin(StrEnum):
    """Where an index came from."""

    LOADED = "loaded"
    EXTENDED = "extended"
    REBUILT = "rebuilt"
    MEMORY = "memory"


class TrackIndex:
    """All findable tracks of one generation of a catalog; it never changes, so threads may share it.

    :param facts: What is known of each track, n rows.
    :param shares: Name of each value -> its shares, uint16 (n,), as ``share_codes`` codes them.
    :param vectors: float16 (n, d). A score by them is within 0.001 of the exact one for up to four unit slots.
    """

    def __init__(self, facts: Facts, shares: Mapping[str, Codes], vectors: HalfArray) -> None:
        if vectors.dtype != np.float16 or vectors.ndim != 2 or len(vectors) != len(facts):
            expected = f"float16 vectors ({len(facts)}, d)"
            raise ValueError(f"expected {expected}, got {vectors.dtype} {vectors.shape}")
        self.facts = facts
        self._shares = shares
        self._vectors = vectors

    @classmethod
    def judged(cls, facts: Facts, vectors: FloatArray, judge: Judge) -> "TrackIndex":
        """Return an index in memory alone.

        :param vectors: float32 (n, d), row by row those of ``facts``.
        """
        shares = share_codes.encode(judge.shares(vectors, facts.label))
        return cls(facts, dict(zip(judge.columns, shares.T, strict=True)), vectors.astype(np.float16))

    def __len__(self) -> int:
        return len(self.facts)

    def columns(self) -> Columns:
        """Return all columns by name."""
        return {**self.facts.columns(), **self._shares, VECTORS: self._vectors}

    def share(self, value: str, rows: Rows) -> FloatArray:
        """Return how probable a value is for m tracks, float32 (m,)."""
        return share_codes.decode(self._shares[value][rows])

    def may_reach(self, value: str, least: float, rows: slice) -> NDArray[np.bool_]:
        """Return where a value may be as probable as that, bool (m,); False only where it is surely less."""
        return self._shares[value][rows] >= share_codes.least_code(least)

    def most_probable(self, values: Sequence[str]) -> NDArray[np.uint8]:
        """Return which of some values is the most probable one of each track, uint8 (n,), the first of several."""
        best, codes = self._shares[values[0]].copy(), np.zeros(len(self), np.uint8)
        for number, value in enumerate(values[1:], start=1):
            codes[self._shares[value] > best] = number
            np.maximum(best, self._shares[value], out=best)
        return codes

    def search(self, vector: FloatArray, k: int, rows: NDArray[np.bool_] | None = None) -> tuple[IntArray, FloatArray]:
        """Find the tracks whose vectors have the largest inner product with a query's; of equals, the smaller ids.

        :param vector: float32 (d,), finite.
        :param k: How many at most, at least 1.
        :param rows: bool (n,), True where a track may be found; None allows all.
        :returns: Rows int64 (m,) and inner products float32 (m,), best first, m <= k.
        :raises ValueError: A shape or k does not fit.
        """
        self._require(vector, k, rows)
        return nearest(self._vectors, vector, k, rows, self.facts.track)

    def vectors(self, rows: IntArray) -> FloatArray:
        """Return the vectors of some rows, float32 (m, d)."""
        return self._vectors[rows].astype(np.float32)

    def _require(self, vector: FloatArray, k: int, rows: NDArray[np.bool_] | None) -> None:
        n, d = self._vectors.shape
        if vector.shape != (d,) and n > 0:
            raise ValueError(f"expected a vector ({d},), got {vector.shape}")
        if not np.all(np.isfinite(vector)):
            raise ValueError("expected a finite vector, got NaN or infinity")
        if k < 1:
            raise ValueError(f"expected k of at least 1, got {k}")
        if rows is not None and (rows.shape != (n,) or rows.dtype != np.bool_):
            raise ValueError(f"expected bool rows ({n},), got {rows.dtype} {rows.shape}")


class IndexKeeper:
    """Hands out the index of the catalog's current generation, and keeps it in files.

    The files are a cache: where they are missing, damaged, another catalog's or judged otherwise, the index is rebuilt
    from SQL. Where they cannot be written it is held in memory alone, and they are tried again later.

    :param folder: Where the files lie; made if there is none.
    :param encoder: Identity of the encoder whose vectors are searched.
    :param judge: Tells the shares of values from them.
    :param shard: Whose sources are held.
    :ivar unwritten: Why the index is held in memory alone; None where it is in the files.
    """

    def __init__(self, folder: Path, catalog: Catalog, encoder: str, judge: Judge, shard: Shard = WHOLE) -> None:
        self.shard = shard
        self.encoder = encoder
        self.origin = IndexOrigin.LOADED
        self.reason = ""
        self.unwritten: str | None = None
        self._retry = 0.0
        self._disk: str | None = None
        self._catalog = catalog
        self._judge = judge
        dtypes = COLUMNS | dict.fromkeys(judge.columns, np.uint16) | {VECTORS: np.float16}
        self.files = ColumnFiles(folder, encoder, dtypes, shard)
        self._held: tuple[Header, TrackIndex] | None = None
        self._covered: tuple[TrackIndex, Coverage] | None = None
        self._lock = Lock()

    def coverage(self) -> Coverage:
        """Return which tracks of the shard are not in the current index; as quick as :meth:`current`."""
        index = self.current()
        if self._covered is None or self._covered[0] is not index:
            column = index.facts.source

            def held(sources: Collection[int]) -> dict[int, int]:
                """Of how many tracks of some sources there are rows."""
                found, tracks = np.unique(column[rows_of(sources, column)], return_counts=True)
                return dict(zip(found.tolist(), tracks.tolist(), strict=True))

            self._covered = index, self._catalog.coverage(self.encoder, held, self.shard)
        return self._covered[1]

    def current(self) -> TrackIndex:
        """Return the index of the catalog's current generation; quick where nothing changed.

        Afterwards ``origin`` says how the index that is held was made, and ``reason`` why it had to be rebuilt.

        :raises StoreError: The catalog cannot be read, or the files cannot be written for another reason than a full or
            read-only disk.
        """
        with self._lock:
            catalog, generation = self._catalog.generation()
            due = self.unwritten is not None and (monotonic() > self._retry or self._disk != self._why_unwritable())
            if self._held is None or _told(self._held[0]) != (catalog, generation) or due:
                self._held = self._loaded(catalog, generation) or self._followed()
            return self._held[1]

    def rebuild(self) -> TrackIndex:
        """Make the index from the catalog alone and replace the files.

        :raises StoreError: The catalog cannot be read or the files cannot be written.
        """
        with self._lock, self._writing():
            self.origin, self.reason = IndexOrigin.REBUILT, "asked for"
            catalog, generation = self._catalog.generation()
            self._held = self._made(self.identity(catalog), generation)
            self.unwritten = None
            return self._held[1]

    def _loaded(self, catalog: str, generation: int) -> tuple[Header, TrackIndex] | None:
        try:
            header = self.files.read(self.identity(catalog))
            if header.generation != generation:
                return None
            index = self._map(header)
        except StaleIndexError:
            return None
        self.origin, self.reason, self.unwritten = IndexOrigin.LOADED, "", None
        return header, index

    def _followed(self) -> tuple[Header, TrackIndex]:
        """Bring the files to the catalog's generation, or make the index in memory where they cannot be written."""
        try:
            with self._writing():
                followed, self.unwritten = self._brought_up(), None
                return followed
        except ReadOnlyStoreError as error:
            if self.unwritten is None:
                log.warning("the index is held in memory alone: %s", error)
            self.unwritten, self._retry, self._disk = error.reason, monotonic() + RETRY, self._why_unwritable()
        return self._in_memory()

    def _why_unwritable(self) -> str | None:
        return why_unwritable(self._catalog.home)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock of the files; where they cannot be written, what was added to them is removed again."""
        with self.files.lock():
            try:
                yield
            except ReadOnlyStoreError:
                self.files.discard_unfinished(self.identity(self._catalog.generation()[0]))
                raise

    def _brought_up(self) -> tuple[Header, TrackIndex]:
        """Add to the files what they lack, where no other process did meanwhile."""
        catalog, generation = self._catalog.generation()
        if loaded := self._loaded(catalog, generation):
            return loaded
        identity = self.identity(catalog)
        try:
            old = self._former(identity, generation)
            index = self._map(old)
        except StaleIndexError as error:
            self.origin, self.reason = IndexOrigin.REBUILT, str(error)
            return self._made(identity, generation)
        self.origin, self.reason = IndexOrigin.EXTENDED, ""
        new, bad = self._changed(old, index, generation)
        return self._extended(self._without(bad, old, index), generation, new)

    def _former(self, identity: IndexIdentity, generation: int) -> Header:
        """Read the header of the files, where it is of the past of the catalog as it is now.

        :raises StaleIndexError: There is none, or the catalog was replaced by a former one, as from a backup.
        """
        header = self.files.read(identity)
        if header.generation > generation or not self._catalog.is_known(header.newest):
            raise StaleIndexError("the catalog was replaced by a former one")
        return header

    def _changed(self, old: Header, index: TrackIndex, generation: int) -> tuple[Mapping[int, int], set[int]]:
        """Return the sources that an index lacks, and those of which it holds what is true no more.

        The tracks of finished sources never change, and no id is used twice: what is held of one is good while it
        exists, is not corrected, and no more is measured of it.
        """
        changes = self._catalog.changes(old.generation, generation, self.shard)
        bad = {*changes.finished, *changes.gone}
        if changes.removed > old.generation:
            bad |= sources_in(index.facts.source) - set(self._catalog.finished_sources(self.shard))
        return changes.finished, bad

    def _in_memory(self) -> tuple[Header, TrackIndex]:
        """Make the index of what is good of the one that is held, or lies in the files, and of the catalog."""
        catalog, generation = self._catalog.generation()
        identity = self.identity(catalog)
        if old := self._held_or_kept(identity, generation):
            new, bad = self._changed(*old, generation)
            columns = self._good(old[1], bad)
        else:
            new, columns = self._catalog.changes(-1, generation, self.shard).finished, self.files.none()
        index = self._of(joined([columns, *self._columns(new)]) or self.files.none())
        self.origin, self.reason = IndexOrigin.MEMORY, self.unwritten or ""
        newest = self._catalog.newest(generation)
        header = replace(index_header.new(identity), generation=generation, rows=len(index), newest=newest)
        return header, index

    def _held_or_kept(self, identity: IndexIdentity, generation: int) -> tuple[Header, TrackIndex] | None:
        """Return what is held, or else lies in the files, of the same past as the catalog."""
        held = self._held
        is_past = held is not None and held[0].identity == identity and held[0].generation <= generation
        if held is not None and is_past and self._catalog.is_known(held[0].newest):
            return held
        try:
            header = self._former(identity, generation)
            return header, self._map(header)
        except StaleIndexError:
            return None

    @staticmethod
    def _good(index: TrackIndex, bad: Collection[int]) -> Columns:
        """Return the columns without the rows of some sources."""
        source = index.facts.source
        rows = rows_of(bad, source)
        if not len(rows):
            return index.columns()
        kept = np.delete(np.arange(len(source)), rows)
        return {name: column[kept] for name, column in index.columns().items()}

    def _without(self, bad: Collection[int], old: Header, index: TrackIndex) -> Header:
        """Return the header of the rows of other sources: the old one where all are, else one of a new epoch."""
        rows = rows_of(bad, index.facts.source)
        if not len(rows):
            return old
        header, good = index_header.new(old.identity), np.delete(np.arange(len(index)), rows)
        for start in range(0, len(good), BLOCK):
            some = good[start : start + BLOCK]
            header = self.files.append(header, {name: column[some] for name, column in index.columns().items()})
        return header

    def _made(self, identity: IndexIdentity, generation: int) -> tuple[Header, TrackIndex]:
        """Make the files of the catalog alone."""
        every = self._catalog.changes(-1, generation, self.shard).finished
        return self._extended(index_header.new(identity), generation, every)

    def _extended(self, header: Header, generation: int, sources: Mapping[int, int]) -> tuple[Header, TrackIndex]:
        """Add the rows of some sources, of which it is said how many tracks each has."""
        for columns in self._columns(sources):
            header = self.files.append(header, columns)
        header = replace(header, generation=generation, newest=self._catalog.newest(generation))
        self.files.commit(header)
        return header, self._map(header)

    def _columns(self, sources: Mapping[int, int]) -> Iterator[Columns]:
        for some in together(sources, TRACKS):
            facts, vectors = self._catalog.facts(self.encoder, some)
            if len(facts):
                yield TrackIndex.judged(facts, vectors, self._judge).columns()

    def _map(self, header: Header) -> TrackIndex:
        return self._of(self.files.map(header, None if self._held is None else self._held[0]))

    def _of(self, columns: Columns) -> TrackIndex:
        shares = {name: columns[name] for name in self._judge.columns}
        return TrackIndex(Facts.of(columns), shares, columns[VECTORS])

    def identity(self, catalog: str) -> IndexIdentity:
        """Return whose rows the index has.

        :param catalog: Id of the catalog.
        """
        shard = "" if self.shard == WHOLE else str(self.shard)
        return IndexIdentity(catalog, self.encoder, self._judge.identity, shard)


def _told(header: Header) -> tuple[str, int]:
    return header.identity.catalog, header.generation
