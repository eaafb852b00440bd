"""Crops to vectors, with a fake session that returns what can be computed by hand."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError
from vehiclefinder.match.image_encoder import MAX_BATCH, ImageEncoder, pool, prepare, unit_slots
from vehiclefinder.match.slots import DIM, RANGES


class MeanRed:
    """Puts the mean of the red channel into every dimension; remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        pixels = inputs["pixels"]
        assert pixels.dtype == np.uint8
        assert pixels.shape[1:] == (32, 32, 3)
        self.batches.append(len(pixels))
        return [np.repeat(pixels[..., 0].mean((1, 2))[:, None], DIM, axis=1).astype(np.float32)]


def test_crops_are_batched_and_keep_their_order() -> None:
    session = MeanRed()
    crops = [np.full((20 + i, 50, 3), (i, 99, 0), np.uint8) for i in range(MAX_BATCH + 3)]
    vectors = ImageEncoder(session, "abc", side=32).encode(crops)
    assert session.batches == [MAX_BATCH, 3]
    np.testing.assert_array_equal(vectors[:, 0], np.arange(MAX_BATCH + 3))


def test_a_model_of_other_slots_is_refused() -> None:
    class Narrow:
        def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
            return [np.zeros((len(inputs["pixels"]), DIM - 64), np.float32)]

    with pytest.raises(ModelError, match=f"expected a model of {DIM} numbers a picture, got {DIM - 64}"):
        ImageEncoder(Narrow(), "abc", side=32).encode([np.zeros((8, 8, 3), np.uint8)])


def test_no_crops_no_vectors() -> None:
    assert ImageEncoder(MeanRed(), "abc", side=32).encode([]).shape == (0, DIM)


def test_prepare_averages_when_it_shrinks() -> None:
    crop = np.zeros((4, 4, 3), np.uint8)
    crop[:2, :2] = 100
    crop[0, 0] = 200
    np.testing.assert_array_equal(prepare(crop, 2)[..., 0], [[125, 0], [0, 0]])


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 0, 3), (5, 5), (5, 5, 4)])
def test_what_is_no_crop_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected a crop"):
        prepare(np.zeros(shape, np.uint8), 32)


def test_floats_are_refused() -> None:
    with pytest.raises(ValueError, match="float64"):
        prepare(np.zeros((5, 5, 3)), 32)  # type: ignore[arg-type]


def test_pool_is_the_weighted_mean_of_each_slot_scaled_to_one() -> None:
    vectors = np.zeros((2, DIM), np.float32)
    for slot in RANGES.values():
        vectors[0, slot.start] = 1
        vectors[1, slot.start + 1] = 1
    pooled = pool(vectors, np.array([4, 3], np.float32))
    for slot in RANGES.values():
        np.testing.assert_allclose(pooled[slot][:3], [0.8, 0.6, 0], atol=1e-6)


@pytest.mark.parametrize("weights", [[1.0], [], [0.0, 0.0], [1.0, -1.0]])
def test_pool_refuses_odd_weights(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        pool(np.ones((2, DIM), np.float32), np.array(weights, np.float32))


def test_an_empty_slot_stays_empty() -> None:
    vector = np.zeros(DIM, np.float32)
    vector[RANGES["colour"]] = 3
    unit = unit_slots(vector)
    assert float(np.linalg.norm(unit[RANGES["colour"]])) == pytest.approx(1)
    assert not unit[RANGES["type"]].any()


def test_a_track_looks_like_a_vehicle_by_the_log_odds_of_its_crops() -> None:
    class Told(MeanRed):
        def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
            shares = inputs["pixels"][:, 0, 0, 1].astype(np.float32) / 100
            return [*super().run(None, inputs), shares]

    crops = [np.full((32, 32, 3), (9, percent, 0), np.uint8) for percent in (20, 90)]
    told = ImageEncoder(Told(), "abc", side=32, tells_vehicles=True).see_track(crops, [1.0, 3.0])[1]
    assert told == pytest.approx(1 / (1 + (4 * (1 / 9) ** 3) ** 0.25)), "odds 1 : 4 once and 9 : 1 three times"
    assert ImageEncoder(MeanRed(), "abc", side=32).see_track(crops, [1.0, 3.0])[1] is None
