"""Nearest vectors by FAISS, exhaustively, over vectors that stay where they are."""

import faiss
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray, IntArray

HalfArray = NDArray[np.float16]
BLOCK = 16_384
"""Vectors that FAISS holds at a time: a few megabytes, which stay in the processor's cache."""


def nearest(
    vectors: HalfArray, query: FloatArray, k: int, allowed: NDArray[np.bool_] | None
) -> tuple[IntArray, FloatArray]:
    """Find the vectors of the largest inner product with a query.

    It runs on the calling thread alone: FAISS splits work by query, and this is one.

    :param vectors: float16 (n, d).
    :param query: float32 (d,).
    :param k: How many at most, at least 1.
    :param allowed: bool (n,), True where a vector may be found; None allows all.
    :returns: Rows int64 (m,) and inner products float32 (m,), best first, m <= k.
    """
    faiss.omp_set_num_threads(1)
    half, query = faiss.ScalarQuantizer.QT_fp16, np.ascontiguousarray(query[None], np.float32)
    index = faiss.IndexScalarQuantizer(vectors.shape[1], half, faiss.METRIC_INNER_PRODUCT)
    rows, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        here = None if allowed is None else np.flatnonzero(allowed[start : start + BLOCK])
        block = block if here is None or len(here) == len(block) else block[here]
        if not len(block):
            continue
        index.reset()
        index.add_sa_codes(np.ascontiguousarray(block).view(np.uint8))  # which float16 is for FAISS, too
        best, found = index.search(query, min(k, len(block)))
        rows.append(start + (found[0] if here is None else here[found[0]]))
        scores.append(best[0])
    of_all, score = np.concatenate(rows), np.concatenate(scores)
    order = np.argsort(-score, kind="stable")[:k]
    return of_all[order], score[order]
