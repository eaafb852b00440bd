"""Nearest tracks by FAISS, exhaustively, from a cache that follows the catalog by itself."""

from enum import StrEnum
from pathlib import Path
from threading import Lock

import faiss
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import StaleIndexError
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.store.index import snapshot_file
from vehiclefinder.store.index.snapshot_file import HalfArray, Snapshot
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.facts import Facts


class IndexOrigin(StrEnum):
    """Where an index came from."""

    LOADED = "loaded"
    EXTENDED = "extended"
    REBUILT = "rebuilt"


class TrackIndex:
    """All findable tracks of one generation of a catalog; it never changes, so threads may share it.

    Every vector is compared, in half precision: a score is within 0.001 of the exact one for vectors of up to four
    unit slots. That halves the time and the memory of float32, see ``benchmarks/search.py``.

    :param facts: What is known of each track, n rows.
    :param vectors: float16 (n, d), row by row those of ``facts``.
    """

    def __init__(self, facts: Facts, vectors: HalfArray) -> None:
        self.facts = facts
        half = faiss.ScalarQuantizer.QT_fp16
        self._index = faiss.IndexScalarQuantizer(vectors.shape[1], half, faiss.METRIC_INNER_PRODUCT)
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def __len__(self) -> int:
        return len(self.facts)

    def search(self, vector: FloatArray, k: int, rows: NDArray[np.bool_] | None = None) -> tuple[IntArray, FloatArray]:
        """Find the tracks whose vectors have the largest inner product with a query's.

        It runs on the calling thread alone: FAISS splits work by query, and this is one.

        :param vector: float32 (d,), finite.
        :param k: How many at most, at least 1.
        :param rows: bool (n,), True where a track may be found; None allows all.
        :returns: Rows int64 (m,) and inner products float32 (m,), best first, m <= k.
        :raises ValueError: A shape or k does not fit.
        """
        self._require(vector, k, rows)
        allowed = len(self) if rows is None else int(np.count_nonzero(rows))
        if allowed == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        faiss.omp_set_num_threads(1)
        scores, found = self._index.search(
            np.ascontiguousarray(vector[None], np.float32), min(k, allowed), params=_only(rows)
        )
        return found[0], scores[0]

    def vectors(self, rows: IntArray) -> FloatArray:
        """Return the vectors of some rows, float32 (m, d)."""
        vectors: FloatArray = self._index.reconstruct_batch(rows)
        return vectors

    def _require(self, vector: FloatArray, k: int, rows: NDArray[np.bool_] | None) -> None:
        n, d = len(self), self._index.d
        if vector.shape != (d,) and n > 0:
            raise ValueError(f"expected a vector ({d},), got {vector.shape}")
        if not np.all(np.isfinite(vector)):
            raise ValueError("expected a finite vector, got NaN or infinity")
        if k < 1:
            raise ValueError(f"expected k of at least 1, got {k}")
        if rows is not None and (rows.shape != (n,) or rows.dtype != np.bool_):
            raise ValueError(f"expected bool rows ({n},), got {rows.dtype} {rows.shape}")


class IndexKeeper:
    """Hands out the index of the catalog's current generation, and keeps it in a file.

    The file is a cache: where it is missing, damaged or another catalog's, the index is rebuilt from SQL.

    :param folder: Where the file lies; made if there is none.
    :param encoder: Identity of the encoder whose vectors are searched.
    """

    def __init__(self, folder: Path, catalog: Catalog, encoder: str) -> None:
        self.origin = IndexOrigin.LOADED
        self.reason = ""
        self._folder = folder
        self._catalog = catalog
        self._encoder = encoder
        self._held: tuple[tuple[str, int], TrackIndex] | None = None
        self._covered: tuple[TrackIndex, Coverage] | None = None
        self._lock = Lock()

    def coverage(self) -> Coverage:
        """Return which tracks of the catalog are not in the current index; as quick as :meth:`current`."""
        index = self.current()
        if self._covered is None or self._covered[0] is not index:
            sources, tracks = np.unique(index.facts.source, return_counts=True)
            vectors = dict(zip(sources.tolist(), tracks.tolist(), strict=True))
            self._covered = index, self._catalog.coverage(self._encoder, vectors)
        return self._covered[1]

    def current(self) -> TrackIndex:
        """Return the index of the catalog's current generation; quick where nothing changed.

        Afterwards ``origin`` says how the index that is held was made, and ``reason`` why it had to be rebuilt.

        :raises StoreError: The catalog cannot be read or the file cannot be written.
        """
        with self._lock:
            generation = self._catalog.generation()
            if self._held is None or self._held[0] != generation:
                self._held = generation, self._refresh(*generation)
            return self._held[1]

    def rebuild(self) -> TrackIndex:
        """Make the index from the catalog alone and replace the file.

        :raises StoreError: The catalog cannot be read or the file cannot be written.
        """
        with self._lock:
            generation = self._catalog.generation()
            self.origin, self.reason = IndexOrigin.REBUILT, "asked for"
            self._held = generation, self._update(*generation, None)
            return self._held[1]

    def _refresh(self, catalog: str, generation: int) -> TrackIndex:
        try:
            snapshot = snapshot_file.read(self._folder, catalog, self._encoder)
        except StaleIndexError as error:
            self.origin, self.reason = IndexOrigin.REBUILT, str(error)
            return self._update(catalog, generation, None)
        self.reason = ""
        if snapshot.generation == generation:
            self.origin = IndexOrigin.LOADED
            return TrackIndex(snapshot.facts, snapshot.vectors)
        self.origin = IndexOrigin.EXTENDED
        return self._update(catalog, generation, snapshot)

    def _update(self, catalog: str, generation: int, old: Snapshot | None) -> TrackIndex:
        # The tracks of finished sources never change, and no id is used twice: what is held of one is good while it
        # exists, is not corrected and has a camera of the same calibration. What that measured may have come since.
        versions = self._catalog.versions(self._encoder)
        held = [] if old is None else [one for one, told in old.versions.items() if versions.get(one) == told]
        facts, exact = self._catalog.facts(self._encoder, sorted(set(versions) - set(held)))
        vectors = exact.astype(np.float16)
        if old is not None and len(old.facts) > 0:
            kept = np.isin(old.facts.source, held)
            facts = Facts.join([self._catalog.measured(old.facts[kept]), facts])
            vectors = np.concatenate([old.vectors[kept], vectors]) if vectors.size else old.vectors[kept]
        snapshot = Snapshot(catalog, generation, self._encoder, facts, vectors, versions)
        snapshot_file.write(self._folder, snapshot)
        return TrackIndex(facts, vectors)


def _only(rows: NDArray[np.bool_] | None) -> faiss.SearchParameters | None:
    if rows is None:
        return None
    # FAISS's type stubs know the C++ constructors alone, not the Python ones.
    selector = faiss.IDSelectorBitmap(np.packbits(rows, bitorder="little"))  # type: ignore[call-arg, arg-type]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
