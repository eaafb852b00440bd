"""How much is meant: "60 km/h" of "not over 60 km/h", "30 m" of "within 30 m", "40 to 60 mph"."""

import re
from dataclasses import dataclass, replace
from math import inf

from ner.keywords import Keyword
from ner.numbers import number

_UP = r"(?:faster|quicker|higher|greater|more|further|farther)"
_DOWN = r"(?:slower|lower|less|fewer|closer|nearer)"
_MORE = (
    rf"(?:over|above|beyond|exceed(?:s|ing|ed)?|{_UP} than|at least|no {_DOWN} than|in excess of|upwards? of|"
    r"min(?:imum)?(?: of)?|>=?)"
)
_LESS = rf"(?:under|below|within|inside|up to|{_DOWN} than|at most|no {_UP} than|max(?:imum)?(?: of)?|<=?)"
_LOOSE = r"(?:\s+(?:about|around|roughly|approx(?:imately)?|a speed of|speeds of|a distance of))*"
_NUMBER = r"(?<![\w.,])(?P<{}>\d+(?:[.,]\d+)?)\s*[a-z/]*\s*"
_TO = r"(?:-|–|\bto\b)\s*"

NEGATION = re.compile(
    r"\b(?:not|never|(?:is|are|was|were|do|does|did)n\W?t)\s+(?:(?:go|do|driv|travel|mov)\w*\s+)?(?:at\s+)?$", re.I
)
NEITHER = re.compile(r"\bneither\b[^,;.]*\bnor\b[^,;.]*$", re.I)
BEFORE = re.compile(rf"(?:^|(?<=[\s,(]))(?:(?P<more>{_MORE})|{_LESS}){_LOOSE}\s*$", re.I)
AFTER = re.compile(
    rf"\s*(?:(?P<more>\+|plus\b|(?:or|and) (?:over|above|beyond|up|{_UP})\b)|or (?:under|below|down|{_DOWN})\b)", re.I
)
BETWEEN = re.compile(rf"(?:\bbetween\s+{_NUMBER.format('first')}and\s+|{_NUMBER.format('low')}{_TO})$", re.I)
SPAN = re.compile(rf"{_NUMBER.format('low')}{_TO}", re.I)
"""What compares: before an amount, after it, or two amounts."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What is asked for, in the keyword's base unit, km/h or metres.

    :param low: Least value.
    :param high: Largest value, infinity where there is none; the same as ``low`` where about that much is meant.
    """

    low: float
    high: float


def read_amount(keyword: Keyword, sentence: str) -> tuple[Keyword, Amount] | None:
    """Return the keyword with the words of comparison around it, and how much it asks for.

    "not over 50" means "at most 50", so a keyword that compares is never negated.

    :param keyword: One of velocity or range.
    :param sentence: The text that it stands in.
    :returns: None where it names no amount.
    """
    value, said = number(keyword.value or ""), number(keyword.text)
    if value is None or said is None:
        return None
    found = _between(keyword, sentence, value, value / said if said else 1.0) or _compared(keyword, sentence, value)
    if found is None:
        return keyword, Amount(value, value)
    start, end, amount = found
    return replace(keyword, text=sentence[start:end], start=start, end=end, negated=False), amount


Found = tuple[int, int, Amount]
"""First character, one past the last, and what is meant."""


def _between(keyword: Keyword, sentence: str, value: float, unit: float) -> Found | None:
    if inside := SPAN.match(keyword.text):
        high = number(keyword.text[inside.end() :])
        return None if high is None else (keyword.start, keyword.end, _ordered(value, unit * high))
    if outside := BETWEEN.search(sentence[: keyword.start]):
        low = number(outside["first"] or outside["low"])
        return None if low is None else (outside.start(), keyword.end, _ordered(unit * low, value))
    return None


def _ordered(one: float, other: float) -> Amount:
    return Amount(round(min(one, other), 1), round(max(one, other), 1))


def _compared(keyword: Keyword, sentence: str, value: float) -> Found | None:
    digit = re.search(r"\d", keyword.text)
    head = BEFORE.search(sentence[: keyword.start + (digit.start() if digit else 0)])
    if head is None:
        tail = AFTER.match(sentence, keyword.end)
        return tail and (keyword.start, tail.end(), _bound(value, tail["more"] is not None))
    refused = NEGATION.search(sentence[: head.start()]) or NEITHER.search(sentence[: head.start()])
    more = (head["more"] is not None) != (refused is not None)
    start = head.start() if refused is None or refused.re is NEITHER else refused.start()
    return min(keyword.start, start), keyword.end, _bound(value, more)


def _bound(value: float, more: bool) -> Amount:
    return Amount(value, inf) if more else Amount(0.0, value)
