"""Time of one search in the index, against NumPy brute force in the same run; one thread each.

    OPENBLAS_NUM_THREADS=1 python benchmarks/search.py [TRACKS] [DIMENSIONS]

The vectors are random, so the best are nearly tied: the hardest case for the recall of a half-precision index.
"""

import os
import sys
from collections.abc import Callable
from time import perf_counter

import faiss
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import COLUMNS, Facts

K = 100
QUERIES = 200
CAMERAS = 50
Search = Callable[[FloatArray], IntArray]
Mask = NDArray[np.bool_] | None


def main() -> None:
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        sys.exit("set OPENBLAS_NUM_THREADS=1: the baseline must not use more threads than the index")
    n, d = (int(value) for value in (sys.argv[1:] + ["100000", "256"][len(sys.argv) - 1 :]))
    vectors, queries = unit_vectors(n, d, seed=0), unit_vectors(QUERIES, d, seed=1)
    index = TrackIndex(blank_facts(n), {}, vectors.astype(np.float16))
    rng = np.random.default_rng(2)
    masks: dict[str, Mask] = {
        "all tracks": None,
        f"one camera of {CAMERAS}": np.arange(n) * CAMERAS // n == CAMERAS // 2,
        "half of the cameras": (np.arange(n) * CAMERAS // n) % 2 == 0,
        "a random half": rng.random(n) < 0.5,
    }
    print(f"{n} vectors, {d} dimensions, best {K}, {QUERIES} queries, one thread")
    print(f"{'allowed':22}{'index p50':>11}{'p99':>8}{'numpy p50':>11}{'p99':>8}{'ratio':>8}{'recall':>9}   (ms)")
    for name, mask in masks.items():
        report(name, queries, faiss_search(index, mask), brute_force(vectors, mask))
    report_single_precision(vectors, queries, brute_force(vectors, None))


def report(name: str, queries: FloatArray, search: Search, baseline: Search) -> None:
    """Print one line; queries alternate, so that both meet the same load of the machine."""
    times, recall = np.zeros((2, len(queries))), np.zeros(len(queries))
    for row, query in enumerate(queries):
        found, times[0, row] = timed(search, query)
        expected, times[1, row] = timed(baseline, query)
        recall[row] = np.isin(expected, found).mean()
    (p50, p99), (numpy_p50, numpy_p99) = np.percentile(times * 1000, [50, 99], axis=1).T
    print(f"{name:22}{p50:11.2f}{p99:8.2f}{numpy_p50:11.2f}{numpy_p99:8.2f}{p50 / numpy_p50:8.2f}{recall.mean():9.4f}")


def report_single_precision(vectors: FloatArray, queries: FloatArray, baseline: Search) -> None:
    """Print what the index would lose and gain with its vectors as float32."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    report("all tracks, float32", queries, lambda query: index.search(query[None], K)[1][0], baseline)


def timed(search: Search, query: FloatArray) -> tuple[IntArray, float]:
    start = perf_counter()
    rows = search(query)
    return rows, perf_counter() - start


def faiss_search(index: TrackIndex, mask: Mask) -> Search:
    return lambda query: index.search(query, K, mask)[0]


def brute_force(vectors: FloatArray, mask: Mask) -> Search:
    def search(query: FloatArray) -> IntArray:
        scores = vectors @ query
        if mask is not None:
            scores = np.where(mask, scores, -np.inf)
        best = np.argpartition(-scores, K)[:K]
        return best[np.argsort(-scores[best])]

    return search


def unit_vectors(n: int, d: int, seed: int) -> FloatArray:
    vectors: FloatArray = np.random.default_rng(seed).standard_normal((n, d), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def blank_facts(n: int) -> Facts:
    return Facts.of({name: np.zeros(n, dtype) for name, dtype in COLUMNS.items()})


if __name__ == "__main__":
    main()
