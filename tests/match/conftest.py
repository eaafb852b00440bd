"""A matcher of axes, with a few words of more than one meaning."""

import numpy as np
import pytest

from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.match.text_encoder import TextEncoder

from ..axes import CANONICAL, EVEN, FakeWords


@pytest.fixture
def text() -> TextEncoder:
    table = dict(CANONICAL)
    table["maroon"] = {("colour", "red"): 1.0, ("colour", "brown"): 0.6, ("colour", "pink"): 0.05}
    table["murky"] = {("colour", "brown"): 0.4}
    table["vehicle"] = {("type", value): 1.0 for value in SLOTS["type"]}
    return TextEncoder(FakeWords(table))


@pytest.fixture
def decider(text: TextEncoder) -> Decider:
    scale, weight, offset, rarity = (dict.fromkeys(SLOTS, value) for value in (float(np.log(9.0)), 1.0, 0.0, 0.0))
    weight["type"], offset["type"] = 2.0, 0.5
    return Decider(text, Calibration(scale, weight, offset, rarity, EVEN, match=0.6, possible=0.2))
