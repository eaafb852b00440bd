"""A matcher whose every number is known by hand: each value of a slot is an axis of its own."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.match.decide import Calibration, Decider
from vehiclefinder.match.slots import DIM, RANGES, SLOTS
from vehiclefinder.match.text import TextEncoder, features
from vehiclefinder.types import FloatArray

VALUES = [(slot, value) for slot, values in SLOTS.items() for value in values]


class Axes:
    """A text model that knows the canonical values, and "away" for the rear, alone."""

    def __init__(self) -> None:
        self.known = features([value for _, value in VALUES])
        self.prototypes = np.stack([picture(**{slot: value}) for slot, value in VALUES])

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        if output_names == ["prototypes"]:
            return [self.prototypes]
        known = inputs["features"] @ self.known.T > 0.999
        away = inputs["features"] @ features(["away"]).T > 0.999
        known[:, VALUES.index(("orientation", "rear"))] |= away[:, 0]
        return [known.astype(np.float32)]


def picture(**values: str) -> FloatArray:
    """Return the vector of a crop that is exactly these values; slots that are not named stay zero."""
    vector = np.zeros(DIM, np.float32)
    for slot, value in values.items():
        vector[RANGES[slot].start + SLOTS[slot].index(value)] = 1
    return vector


@pytest.fixture
def decider() -> Decider:
    """Sharp probabilities, a score that is their product, and plain thresholds."""
    scale, weight, offset = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0))
    return Decider(TextEncoder(Axes()), Calibration(scale, weight, offset, match=0.6, possible=0.3))
