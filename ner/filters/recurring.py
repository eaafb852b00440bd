"""Days that come again: "every day", "on weekdays", "at weekends", "on Mondays", "every night"."""

import re
from datetime import datetime

from ner.filters.named import NO_STREET, WEEKDAY, WEEKDAYS, WEEKEND, WORKDAYS, Named, Read, Rule, rule, weekday_of
from ner.filters.parts import BEFORE, EVERY_DAY

_DAY = r"(?P<{}>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*days?)?\b"
_DAYS = r"(?P<{}>mon|tue|wed|thu|fri|sat|sun)[a-z]*days\b"
_PARTS = r"(?:morning|afternoon|evening|night)s\b"
_EVERY = r"\b(?:(?:on|at|in)\s+)?(?:every|each|any)\s+(?:single\s+)?"


def _is(weekdays: frozenset[int]) -> Read:
    return lambda match, now: Named(weekdays=weekdays)


def _weekday(match: re.Match[str], now: datetime) -> Named:
    return Named(weekdays=frozenset({weekday_of(match)}))


def _weekdays(match: re.Match[str], now: datetime) -> Named:
    first, last = (WEEKDAYS.index(match[end].lower()) for end in ("first", "last"))
    return Named(weekdays=frozenset((first + day) % 7 for day in range((last - first) % 7 + 1)))


_HINTS = "mon tue wed thu fri sat sun"
RECURRING: tuple[Rule, ...] = (
    rule("every each", rf"{_EVERY}(?:week|work|working\s+)day(?:s\b|\b)", _is(WORKDAYS)),
    rule("every each", rf"{_EVERY}weekend\b", _is(WEEKEND)),
    rule("every each daily", rf"{_EVERY}day\b(?!\s+of\b)|\bdaily\b", _is(EVERY_DAY)),
    rule("every each", rf"{_EVERY}(?={BEFORE})", _is(EVERY_DAY)),
    rule("every each any", rf"{_EVERY}{WEEKDAY}day{NO_STREET}", _weekday),
    rule(
        "week work",
        r"\b(?:(?:on|during)\s+)?(?:the\s+)?(?:weekdays|workdays|working\s+days)\b|\bon\s+(?:week|work)day(?=\s)",
        _is(WORKDAYS),
    ),
    rule("day", rf"\bon\s+an?\s+{WEEKDAY}day{NO_STREET}", _weekday),
    rule("weekday", rf"\bweekday\s+(?={BEFORE}|{_PARTS})", _is(WORKDAYS)),
    rule("weekend", r"\b(?:(?:at|on|over)\s+)?(?:the\s+)?weekends\b|\bat\s+weekend\b", _is(WEEKEND)),
    rule("weekend", rf"\bweekend\s+(?={BEFORE}|{_PARTS})", _is(WEEKEND)),
    rule(
        _HINTS,
        rf"(?<!from\s)(?<!between\s)(?<!since\s)(?<!last\s)\b(?:on\s+)?{_DAY.format('first')}"
        rf"(?:\s*[-–]\s*|\s+(?:to|through|thru)\s+){_DAY.format('last')}",
        _weekdays,
    ),
    rule("days", rf"\bfrom\s+{_DAYS.format('first')}\s+(?:to|until|through)\s+{_DAYS.format('last')}", _weekdays),
    rule("days", rf"\b(?:on\s+)?{WEEKDAY}days\b(?!\s+(?:street|road))", _weekday),
    rule(
        "mornings afternoons evenings nights",
        rf"\b(?:on\s+)?{WEEKDAY}day(?=\s+{_PARTS})",
        _weekday,
    ),
)
