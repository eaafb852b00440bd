from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.tracking.association import associate, iou, widened

Array = NDArray[np.float64]


def slow_iou(a: Array, b: Array) -> float:
    shared = 1.0
    for axis in (0, 1):
        shared *= max(0.0, min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return float(shared / (sum(areas) - shared))


def boxes(generator: np.random.Generator, count: int) -> Array:
    low = generator.uniform(0, 50, (count, 2))
    return np.concatenate([low, low + generator.uniform(5, 40, (count, 2))], axis=1)


def test_iou_by_hand_and_slowly() -> None:
    assert iou(np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([[1.0, 1.0, 3.0, 3.0]]))[0, 0] == 1 / 7
    generator = np.random.default_rng(0)
    a, b = boxes(generator, 7), boxes(generator, 5)
    np.testing.assert_allclose(iou(a, b), [[slow_iou(x, y) for y in b] for x in a])


def test_boxes_without_area_overlap_nothing() -> None:
    assert iou(np.zeros((1, 4)), np.zeros((1, 4)))[0, 0] == 0.0


def test_widened() -> None:
    np.testing.assert_allclose(widened(np.array([[10.0, 10.0, 30.0, 20.0]]), 0.5), [[0, 5, 40, 25]])


def test_the_best_sum_as_brute_force_finds_it() -> None:
    generator = np.random.default_rng(0)
    for _ in range(100):
        similarity = generator.uniform(0, 1, (4, 4))
        allowed = np.where(similarity >= 0.5, similarity, 0)
        best = max(sum(allowed[row, column] for row, column in enumerate(order)) for order in permutations(range(4)))
        pairs = associate(similarity, 0.5)
        np.testing.assert_allclose(sum(similarity[pair] for pair in pairs), best)
        assert all(similarity[pair] >= 0.5 for pair in pairs)


def test_what_may_not_be_paired_pushes_nothing_aside() -> None:
    # Taken by the sum of all, 0.24 + 0.24 would beat the one allowed pair of 0.4.
    similarity = np.array([[0.40, 0.24], [0.24, 0.0]])
    assert associate(similarity, 0.25) == [(0, 0)]


def test_nothing_to_pair() -> None:
    assert associate(np.zeros((0, 3)), 0.1) == []
    assert associate(np.zeros((3, 0)), 0.1) == []
