"""The directions in which vehicles differ."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

from vehiclefinder.train.appearance import discriminants


def test_it_finds_what_tells_classes_apart_and_not_what_varies_most() -> None:
    random = np.random.default_rng(0)
    between, within = np.full(100, 0.05), np.full(100, 0.05)
    between[:2], within[:2] = (1.5, 3.0), (9.0, 0.3)
    centres = random.normal(0, between, (400, 100))
    features = (5.0 + centres[:, None] + random.normal(0, within, (400, 6, 100))).astype(np.float32)
    directions, mean = discriminants(features, 2)
    assert directions.shape == (100, 2)
    assert np.abs(directions[:, 0]).argmax() == 1
    np.testing.assert_allclose(mean, features.mean(axis=(0, 1)), rtol=1e-5)
    variance = (features - features.mean(axis=1, keepdims=True)).reshape(-1, 100) @ directions
    assert (variance.var(axis=0) < 1.05).all(), "within a class no direction varies by more than its unit"


def test_directions_that_few_classes_leave_open_are_zero() -> None:
    features = np.random.default_rng(0).normal(size=(3, 4, 8)).astype(np.float32)
    directions, _ = discriminants(features, 5)
    assert [bool(column.any()) for column in directions.T] == [True, True, False, False, False]
