"""Which detection belongs to which track."""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.tracking.linear_assignment import Pairs, assign

Array = NDArray[np.float64]
Boxes = NDArray[np.float64] | NDArray[np.float32]

_GROWTH = 1.6
"""By how much a vehicle's size, the root of its area, may differ from what is expected of it."""


def iou(a: Boxes, b: Boxes) -> Array:
    """Return the overlap of every box of ``a`` (n, 4) with every box of ``b`` (m, 4), xyxy, as (n, m) in [0, 1]."""
    shared = shared_area(a, b)
    union = area(a)[:, None] + area(b)[None] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def shared_area(a: Boxes, b: Boxes) -> Array:
    """Return the area that every box of ``a`` (n, 4) shares with every box of ``b`` (m, 4), xyxy, as (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.prod(np.clip(high - low, 0, None), axis=2, dtype=np.float64))


def area(boxes: Boxes) -> Array:
    """Return the area of each box (n, 4), xyxy, as (n,)."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return np.asarray(sides[:, 0] * sides[:, 1])


def widened(boxes: Array, share: float) -> Array:
    """Grow each box (n, 4) by ``share`` of its sides on every side: small, fast things meet themselves again."""
    margin = share * (boxes[:, 2:] - boxes[:, :2])
    return np.concatenate([boxes[:, :2] - margin, boxes[:, 2:] + margin], axis=1)


def nearby(box: Array, others: Boxes, away: float) -> NDArray[np.bool_]:
    """Tell which of ``others`` (m, 4) are about where and as large as ``box`` (4,) is expected, xyxy, as bool (m,).

    :param away: By how many sizes of the box the distance of the centres may exceed half of one.
    """
    size = np.sqrt(area(box[None]))[0]
    middle = (others[:, :2] + others[:, 2:] - box[:2] - box[2:]) / 2
    growth = np.sqrt(area(others)) / size
    most = _GROWTH * (1.0 + away / 2)
    return np.asarray((np.hypot(*middle.T) <= (0.5 + away) * size) & (growth <= most) & (growth >= 1 / _GROWTH))


def associate(similarity: Array, least: float) -> Pairs:
    """Pair rows with columns so that the similarities add up to the most, none below ``least``.

    :param similarity: (n, m), larger is more alike.
    :return: (row, column) pairs; each row and column at most once.
    """
    allowed = similarity >= least
    rows, columns = np.flatnonzero(allowed.any(axis=1)), np.flatnonzero(allowed.any(axis=0))
    if not len(rows):
        return []
    # What may not be paired is worth nothing, so that it cannot push an allowed pair aside.
    worth = np.where(allowed, similarity, 0.0)[np.ix_(rows, columns)]
    pairs = [(int(rows[row]), int(columns[column])) for row, column in assign(worth)]
    return [pair for pair in pairs if allowed[pair]]
