"""A tiny matcher with known numbers, built without a model file."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.match.decide import Calibration, Decider
from vehiclefinder.match.slots import DIM, RANGES, SLOTS
from vehiclefinder.match.text import TextEncoder, features
from vehiclefinder.types import FloatArray

VALUES = [(slot, value) for slot, values in SLOTS.items() for value in values]


def axis_prototypes() -> FloatArray:
    """One axis of the slot per value."""
    rows = np.zeros((len(VALUES), DIM), np.float32)
    for row, (slot, value) in enumerate(VALUES):
        rows[row, RANGES[slot].start + SLOTS[slot].index(value)] = 1.0
    return rows


class FakeWords:
    """Understands exactly the phrases of its table."""

    def __init__(self, table: dict[str, dict[tuple[str, str], float]]) -> None:
        self._known = {features([phrase]).tobytes(): accepted for phrase, accepted in table.items()}

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        if output_names == ["prototypes"]:
            return [axis_prototypes()]
        weights = np.zeros((len(inputs["features"]), len(VALUES)), np.float32)
        for row, words in enumerate(inputs["features"]):
            for value, weight in self._known.get(words[None].tobytes(), {}).items():
                weights[row, VALUES.index(value)] = weight
        return [weights]


@pytest.fixture
def text() -> TextEncoder:
    table = {value: {(slot, value): 1.0} for slot, value in VALUES}
    table["maroon"] = {("colour", "red"): 1.0, ("colour", "brown"): 0.6, ("colour", "pink"): 0.05}
    table["murky"] = {("colour", "brown"): 0.4}
    table["vehicle"] = {("type", value): 1.0 for value in SLOTS["type"]}
    return TextEncoder(FakeWords(table))


@pytest.fixture
def decider(text: TextEncoder) -> Decider:
    scale, weight, offset = (dict.fromkeys(SLOTS, value) for value in (float(np.log(9.0)), 1.0, 0.0))
    weight["type"], offset["type"] = 2.0, 0.5
    return Decider(text, Calibration(scale, weight, offset, match=0.6, possible=0.2))
