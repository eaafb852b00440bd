"""Counts, held against hand-made cases and the plain definition."""

import numpy as np
import pytest

from vehiclefinder.train.reliability import BINS, confusion, reliability


def test_confusions_by_hand() -> None:
    accepted = np.array([[1, 0, 0], [1, 0.6, 0], [0.6, 1, 0], [0, 0, 0], [0, 1, 0]], np.float32)
    chosen = np.eye(3, dtype=np.float32)[[0, 1, 1, 2, 2]]
    assert confusion(accepted, chosen).tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_bins_by_hand() -> None:
    bins = reliability(np.array([0.0, 0.04, 0.5, 0.5, 1.0], np.float32), np.array([False, True, True, False, True]))
    assert np.flatnonzero(bins.count).tolist() == [0, 7, BINS - 1]
    assert bins.count[[0, 7, 14]].tolist() == [2, 2, 1]
    assert bins.score[[0, 7, 14]] == pytest.approx([0.02, 0.5, 1.0])
    assert bins.truth[[0, 7, 14]] == pytest.approx([0.5, 0.5, 1.0])
    assert np.isnan(bins.score[1]) and np.isnan(bins.truth[1])
    assert bins.error == pytest.approx(2 * 0.48 / 5)


def test_the_error_is_the_mean_gap_of_the_bins() -> None:
    random = np.random.default_rng(0)
    scores = random.random(300).astype(np.float32)
    truth = random.random(300) < scores**2
    gaps = 0.0
    for low in np.arange(BINS) / BINS:
        inside = (scores >= low) & (scores < low + 1 / BINS)
        gaps += abs(scores[inside].mean() - truth[inside].mean()) * inside.sum()
    assert reliability(scores, truth).error == pytest.approx(gaps / 300, abs=1e-6)
