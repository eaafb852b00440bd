"""A matcher of axes that tells sharply."""

import pytest

from vehiclefinder.match.decide import Decider

from ..axes import sharp_decider


@pytest.fixture
def decider() -> Decider:
    return sharp_decider()
