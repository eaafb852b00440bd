"""From scores to keywords."""

import numpy as np
import pytest

from ner.decode import BEGIN, INSIDE, Scores, read, with_fine_types, with_numbers
from ner.labels import LABELS
from ner.spans import with_auxiliaries
from ner.tokens import tokenise

RANGE, MOTION = LABELS.index("vehicle_range"), LABELS.index("vehicle_motion")
BRAND, MODEL, SUV, BUS = (LABELS.index(f"vehicle_{name}") for name in ("brand", "model", "type-suv", "type-bus"))


def tags(*said: tuple[int, int, int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return scores that are sure of (token, label, tag) and of nothing else, for four tokens."""
    scores = np.zeros((4, len(LABELS), 3), np.float32)
    scores[:, :, 0] = 1
    for token, label, tag in said:
        scores[token, label, tag] = 5
    return scores


def test_one_fine_type_lies_over_brand_and_model() -> None:
    cut_short = tags((0, SUV, BEGIN), (1, SUV, INSIDE), (2, BUS, BEGIN))

    found = with_fine_types([(BRAND, 0, 1), (MODEL, 1, 3), (SUV, 0, 2), (BUS, 2, 3)], cut_short)

    assert sorted(found) == sorted([(BRAND, 0, 1), (MODEL, 1, 3), (SUV, 0, 3)])


def test_a_brand_without_a_model_has_no_fine_type_added() -> None:
    assert with_fine_types([(BRAND, 0, 1), (MODEL, 2, 3)], tags()) == [(BRAND, 0, 1), (MODEL, 2, 3)]


def test_the_lexicon_names_the_body_type_of_a_make_that_it_knows() -> None:
    text = "Kamaz 5490 white van"
    scores = Scores(
        tags((0, BRAND, BEGIN), (1, MODEL, BEGIN), (0, BUS, BEGIN), (1, BUS, INSIDE)),
        np.full(4, -1, np.float32),
        np.zeros((4, 5), np.float32),
        np.full(4, -1, np.float32),
    )

    keywords = {keyword.label: keyword.value for keyword in read(text, tokenise(text), scores).keywords}

    assert keywords == {"vehicle_brand": "Kamaz", "vehicle_model": "5490", "vehicle_type-truck": "truck"}


def test_a_distance_has_its_number() -> None:
    found = [(RANGE, 1, 2), (RANGE, 3, 4), (MODEL, 3, 4)]

    assert with_numbers(found, ("50", "metres", "from", "m")) == [(RANGE, 0, 2), (MODEL, 3, 4)]


def test_tokens_keep_speeds_whole_and_cut_stops_off() -> None:
    assert tokenise("65km/h, 70 km/h. A Model S. dark-red").words == (
        "65km/h", ",", "70", "km/h", ".", "A", "Model", "S", ".", "dark", "-", "red",
    )  # fmt: skip


def test_an_auxiliary_belongs_to_its_motion_and_ones_does_not() -> None:
    assert with_auxiliaries([(MOTION, 2, 3)], tokenise("car is turning")) == [(MOTION, 1, 3)]
    assert with_auxiliaries([(MOTION, 1, 2), (MOTION, 2, 3)], tokenise("car is turning")) == [(MOTION, 1, 3)]
    assert with_auxiliaries([(MOTION, 2, 4)], tokenise("cars excluding parked ones")) == [(MOTION, 2, 3)]
    assert with_auxiliaries([(MOTION, 3, 4)], tokenise("it had been parked")) == [(MOTION, 1, 4)]


@pytest.mark.parametrize("text", ["car isnt parked", "car not parked", "car never parked"])
def test_of_a_negated_motion_the_verb_is_marked(text: str) -> None:
    assert with_auxiliaries([(MOTION, 1, 3)], tokenise(text)) == [(MOTION, 2, 3)]


def test_a_preposition_alone_is_no_motion() -> None:
    assert with_auxiliaries([(MOTION, 1, 2)], tokenise("come by")) == []
