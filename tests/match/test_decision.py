"""Probabilities and decisions, against numbers computed by hand.

The prototypes are axes and the scale is ln 9, so a vector on the axis of one value gives it odds of 9 to 1 against each
of the others.
"""

from dataclasses import replace

import numpy as np
import pytest

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import VEHICLE_CLASSES, Decision
from vehiclefinder.match import decision
from vehiclefinder.match.decision import Calibration, Decider, SlotQuery, evenness
from vehiclefinder.match.slots import COLOURS, DIM, SLOTS, TYPES
from vehiclefinder.match.text_encoder import TextEncoder

from ..axes import EVEN, picture, sharp_decider

RED = 9 / (9 + len(COLOURS) - 1)
OTHER = 1 / (9 + len(COLOURS) - 1)


def test_probability_is_the_softmax_over_the_slot(decider: Decider) -> None:
    vectors = np.stack([picture(colour="red"), picture(colour="blue")])
    np.testing.assert_allclose(decider.share(SlotQuery("colour", ("red",)), vectors), [RED, OTHER], atol=1e-6)


def test_any_of_several_values_will_do(decider: Decider) -> None:
    vectors = np.stack([picture(colour="red"), picture(colour="white"), picture(colour="blue")])
    share = decider.share(SlotQuery("colour", ("red", "white")), vectors)
    np.testing.assert_allclose(share, [RED + OTHER, RED + OTHER, 2 * OTHER], atol=1e-6)


def test_soft_words_count_in_part(decider: Decider) -> None:
    share = decider.share(SlotQuery("colour", ("maroon",)), picture(colour="brown")[None])
    np.testing.assert_allclose(share, [0.6 * RED + OTHER], atol=1e-6)


def test_negation_is_the_complement(decider: Decider) -> None:
    share = decider.share(SlotQuery("colour", ("red",), negated=True), picture(colour="red")[None])
    np.testing.assert_allclose(share, [1 - RED], atol=1e-6)


def test_colours_together_are_seen_by_halves_or_beside_a_mixture() -> None:
    shares = np.array([[0.5, 0.5], [1.0, 0.0], [0.5, 0.0], [0.8, 0.2], [0.0, 0.0]], np.float32)
    mixed = np.array([0.0, 0.0, 0.5, 0.0, 1.0], np.float32)
    np.testing.assert_allclose(evenness(shares, mixed), [1.0, 0.0, 1.0, 0.8, 0.0], atol=1e-6)
    three = np.array([[0.3, 0.3, 0.4], [0.1, 0.0, 0.0]], np.float32)
    np.testing.assert_allclose(evenness(three, np.array([0.0, 0.1], np.float32)), [1.0, 0.2], atol=1e-6)


def test_values_together_need_each_other() -> None:
    both, white = picture(colour="white") + picture(colour="red"), picture(colour="white")
    wanted = SlotQuery("colour", ("white", "red"), together=True)
    np.testing.assert_allclose(sharp_decider().share(wanted, np.stack([both, white])), [1.0, 0.0], atol=1e-3)


def test_unknown_words_are_not_guessed(decider: Decider) -> None:
    wanted = SlotQuery("colour", ("banana",))
    assert not decider.understands(wanted)
    assert not decider.query_vector([wanted]).any()
    with pytest.raises(ValueError, match="banana"):
        decider.share(wanted, picture(colour="red")[None])


def test_one_known_word_among_unknown_ones_is_enough(decider: Decider) -> None:
    assert decider.understands(SlotQuery("colour", ("banana", "red")))


def test_the_query_vector_adds_what_is_wanted_and_subtracts_what_is_not(decider: Decider) -> None:
    query = decider.query_vector([SlotQuery("type", ("van",)), SlotQuery("colour", ("red",), negated=True)])
    np.testing.assert_allclose(query, picture(type="van") - picture(colour="red"), atol=1e-6)
    close, far = picture(type="van", colour="blue"), picture(type="van", colour="red")
    assert float(query @ close) > float(query @ far)


def test_any_vehicle_constrains_nothing(decider: Decider) -> None:
    wanted = SlotQuery("type", ("vehicle",))
    assert not decider.query_vector([wanted]).any()
    np.testing.assert_allclose(decider.share(wanted, picture(type="bus")[None]), [1.0], atol=1e-6)


def test_a_score_has_the_odds_of_the_weighted_product_and_the_offsets(decider: Decider) -> None:
    shares = np.array([[0.5, 0.5], [0.8, 0.01]], np.float32)
    product = 0.5**2 * shares[1]
    odds = product / (1 - product) * np.exp(0.5)
    score = decider.score(shares, [SlotQuery("type", ("van",)), SlotQuery("colour", ("red",))])
    np.testing.assert_allclose(score, odds / (1 + odds), atol=1e-6)


def test_what_is_rare_is_held_to_less(text: TextEncoder) -> None:
    scale, ones, zeros = (dict.fromkeys(SLOTS, value) for value in (float(np.log(9.0)), 1.0, 0.0))
    prior = EVEN | {"colour": [0.5, *[0.5 / (len(COLOURS) - 1)] * (len(COLOURS) - 1)]}
    decider = Decider(text, Calibration(scale, ones, zeros, ones, prior, match=0.6, possible=0.2))
    share = np.array([[0.1]], np.float32)

    common, rare = (decider.score(share, [SlotQuery("colour", (name,))]) for name in (COLOURS[0], COLOURS[1]))

    # odds of 1 to 9, divided by the prior
    np.testing.assert_allclose(common, (1 / 9 / 0.5) / (1 + 1 / 9 / 0.5), atol=1e-4)
    odds = 1 / 9 / (0.5 / (len(COLOURS) - 1))
    np.testing.assert_allclose(rare, odds / (1 + odds), atol=1e-4)


def test_neither_paths_nor_negations_are_weighed(decider: Decider) -> None:
    shares = np.array([[0.5], [0.5]], np.float32)
    score = decider.score(shares, [None, SlotQuery("type", ("van",), negated=True)])
    np.testing.assert_allclose(score, [0.25], atol=1e-6)


def test_what_could_not_be_checked_does_not_count(decider: Decider) -> None:
    shares = np.array([[0.4, np.nan], [np.nan, np.nan]], np.float32)
    score = decider.score(shares, [SlotQuery("colour", ("red",)), SlotQuery("type", ("van",))])
    np.testing.assert_allclose(score, [0.4, 0.0], atol=1e-6)


def test_whatever_changes_shares_changes_their_identity(text: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    scale, ones, zeros = (dict.fromkeys(SLOTS, value) for value in (3.0, 1.0, 0.0))
    called = {name: [0.9, 0.025, 0.025, 0.025, 0.025] for name in TYPES}
    constants = Calibration(scale, ones, zeros, zeros, EVEN, match=0.6, possible=0.2, labels=called)
    same, other = Decider(text, replace(constants, match=0.5)), Decider(text, replace(constants, labels={}))
    before = Decider(text, constants).identity
    assert same.identity == before != other.identity
    assert Decider(text, replace(constants, scale=scale | {"type": 4.0})).identity != before
    monkeypatch.setattr(decision, "LABEL_WEIGHT", 1.0)
    assert Decider(text, constants).identity != before


def test_the_detectors_label_is_a_second_witness_of_the_type(text: TextEncoder) -> None:
    scale, ones, zeros = (dict.fromkeys(SLOTS, value) for value in (float(np.log(9.0)), 1.0, 0.0))
    called = {name: [0.9, 0.025, 0.025, 0.025, 0.025] for name in TYPES} | {"truck": [0.2, 0.0, 0.8, 0.0, 0.0]}
    decider = Decider(text, Calibration(scale, ones, zeros, zeros, EVEN, match=0.6, possible=0.2, labels=called))
    car, truck = (VEHICLE_CLASSES.index(name) for name in ("car", "truck"))
    vectors = np.repeat(picture(type="truck")[None], 2, axis=0)
    share = decider.share(SlotQuery("type", ("truck",)), vectors, np.array([car, truck]))
    others = len(TYPES) - 1
    told = np.sqrt([[0.2, 0.9], [0.8, 0.025]])  # half the weight of the labels: the root of their shares
    expected = told[:, 0] * 9 / (told[:, 0] * 9 + told[:, 1] * others)
    np.testing.assert_allclose(share, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("score", "decision"),
    [(0.6, Decision.MATCH), (0.59, Decision.POSSIBLE), (0.2, Decision.POSSIBLE), (0.19, Decision.NONE)],
)
def test_thresholds(decider: Decider, score: float, decision: Decision) -> None:
    assert decider.decide(score) is decision


@pytest.mark.parametrize(
    ("shares", "decision"),
    [
        ([0.8, 0.8], Decision.MATCH),
        ([0.7, 0.7], Decision.POSSIBLE),  # less likely than not, though each is likely
        ([0.8, np.nan], Decision.MATCH),
        ([1.0, 0.1], Decision.POSSIBLE),
        ([1.0, 0.01], Decision.NONE),
        ([np.nan, np.nan], Decision.NONE),
    ],
)
def test_what_fails_a_demand_or_all_together_is_no_match(
    decider: Decider, shares: list[float], decision: Decision
) -> None:
    columns = np.array([shares, shares], np.float32).T
    scores = decider.veto(np.array([1.0, 0.9], np.float32), columns)
    assert decider.decide(float(scores[0])) is decision
    assert scores[0] > scores[1]


def test_a_wanted_value_must_have_a_slot_and_words() -> None:
    with pytest.raises(ValueError, match="expected a slot"):
        SlotQuery("size", ("big",))
    with pytest.raises(ValueError, match="at least one"):
        SlotQuery("colour", ())


def test_vectors_of_another_width_are_refused(decider: Decider) -> None:
    with pytest.raises(ValueError, match=f"n, {DIM}"):
        decider.share(SlotQuery("type", (TYPES[0],)), np.zeros((2, 7), np.float32))


def test_a_manifest_without_calibration_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="calibration"):
        Calibration.from_info({"calibration": {"scale": {}}})


def test_what_is_withheld_is_no_match_and_keeps_its_place() -> None:
    scores = np.array([0.1, 0.3, 0.31, 0.59, 0.6, 0.9, 1.0], np.float32)
    untold = np.array([[True] * 7, [False] * 7])
    withheld = sharp_decider().withhold(scores, scores, untold)
    assert [sharp_decider().decide(float(score)) for score in withheld] == [
        Decision.NONE, *[Decision.POSSIBLE] * 6,
    ]  # fmt: skip
    assert np.all(np.diff(withheld[1:]) >= 0)
    np.testing.assert_array_equal(sharp_decider().withhold(scores, scores, ~untold & untold), scores)


def test_what_is_untold_counts_as_likely_as_it_is_and_makes_nothing_impossible() -> None:
    scores, likely = np.array([0.9, 0.9, 0.2], np.float32), np.array([0.01, 0.8, 0.05], np.float32)
    rare, common, other = sharp_decider().withhold(scores, likely, np.array([[True] * 3, [False] * 3]))
    assert 0.3 < rare < 0.31
    assert 0.4 < common < 0.6
    assert other == np.float32(0.05)


def test_that_of_which_nothing_can_be_told_is_just_possible() -> None:
    nothing = np.zeros(2, np.float32)
    withheld = sharp_decider().withhold(nothing, nothing, np.array([[True, True], [True, False]]))
    assert [sharp_decider().decide(float(score)) for score in withheld] == [Decision.POSSIBLE, Decision.NONE]
    assert withheld[0] < 0.31


def test_a_base_rate_is_that_of_training() -> None:
    red = SlotQuery("colour", ("red",))
    rate = sharp_decider().base_rate(red)
    assert 0 < rate < 1
    assert sharp_decider().base_rate(replace(red, negated=True)) == pytest.approx(1 - rate)
