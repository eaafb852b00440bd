"""All that can be found, as columns that are read where they lie, in a cache that follows the catalog by itself."""

import logging
from collections.abc import Iterator, Mapping, Sequence
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
from vehiclefinder.store.index.kept_rows import good_sources, joined, rows_of
from vehiclefinder.store.index.share_codes import Codes, Judge
from vehiclefinder.store.index.vector_search import HalfArray, nearest
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.facts import COLUMNS, Facts, Rows

SOURCES = 50
"""Sources that are taken from the catalog at a time."""
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
            sources, tracks = np.unique(index.facts.source, return_counts=True)
            vectors = dict(zip(sources.tolist(), tracks.tolist(), strict=True))
            self._covered = index, self._catalog.coverage(self.encoder, vectors, self.shard)
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
            versions = self._catalog.versions(self.encoder, self.shard)
            self._held = self._extended(index_header.new(self.identity(catalog)), generation, versions)
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
        identity, versions = self.identity(catalog), self._catalog.versions(self.encoder, self.shard)
        try:
            old = self.files.read(identity)
            index = self._map(old)
        except StaleIndexError as error:
            self.origin, self.reason = IndexOrigin.REBUILT, str(error)
            return self._extended(index_header.new(identity), generation, versions)
        self.origin, self.reason = IndexOrigin.EXTENDED, ""
        return self._extended(self._kept(old, index, versions), generation, versions)

    def _in_memory(self) -> tuple[Header, TrackIndex]:
        """Make the index of what is good of the one that is held, or lies in the files, and of the catalog."""
        catalog, generation = self._catalog.generation()
        identity, versions = self.identity(catalog), self._catalog.versions(self.encoder, self.shard)
        good, columns = self._held_columns(identity, versions)
        parts = [columns, *self._columns(sorted(set(versions) - set(good)))]
        index = self._of(joined(parts) or self.files.none())
        self.origin, self.reason = IndexOrigin.MEMORY, self.unwritten or ""
        header = replace(index_header.new(identity), generation=generation, rows=len(index), versions=versions)
        return header, index

    def _held_columns(self, identity: IndexIdentity, versions: Mapping[int, str]) -> tuple[Mapping[int, str], Columns]:
        """Return the sources that need not be read from the catalog, and the columns of their rows."""
        held = self._held
        try:
            if held is None or held[0].identity != identity:
                header = self.files.read(identity)
                held = header, self._map(header)
        except StaleIndexError:
            return {}, self.files.none()
        header, index = held
        good, columns = good_sources(header, versions), index.columns()
        if len(good) == len(header.versions or {}):
            return good, columns
        rows = rows_of(list(good), index.facts.source)
        return good, {name: column[rows] for name, column in columns.items()}

    def _kept(self, old: Header, index: TrackIndex, versions: Mapping[int, str]) -> Header:
        """Return the header of the rows that are still good: the old one where all are, else one of a new epoch."""
        good = good_sources(old, versions)
        if len(good) == len(old.versions or {}):
            return old
        header = replace(index_header.new(old.identity), versions=good)
        kept = rows_of(list(good), index.facts.source)
        for start in range(0, len(kept), BLOCK):
            rows = kept[start : start + BLOCK]
            header = self.files.append(header, {name: column[rows] for name, column in index.columns().items()})
        return header

    def _extended(self, header: Header, generation: int, versions: Mapping[int, str]) -> tuple[Header, TrackIndex]:
        """Add the sources that a header does not have yet."""
        header = replace(header, generation=generation)
        for columns in self._columns(sorted(set(versions) - set(header.versions or {}))):
            header = self.files.append(header, columns)
        header = replace(header, versions=versions)
        self.files.commit(header)
        return header, self._map(header)

    def _columns(self, sources: Sequence[int]) -> Iterator[Columns]:
        for start in range(0, len(sources), SOURCES):
            facts, vectors = self._catalog.facts(self.encoder, sources[start : start + SOURCES])
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
