"""What a word for a day says, and the words around it: shared by the tables of days."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

MARK = "\x01"
"""Stands in a text wherever a day was read."""
CAMERA_MARK = "\x02"
"""Stands in a text wherever a camera is named."""
ON = r"(?<![\w/.:-])(?:on\s+)?(?:the\s+)?"
FOLLOW = (
    r"(?=\s*(?:$|[,.;:?!\x01\x02]"
    r"|(?:at|on|in|between|from|of|to|and|or|before|after|around|until|but|except|near|by|onwards?)\b))"
)
"""What may follow a doubtful day: "on the 3rd at noon", but not "on the 3rd lane"."""
NO_STREET = r"(?!\w|\s+(?:street|st|road|rd|avenue|ave|lane|drive|square)\b)"
"""What no day is followed by."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = r"(?P<weekday>mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
DAYS_A_WEEK = 7
WORKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))


@dataclass(frozen=True, slots=True)
class Named:
    """Days, hours of a day, or both, as a word names them.

    :param first: The first day; None where none is said ("in the morning", "every day").
    :param days: How many from there.
    :param part: One of ``parts.PARTS``, or "" for all of a day.
    :param weekdays: Days of the week on which it comes again, Monday is 0; None where it does not.
    :param weekday: The day is named by its day of the week alone, which a date or a week may say more of.
    :param once: It never comes again: "since Monday".
    :param shade: "early" or "late", where the part of the day that it belongs to follows.
    :param moments: Aware ends of a stretch that is counted back from now, instead of days.
    """

    first: date | None = None
    days: int = 1
    part: str = ""
    weekdays: frozenset[int] | None = None
    weekday: int | None = None
    once: bool = False
    shade: str = ""
    moments: tuple[datetime, datetime] | None = None

    @property
    def dated(self) -> bool:
        """True where it says which days, not only at what time of the day."""
        return self.first is not None or self.weekdays is not None or self.moments is not None


def merge(one: Named, other: Named) -> Named | None:
    """Return what two neighbouring words say together, such as a day and a part of it; None where they are two days."""
    if one.part and other.part:
        return None
    part, shade = one.part or other.part, one.shade or other.shade
    days = _days(one, other)
    return replace(days, part=part, shade=shade) if days else None


def _days(one: Named, other: Named) -> Named | None:
    if not (one.dated and other.dated):
        return one if one.dated else other
    if one.weekdays is not None and other.weekdays is not None:
        both = one.weekdays & other.weekdays
        return replace(one, weekdays=both) if both else None
    for some, more in ((one, other), (other, one)):
        if some.weekdays is not None and more.weekday is not None and not more.once:
            return again(more) if more.weekday in some.weekdays else None
        if some.weekdays is not None:
            return replace(more, weekdays=some.weekdays) if some.first is None else None
        if some.weekday is not None and some.first and more.first and more.weekday is None:
            return _weekday_of(some.weekday, more)
    return None


def again(said: Named) -> Named:
    """Return the day of the week that comes again, of the last one: "Monday" of "Monday and Friday mornings"."""
    weekdays = None if said.weekday is None or said.once else frozenset({said.weekday})
    return Named(part=said.part, shade=said.shade, weekdays=weekdays) if weekdays else said


def _weekday_of(weekday: int, days: Named) -> Named | None:
    """Return "Monday" of "last week", or the date that follows it."""
    if days.first is None or days.days not in (1, DAYS_A_WEEK):
        return None
    return Named(days.first + timedelta(days=weekday)) if days.days > 1 else days


Read = Callable[[re.Match[str], datetime], Named | None]
"""Makes of a match and the present by the wall clock what the words name; None where it is no day after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a table of expressions.

    :param hints: Words, or beginnings of words, of which one must stand in a text for the pattern to be tried.
    :param pattern: What is read, a regular expression.
    :param read: What it means.
    """

    hints: frozenset[str]
    pattern: re.Pattern[str]
    read: Read


def rule(hints: str, pattern: str, read: Read) -> Rule:
    """Return a line of a table, its hints separated by blanks."""
    return Rule(frozenset(hints.split()), re.compile(pattern, re.IGNORECASE), read)


def weekday_of(match: re.Match[str]) -> int:
    """Return the number of the weekday that a match names, Monday is 0."""
    return WEEKDAYS.index(match["weekday"][:3].lower())
