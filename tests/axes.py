"""A matcher whose every number is known by hand: each value of a slot is an axis of its own."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.slots import DIM, RANGES, SLOTS
from vehiclefinder.match.text_encoder import TextEncoder, features

VALUES = [(slot, value) for slot, values in SLOTS.items() for value in values]
CANONICAL = {value: {(slot, value): 1.0} for slot, value in VALUES}
"""Words -> how well they accept which values: every value accepts itself."""


EVEN = {slot: [1 / len(values)] * len(values) for slot, values in SLOTS.items()}
"""Slot -> a prior by which every value is equally frequent."""


def picture(**values: str) -> FloatArray:
    """Return the vector of a crop that is exactly these values; slots that are not named stay zero."""
    vector = np.zeros(DIM, np.float32)
    for slot, value in values.items():
        vector[RANGES[slot].start + SLOTS[slot].index(value)] = 1
    return vector


class FakeWords:
    """A text model that understands exactly the phrases of its table."""

    def __init__(self, table: dict[str, dict[tuple[str, str], float]]) -> None:
        self._known = {features([phrase]).tobytes(): accepted for phrase, accepted in table.items()}
        self._prototypes = np.stack([picture(**{slot: value}) for slot, value in VALUES])

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        if output_names == ["prototypes"]:
            return [self._prototypes]
        weights = np.zeros((len(inputs["features"]), len(VALUES)), np.float32)
        for row, words in enumerate(inputs["features"]):
            for value, weight in self._known.get(words[None].tobytes(), {}).items():
                weights[row, VALUES.index(value)] = weight
        return [weights]


def sharp_decider() -> Decider:
    """Sharp probabilities, a score that is their product, and plain thresholds."""
    scale, weight, offset, rarity = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0, 0.0))
    text = TextEncoder(FakeWords(CANONICAL | {"away": {("orientation", "rear"): 1.0}}))
    return Decider(text, Calibration(scale, weight, offset, rarity, EVEN, match=0.6, possible=0.3))
