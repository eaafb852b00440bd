"""The protocol of pairs, checked against the labels it was drawn from."""

import numpy as np

from vehiclefinder.match.slots import SLOTS, VIEWS
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import calibration_error
from vehiclefinder.train.pairs import KEYWORDS, Pairs, draw, quadrants_of_views, satisfied
from vehiclefinder.types import IntArray


def random_crops(n: int) -> Crops:
    random = np.random.default_rng(3)
    accepted = {}
    for slot, values in SLOTS.items():
        accepted[slot] = np.eye(len(values), dtype=np.float32)[random.integers(0, min(len(values), 5), n)]
    accepted["colour"][:3] = 0
    return Crops((), accepted)


def fit_count(crops: Crops, pairs: Pairs) -> IntArray:
    fits = satisfied(crops)
    count: IntArray = np.sum([fits[slot][pairs.crop, pairs.keyword[:, at]] for at, slot in enumerate(KEYWORDS)], axis=0)
    return count


def test_a_diagonal_view_satisfies_both_neighbours() -> None:
    table = {view: np.flatnonzero(row).tolist() for view, row in zip(VIEWS, quadrants_of_views(), strict=True)}
    assert table["front"] == [0]
    assert table["front_right"] == [0, 1]
    assert table["rear_left"] == [2, 3]
    assert table["front_left"] == [0, 3]


def test_positives_fit_and_negatives_do_not() -> None:
    crops = random_crops(60)
    protocol = draw(crops, seed=0)
    assert protocol.positive.crop.tolist() == list(range(3, 60))
    assert (fit_count(crops, protocol.positive) == 3).all()
    assert (fit_count(crops, protocol.random) < 3).all()
    assert (fit_count(crops, protocol.hard) == 2).all()
    assert ((protocol.hard.keyword != protocol.positive.keyword).sum(axis=1) == 1).all()


def test_the_same_seed_draws_the_same_pairs() -> None:
    crops = random_crops(30)
    np.testing.assert_array_equal(draw(crops, 0).hard.keyword, draw(crops, 0).hard.keyword)


def test_calibration_error_by_hand() -> None:
    scores = np.array([0.9, 0.9, 0.9, 0.9, 0.1, 0.1], np.float32)
    truth = np.array([True, True, True, False, False, False])
    expected = (4 * abs(0.9 - 0.75) + 2 * 0.1) / 6
    assert abs(calibration_error(scores, truth) - expected) < 1e-6
