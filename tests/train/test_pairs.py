"""The protocol of pairs, checked against the labels it was drawn from."""

import numpy as np

from vehiclefinder.core.types import IntArray
from vehiclefinder.match.decision import Calibration, Decider, SlotQuery
from vehiclefinder.match.slots import DIM, SLOTS, VIEWS
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import calibration_error
from vehiclefinder.train.pairs import KEYWORDS, Pairs, draw, per_slot, quadrants_of_views, satisfied, score, shares

from ..axes import CANONICAL, EVEN, FakeWords


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


def test_the_scores_of_pairs_are_those_of_one_demand_after_the_other() -> None:
    slots = dict.fromkeys(SLOTS, 1.0)
    prior = EVEN | {"colour": [0.6, *[0.4 / (len(SLOTS["colour"]) - 1)] * (len(SLOTS["colour"]) - 1)]}
    words = {"this way": "front", "right": "right", "away": "rear", "left": "left"}
    table = CANONICAL | {name: {("orientation", view): 1.0} for name, view in words.items()}
    constants = Calibration(dict.fromkeys(SLOTS, 3.0), slots, slots, slots, prior, match=0.5, possible=0.2)
    decider = Decider(TextEncoder(FakeWords(table)), constants)
    crops = random_crops(12)
    vectors = np.random.default_rng(5).normal(size=(12, sum(map(len, SLOTS.values())))).astype(np.float32)
    vectors = np.pad(vectors, ((0, 0), (0, DIM - vectors.shape[1])))
    pairs = draw(crops, seed=1).random

    scores = score(decider, per_slot(shares(decider, vectors), pairs), pairs.keyword)

    for at, (row, keyword) in enumerate(zip(pairs.crop, pairs.keyword, strict=True)):
        wanted = [SlotQuery(slot, (KEYWORDS[slot][k],)) for slot, k in zip(KEYWORDS, keyword, strict=True)]
        alone = np.stack([decider.share(one, vectors[row][None]) for one in wanted])
        np.testing.assert_allclose(scores[at], decider.score(alone, wanted)[0], rtol=1e-5)
