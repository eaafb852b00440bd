"""Nearest vectors by FAISS, exhaustively, over vectors that stay where they are."""

import faiss
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray

HalfArray = NDArray[np.float16]
BLOCK = 16_384
"""Vectors that FAISS holds at a time: a few megabytes, which stay in the processor's cache."""


def nearest(
    vectors: HalfArray, query: FloatArray, k: int, allowed: NDArray[np.bool_] | None, ids: IntArray
) -> tuple[IntArray, FloatArray]:
    """Find the vectors of the largest inner product with a query; of equally near ones, those of smaller ids.

    It runs on the calling thread alone: FAISS splits work by query, and this is one.

    :param vectors: float16 (n, d).
    :param query: float32 (d,).
    :param k: How many at most, at least 1.
    :param allowed: bool (n,), True where a vector may be found; None allows all.
    :param ids: int64 (n,), no two the same.
    :returns: Rows int64 (m,) and inner products float32 (m,), best first, m <= k.
    """
    faiss.omp_set_num_threads(1)
    half, query = faiss.ScalarQuantizer.QT_fp16, np.ascontiguousarray(query[None], np.float32)
    index = faiss.IndexScalarQuantizer(vectors.shape[1], half, faiss.METRIC_INNER_PRODUCT)

    def block(start: int, most: int) -> tuple[IntArray, FloatArray]:
        """Rows and inner products of a block, the nearest first."""
        some = vectors[start : start + BLOCK]
        here = None if allowed is None else np.flatnonzero(allowed[start : start + BLOCK])
        some = some if here is None or len(here) == len(some) else some[here]
        if not len(some):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        index.reset()
        index.add_sa_codes(np.ascontiguousarray(some).view(np.uint8))  # which float16 is for FAISS, too
        best, found = index.search(query, min(most, len(some)))
        return start + (found[0] if here is None else here[found[0]]), best[0]

    starts = range(0, len(vectors), BLOCK)
    parts = [block(start, k + 1) for start in starts]
    least = _kth(np.concatenate([np.zeros(0, np.float32), *(scores for _, scores in parts)]), k)
    # Which of equally near ones FAISS leaves out is chance: where it may have left some out, all are taken.
    parts = [
        block(start, BLOCK) if len(scores) > k and scores[k] == least else (rows, scores)
        for start, (rows, scores) in zip(starts, parts, strict=True)
    ]
    of_all = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in parts)])
    score = np.concatenate([np.zeros(0, np.float32), *(scores for _, scores in parts)])
    near = np.flatnonzero(score >= least)
    order = near[np.lexsort((ids[of_all[near]], -score[near]))][:k]
    return of_all[order], score[order]


def _kth(scores: FloatArray, k: int) -> float:
    """The k-th largest of some scores; less than all where they are fewer."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if len(scores) >= k else -np.inf
