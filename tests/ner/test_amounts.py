"""Comparisons around amounts."""

from math import inf

import pytest

from ner.amounts import Amount, read_amount
from ner.keywords import Keyword
from ner.values import canonical


def keyword(sentence: str, words: str, negated: bool) -> Keyword:
    start = sentence.index(words)
    label = "vehicle_velocity" if "m/h" in words or "mph" in words or "hour" in words else "vehicle_range"
    return Keyword(label, words, start, start + len(words), negated, canonical(label, words))


@pytest.mark.parametrize(
    ("sentence", "words", "said", "low", "high"),
    [
        ("van at 40 km/h", "40 km/h", "40 km/h", 40, 40),
        ("car over 60 km/h", "60 km/h", "over 60 km/h", 60, inf),
        ("Car Faster Than about 80 mph", "80 mph", "Faster Than about 80 mph", 128.7, inf),
        ("bus within 30 metres", "30 metres", "within 30 metres", 0, 30),
        ("closer than 20 m", "20 m", "closer than 20 m", 0, 20),
        ("no closer than 20 m", "20 m", "no closer than 20 m", 20, inf),
        ("going not over 50 km/h", "50 km/h", "not over 50 km/h", 0, 50),
        ("that isn't going over 50 km/h", "50 km/h", "isn't going over 50 km/h", 0, 50),
        ("went over 60 km/h", "60 km/h", "over 60 km/h", 60, inf),
        ("not a taxi, over 60 km/h", "60 km/h", "over 60 km/h", 60, inf),
        ("70 mph or more", "70 mph", "70 mph or more", 112.7, inf),
        ("ten miles an hour or less", "ten miles an hour", "ten miles an hour or less", 0, 16.1),
        ("over 60 km/h", "over 60 km/h", "over 60 km/h", 60, inf),
        ("between 40 and 60 km/h", "60 km/h", "between 40 and 60 km/h", 40, 60),
        ("40-60 mph", "40-60 mph", "40-60 mph", 64.4, 96.6),
        ("20 to 40 m away", "40 m", "20 to 40 m", 20, 40),
        ("red Audi A4 and 40 km/h", "40 km/h", "40 km/h", 40, 40),
        ("turning over, 40 km/h", "40 km/h", "40 km/h", 40, 40),
    ],
)
@pytest.mark.parametrize("negated", [False, True])
def test_what_compares_is_read_with_the_amount(
    sentence: str, words: str, said: str, low: float, high: float, negated: bool
) -> None:
    found = read_amount(keyword(sentence, words, negated), sentence)
    assert found is not None
    read, amount = found
    assert (read.text, amount) == (said, Amount(low, high))
    assert read.negated == (negated and low == high)


def test_words_without_an_amount_are_none() -> None:
    assert read_amount(Keyword("vehicle_range", "far", 0, 3), "far away") is None
