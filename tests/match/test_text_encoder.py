"""Words to vectors: with known prototypes, and with the shipped model."""

from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.match.slots import COLOURS, DIM, RANGES, SERVICES, SLOTS, TYPES, VIEWS
from vehiclefinder.match.text_encoder import BUCKETS, TextEncoder, features
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session


def test_features_do_not_change_between_runs() -> None:
    """Pinned: the shipped weights rest on these very buckets."""
    assert np.flatnonzero(features(["Red!"])[0]).tolist() == [977, 2885, 3528, 6387, 7832, 8079]


def test_features_have_unit_length_and_ignore_case_and_signs() -> None:
    rows = features(["pick-up Truck", "PICK up truck", "?!"])
    assert rows.shape == (3, BUCKETS)
    np.testing.assert_array_equal(rows[0], rows[1])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 0], atol=1e-6)


def test_a_mixture_lies_between_its_values(text: TextEncoder) -> None:
    vector = text.encode("colour", ["maroon"])[0]
    expected = np.zeros(DIM)
    expected[RANGES["colour"].start + COLOURS.index("red")] = 1 / np.hypot(1, 0.6)
    expected[RANGES["colour"].start + COLOURS.index("brown")] = 0.6 / np.hypot(1, 0.6)
    np.testing.assert_allclose(vector, expected, atol=1e-6)


def test_alternatives_count_fully_each(text: TextEncoder) -> None:
    accepted = text.accepts("colour", ["white|maroon"])[0]
    np.testing.assert_allclose(
        accepted[[COLOURS.index(c) for c in ("white", "red", "brown", "pink")]], [1, 1, 0.6, 0], atol=1e-6
    )


def test_what_is_not_understood_is_zero(text: TextEncoder) -> None:
    assert not text.encode("colour", ["banana", "murky", "sedan"]).any()
    assert text.encode("type", ["sedan"]).any()


def test_no_words_no_vectors(text: TextEncoder) -> None:
    assert text.encode("type", []).shape == (0, DIM)


def test_an_unknown_slot_is_the_callers_mistake(text: TextEncoder) -> None:
    with pytest.raises(ValueError, match="expected a slot"):
        text.encode("size", ["big"])


@pytest.fixture(scope="module")
def shipped(models: Path) -> TextEncoder:
    return TextEncoder(open_session(ModelFolder(models).get("matcher-text").path, Provider.CPU))


@pytest.mark.parametrize("slot", ["type", "service", "colour"])
def test_canonical_values_are_their_prototypes(shipped: TextEncoder, slot: str) -> None:
    vectors = shipped.encode(slot, SLOTS[slot])[:, RANGES[slot]]
    cosines = (vectors * shipped.prototypes(slot)).sum(axis=1)
    assert cosines.min() >= 0.99, dict(zip(SLOTS[slot], cosines.round(3), strict=True))


@pytest.mark.parametrize(
    ("slot", "words", "value"),
    [
        ("colour", "crimson", "red"),
        ("colour", "gunmetal", "grey"),
        ("colour", "British racing green", "green"),
        ("colour", "dark gray", "grey"),
        ("colour", "navy", "blue"),
        ("colour", "champagne", "beige"),
        ("type", "lorry", "truck"),
        ("type", "lorries", "truck"),
        ("type", "people carrier", "mpv"),
        ("type", "semi", "truck"),
        ("type", "box truck", "truck"),
        ("type", "articulated lorry", "truck"),
        ("type", "double-decker", "bus"),
        ("type", "double-decker bus", "bus"),
        ("type", "convertible", "roadster"),
        ("type", "station wagon", "estate_car"),
        ("type", "scooter", "motorcycle"),
        ("type", "fire engine", "truck"),
        ("service", "fire engine", "fire"),
        ("service", "cab", "taxi"),
        ("service", "police car", "police"),
        ("orientation", "front left", "front_left"),
    ],
)
def test_free_words_land_on_what_they_mean(shipped: TextEncoder, slot: str, words: str, value: str) -> None:
    assert SLOTS[slot][int(shipped.accepts(slot, [words])[0].argmax())] == value


@pytest.mark.parametrize(
    ("words", "quadrant"),
    [
        ("this way", {"front", "front_left", "front_right"}),
        ("towards the camera", {"front", "front_left", "front_right"}),
        ("away", {"rear", "rear_left", "rear_right"}),
        ("left", {"left", "front_left", "rear_left"}),
        ("to the right", {"right", "front_right", "rear_right"}),
    ],
)
def test_directions_are_quadrants(shipped: TextEncoder, words: str, quadrant: set[str]) -> None:
    accepted = shipped.accepts("orientation", [words])[0]
    assert {view for view, weight in zip(VIEWS, accepted, strict=True) if weight >= 0.5} == quadrant


@pytest.mark.parametrize("words", ["banana", "fast", "hello", "quickly", "telephone", "keyboard", "", "?!"])
def test_the_shipped_model_says_when_it_does_not_know(shipped: TextEncoder, words: str) -> None:
    assert not any(shipped.accepts(slot, [words]).any() for slot in SLOTS)


def test_vehicle_constrains_nothing_and_car_means_no_bus(shipped: TextEncoder) -> None:
    vehicle, car = shipped.accepts("type", ["vehicle", "car"])
    assert vehicle.min() > 0.9
    assert car[TYPES.index("sedan")] > 0.9
    assert car[TYPES.index("bus")] == 0


def test_a_colour_is_no_service(shipped: TextEncoder) -> None:
    assert not shipped.accepts("service", ["red"]).any()
    assert len(SERVICES) == 5
