"""How long a stop is asked for."""

from math import inf

import pytest

from ner.amounts import Amount
from ner.stops import find_stops, read_stop, said_aside


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("stopped for more than 2 minutes", 120, inf),
        ("stood for at least 30 seconds", 30, inf),
        ("parked for over an hour", 3600, inf),
        ("stopped for 2 minutes", 120, inf),
        ("waited 1.5 hours", 5400, inf),
        ("stopped for an hour and a half", 5400, inf),
        ("stopped on the left for more than two minutes", 120, inf),
        ("standing still for 2 minutes or more", 120, inf),
        ("waited between 2 and 5 minutes", 120, 300),
        ("stopped for less than half a minute", 0, 30),
        ("stopped for no longer than 10 seconds", 0, 10),
        ("stop of about 2 min", 120, 120),
        ("stopped for 30s", 30, inf),
    ],
)
def test_a_duration_is_read_in_seconds(words: str, low: float, high: float) -> None:
    sentence = f"a white van {words} on camera 3"
    (span,) = find_stops(sentence)
    assert sentence[slice(*span)] == words
    assert read_stop(words) == Amount(low, high)


@pytest.mark.parametrize(
    "sentence",
    ["stopped 10 minutes ago", "stopped in the last 5 minutes", "stopped between 8 and 9", "stopped more than 2 times",
     "drove for 2 minutes", "a car stopping as the van passes", "ignore the parked ones",
     "that was parked 1545h"],
)  # fmt: skip
def test_other_numbers_are_no_duration(sentence: str) -> None:
    assert list(find_stops(sentence)) == []


def test_what_stands_between_a_stop_and_its_duration_is_aside() -> None:
    words = "stopped at the traffic lights for more than 2 minutes"
    aside = said_aside(words)
    assert aside is not None and words[slice(*aside)].strip() == "at the traffic lights"
    assert said_aside("stopped for 2 minutes") is None
