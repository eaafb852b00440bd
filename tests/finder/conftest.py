"""A matcher of axes that tells sharply."""

import pytest

from vehiclefinder.match.decide import Calibration, Decider
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.match.text import TextEncoder

from ..axes import CANONICAL, EVEN, FakeWords


@pytest.fixture
def decider() -> Decider:
    """Sharp probabilities, a score that is their product, and plain thresholds."""
    scale, weight, offset, rarity = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0, 0.0))
    text = TextEncoder(FakeWords(CANONICAL | {"away": {("orientation", "rear"): 1.0}}))
    return Decider(text, Calibration(scale, weight, offset, rarity, EVEN, match=0.6, possible=0.3))
