"""The days and parts of days that a text names, by the tables of dates, periods and the words for days."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from ner.filters.dates import DATES
from ner.filters.named import MARK, Named, Rule, again
from ner.filters.parts import PART_WORDS
from ner.filters.periods import PERIODS
from ner.filters.recent import RECENT
from ner.filters.recurring import RECURRING
from ner.filters.relative import RELATIVE
from ner.filters.words import Lead, lead_of

_DIGIT = re.compile(r"\d")
NOT = re.compile(
    r"(?:\bnot|n't|\bexcept(?:\s+for)?|\bexcepting|\bexcluding|\bother\s+than|\bapart\s+from|\bbesides|\bnever"
    r"|\bignor(?:e|ing)|\boutside(?:\s+of)?)"
    r"\s+(?:(?:on|from|for|in|at|by|seen|during|over|within|the)\s+)*$",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\bnever\s+(?:on\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """What a text names in one place.

    :param start: Where it begins in the text.
    :param end: Where it ends.
    :param said: What the words say.
    :param denied: It is ruled out.
    """

    start: int
    end: int
    said: Named
    denied: bool = False


_WORDS = (*RECENT, *PERIODS, *RECURRING, *RELATIVE, *PART_WORDS)
_RULES = (*DATES, *_WORDS)
_HINTS = tuple({hint for one in _RULES for hint in one.hints})


def find_days(text: str, now: datetime) -> tuple[list[Day], str]:
    """Find the days that a text names.

    :param text: The text.
    :param now: What "yesterday" and dates without a year count from.
    :return: The days in the order of the text, and the text with marks in their place, as long as it was.
    """
    days: list[Day] = []
    lower = text.lower()
    hints = {hint for hint in _HINTS if hint in lower}
    for rule in _RULES if hints and _DIGIT.search(text) else _WORDS if hints else ():
        if hints.isdisjoint(rule.hints):
            continue
        for match in list(rule.pattern.finditer(text)):
            named = _named(rule, match, now)
            if named is not None:
                start, end = match.end() - len(match[0].lstrip()), match.end()
                days.append(_day(text, start, end, named))
                text = text[:start] + MARK * (end - start) + text[end:]
    return sorted(days, key=lambda day: day.start), text


def _day(text: str, start: int, end: int, said: Named) -> Day:
    leading = lead_of(text, start)
    denied = leading.denied or NOT.search(text, max(0, start - 32), start) is not None
    said = replace(said, once=said.once or leading.lead not in (Lead.NONE, Lead.AT))
    return Day(start, end, again(said) if _NEVER.search(text, 0, start) else said, denied)


def _named(rule: Rule, match: re.Match[str], now: datetime) -> Named | None:
    try:
        return rule.read(match, now)
    except (ValueError, OverflowError):  # such as before the first year
        return None
