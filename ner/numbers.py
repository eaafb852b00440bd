"""Numbers and units as people write them: "65km/h", "forty mph", "a hundred feet"."""

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: i for i, word in enumerate(_UNITS)} | {word: 10 * (i + 2) for i, word in enumerate(_TENS)} | {"fourty": 40}
)

KMH = {
    "km": 1.0,
    "kilomet": 1.0,
    "kph": 1.0,
    "kmh": 1.0,
    "kms": 1.0,
    "mph": 1.609344,
    "mile": 1.609344,
    "m/s": 3.6,
    "met": 3.6,
    "feet": 1.09728,
}
"""Unit (beginning of) → kilometres an hour; metres and feet are those of a second."""
METRES = {
    "km": 1000.0,
    "kilomet": 1000.0,
    "met": 1.0,
    "m": 1.0,
    "f": 0.3048,
    "yard": 0.9144,
    "yd": 0.9144,
    "mile": 1609.344,
}
"""Unit (beginning of) → metres."""


def number(text: str) -> float | None:
    """Read the number that a phrase begins with, in digits or in words; None where there is none."""
    digits = re.search(r"\d+(?:[.,]\d+)?", text)
    if digits:
        return float(digits[0].replace(",", "."))
    total, seen = 0, False
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in WORDS:
            total, seen = total + WORDS[word], True
        elif word == "hundred":
            total, seen = max(total, 1) * 100, True
        elif word not in ("a", "and", "about", "around"):
            break
    return float(total) if seen else None


def spelled(text: str) -> str:
    """Spell every digit, as FindVehicle does: "308 SW" → "three zero eight SW"."""
    return " ".join(re.sub(r"\d", lambda digit: f" {_UNITS[int(digit[0])]} ", text).split())


def convert(text: str, units: dict[str, float]) -> float | None:
    """Return the phrase's quantity in the base unit of ``units``; a bare number is in the base unit already.

    :param text: Such as ``"65km/h"`` or ``"forty miles an hour"``.
    :param units: ``KMH`` or ``METRES``.
    """
    amount = number(text)
    words = [word for word in re.findall(r"[a-z][a-z/]*", text.lower()) if word not in WORDS]
    known = [unit for word in words for unit in sorted(units, key=len, reverse=True) if word.startswith(unit)]
    return None if amount is None else amount * units[known[0]] if known else amount
