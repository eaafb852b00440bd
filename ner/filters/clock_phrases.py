"""Times of the day with the words that lead into them: "between 8 and 9", "shortly after noon", "0800-0900"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ner.filters.clock import Clock, find_clocks
from ner.filters.days import Day
from ner.filters.named import CAMERA_MARK, MARK
from ner.filters.recent import COUNT, amount
from ner.filters.words import Lead, Leading, is_followed, joins, lead_of, lists, other_number, reaches_now

_OPENING = (Lead.BETWEEN, Lead.FROM, Lead.SINCE, Lead.AFTER)
_LIMITS = (Lead.SINCE, Lead.UNTIL, Lead.AFTER, Lead.BEFORE)
_AWAY = re.compile(
    rf"(?<![\w.])(?P<count>{COUNT})\s*(?P<unit>minutes?|mins?|hours?|hrs?)\s+(?:(?:before|prior\s+to)|(?P<after>after|past))\s+$",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"(?:\b(?:for|than|least|most|over|under|within|only)(?:\s+about)?|ed|ing|still)\s+$", re.IGNORECASE
)
"""What makes an amount of time one that something lasts: "stopped for 10 minutes before noon"."""


@dataclass(frozen=True, slots=True)
class ClockPhrase:
    """A time of the day, or the span between two.

    :param first: The only one, or the beginning.
    :param second: The end, where there is one.
    :param leading: The words before it.
    """

    first: Clock
    second: Clock | None
    leading: Leading

    @property
    def start(self) -> int:
        """Where it begins, with the words that lead into it."""
        return self.leading.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return (self.second or self.first).end


def find_clock_phrases(text: str, days: Sequence[Day]) -> list[ClockPhrase]:
    """Return the times of the day that a text names, in its order, and no other numbers.

    :param text: Marks stand where days and cameras are named.
    :param days: Those that it names.
    """
    clocks, found, at = _of_24_hours(list(find_clocks(text)), days), list[ClockPhrase](), 0
    while at < len(clocks):
        first = clocks[at]
        leading = _leading(text, first, found)
        second = clocks[at + 1] if at + 1 < len(clocks) else None
        if second and _is_range(text, first, second, leading.lead):
            found.append(ClockPhrase(first, second, leading))
            at += 2
            continue
        halved = _halved(text, first, second)
        if halved is not first or _is_time(text, first, leading.lead, days):
            found.append(_moved(text, ClockPhrase(halved, None, leading)))
        at += 1
    return found


def _moved(text: str, phrase: ClockPhrase) -> ClockPhrase:
    """Read the time that is some minutes or hours from another: "an hour before noon"."""
    clock, away = phrase.first, _AWAY.search(text, max(0, phrase.first.start - 48), phrase.first.start)
    if away is None or _LASTING.search(text, 0, away.start()):
        return phrase
    minutes = round(amount(away["count"]) * (60 if away["unit"][0] in "hH" else 1)) * (1 if away["after"] else -1)
    before = lead_of(text, away.start())
    leading = Leading(Lead.ABOUT if before.lead is Lead.ABOUT else Lead.AT, before.start)
    return ClockPhrase(replace(clock, minutes=(clock.minutes + minutes) % 1440), None, leading)


def _leading(text: str, clock: Clock, found: Sequence[ClockPhrase]) -> Leading:
    """Return what leads into a time; the second of two has that of the first: "at 8 and 9"."""
    leading = lead_of(text, clock.start)
    if leading.lead in (Lead.FROM, Lead.BETWEEN) and reaches_now(text, clock.end):
        return replace(leading, lead=Lead.SINCE)
    if found and leading.lead is Lead.NONE and lists(text, found[-1].end, clock.start):
        return replace(found[-1].leading, start=clock.start, soon=False)
    return leading


def _of_24_hours(clocks: Sequence[Clock], days: Sequence[Day]) -> list[Clock]:
    """Take "8" for 08:00 beside "17": who counts to 24 does so for all times; a part of the day says more."""
    late = any(clock.minutes >= 13 * 60 and clock.bare and not clock.half for clock in clocks)
    if not late or any(day.said.part for day in days):
        return list(clocks)
    return [replace(clock, loose=False, fixed=True) if clock.bare and clock.loose else clock for clock in clocks]


def _halved(text: str, clock: Clock, following: Clock | None) -> Clock:
    """Give "8" its half of the day in "at 8 and 9 pm"."""
    if following and following.half and clock.loose and lists(text, clock.end, following.start):
        minutes = clock.minutes % 720 + 720 * (following.half == "pm")
        return replace(clock, minutes=minutes, half=following.half, loose=False, fixed=True)
    return clock


def _is_range(text: str, first: Clock, second: Clock, lead: Lead) -> bool:
    if not joins(text, first.end, second.start):
        return False
    if second.bare and not is_followed(text, second.end):
        return False
    if lead not in _OPENING and lists(text, first.end, second.start):
        return False
    if (first.certain or second.certain) and not (first.like_year or second.like_year):
        return True
    if first.bare and second.bare and other_number(text, first.start):
        return False
    if lead in _OPENING:
        return not (first.like_year and second.like_year and lead is Lead.FROM)
    if first.four and second.four:
        return not (first.like_year and second.like_year)
    if first.hours and second.hours:
        return True
    return _by_day(text, first, second)


def _by_day(text: str, first: Clock, second: Clock) -> bool:
    """Tell whether "8-9" stands beside a day; "Saab 9-5 yesterday" is a car."""
    before, after = text[: first.start].rstrip(" ,("), text[second.end :].lstrip(" ,")
    if before.endswith(MARK) or (after.startswith(MARK) and not before):
        return True
    return after.startswith(MARK) and first.minutes < second.minutes


def _is_time(text: str, clock: Clock, lead: Lead, days: Sequence[Day]) -> bool:
    """Tell a time from another number: "at 8" is one only where the sentence names a day, or beside a camera."""
    if not clock.bare:
        return clock.certain or lead is not Lead.NONE or bool(days)
    if clock.four and not clock.like_year and text[: clock.start].rstrip(" ,").endswith(MARK):
        return True
    if not is_followed(text, clock.end) or other_number(text, clock.start):
        return False
    if clock.four or clock.hours:
        return lead is Lead.AT or ((lead in _LIMITS or (lead is Lead.ABOUT and bool(days))) and not clock.like_year)
    parts = (day.start for day in days if day.said.part and day.start >= clock.end)
    if lead in (Lead.SINCE, Lead.UNTIL) or any(not text[clock.end : start].strip(f" {MARK}") for start in parts):
        return True
    if lead is Lead.ABOUT and text[clock.end :].lstrip(" ,").startswith(MARK):
        return True
    if lead in (Lead.AFTER, Lead.BEFORE):
        return bool(days) or text[clock.start].isdigit()
    return (bool(days) and lead in (Lead.AT, Lead.FROM)) or (lead is Lead.AT and _by_camera(text, clock))


def _by_camera(text: str, clock: Clock) -> bool:
    before = text[: lead_of(text, clock.start).start].rstrip(" ,")
    return before.endswith(CAMERA_MARK) or text[clock.end :].lstrip(" ,").startswith(CAMERA_MARK)
