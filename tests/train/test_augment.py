"""Random variants of a crop."""

import numpy as np

from vehiclefinder.match.slots import VIEWS
from vehiclefinder.train.augment import augment, discolour, mirror_view


def test_the_mirror_swaps_left_and_right() -> None:
    mirrored = {view: VIEWS[mirror_view(number)] for number, view in enumerate(VIEWS)}
    assert mirrored == {
        "front": "front",
        "front_right": "front_left",
        "right": "left",
        "rear_right": "rear_left",
        "rear": "rear",
        "rear_left": "rear_right",
        "left": "right",
        "front_left": "front_right",
    }


def test_a_variant_is_reproducible_and_leaves_the_crop_alone() -> None:
    crop = np.random.default_rng(1).integers(0, 256, (37, 90, 3)).astype(np.uint8)
    before = crop.copy()
    first, second = (augment(crop, 64, np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (64, 64, 3)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(crop, before)


def test_variants_keep_the_colour() -> None:
    red = np.full((80, 80, 3), (200, 30, 30), np.uint8)
    variants = [augment(red, 32, np.random.default_rng(seed)) for seed in range(40)]
    reddest = [np.median(image.reshape(-1, 3), axis=0).argmax() == 0 for image in variants]
    assert np.mean(reddest) > 0.95


def test_the_smallest_crops_survive() -> None:
    for seed in range(30):
        assert augment(np.zeros((3, 2, 3), np.uint8), 32, np.random.default_rng(seed)).shape == (32, 32, 3)


def test_a_discoloured_picture_tells_no_colour_apart() -> None:
    """Red, green and blue side by side come out of hues that are closer than in the picture by far."""
    image = np.zeros((24, 24, 3), np.uint8)
    for part, paint in enumerate([(200, 30, 30), (30, 200, 30), (30, 30, 200)]):
        image[:, 8 * part : 8 * part + 8] = paint
    for seed in range(40):
        pale = discolour(image, np.random.default_rng(seed)).astype(float)
        means = np.stack([pale[:, 8 * part : 8 * part + 8].mean((0, 1)) for part in range(3)])
        assert pale.shape == image.shape
        assert np.ptp(means, axis=0).max() < 0.6 * 170
