"""What is taken for a vehicle, by numbers worked out by hand."""

import numpy as np
import pytest

from vehiclefinder.match.open_set import VehicleLimits, log_odds, probability

LIMITS = VehicleLimits(moving=0.1, standing=0.2, score_weight=2.0)


@pytest.mark.parametrize(
    ("looks", "score", "stands", "accepted"),
    [
        (0.09, 0.9, False, False),
        (0.11, 0.2, False, True),
        (0.09, 0.9, True, False),
        (0.6, 0.3, True, True),  # odds 1.5 x (3 / 7)^2 = 0.276, a probability of 0.216
        (0.6, 0.28, True, False),  # 1.5 x (7 / 18)^2 = 0.227, 0.185
        (0.15, 0.5, True, False),  # a score of a half says nothing
        (0.25, 0.5, True, True),
        (0.15, None, True, True),  # nobody knows the score
    ],
)
def test_what_stands_must_look_or_score_like_a_vehicle(
    looks: float, score: float | None, stands: bool, accepted: bool
) -> None:
    assert LIMITS.accept(looks, score, stands) is accepted
    assert VehicleLimits().accept(looks, score, stands), "without limits everything is one"


def test_log_odds_and_back() -> None:
    shares = np.array([0.0, 0.2, 0.5, 1.0], np.float32)
    assert log_odds(shares) == pytest.approx([np.log(1e-6), np.log(0.25), 0.0, -np.log(1e-6)], rel=1e-4)
    assert probability(log_odds(shares)) == pytest.approx(shares, abs=2e-6)
