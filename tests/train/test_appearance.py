"""The directions in which vehicles differ."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

from vehiclefinder.train.appearance import discriminants


def test_it_finds_what_tells_classes_apart_and_not_what_varies_most() -> None:
    random = np.random.default_rng(0)
    between, within = np.array([0.0, 3.0, 0.5, 0.5]), np.array([9.0, 0.3, 0.5, 0.5])
    centres = random.normal(0, between, (400, 4))
    features = 5.0 + centres[:, None] + random.normal(0, within, (400, 6, 4))
    directions, mean = discriminants(features, 2)
    assert directions.shape == (4, 2)
    assert np.abs(directions[:, 0]).argmax() == 1
    np.testing.assert_allclose(mean, features.mean(axis=(0, 1)))
    variance = (features - features.mean(axis=1, keepdims=True)).reshape(-1, 4) @ directions
    assert (variance.var(axis=0) < 1.05).all(), "within a class no direction varies by more than its unit"
