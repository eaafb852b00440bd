"""Days and parts of days as people say them: "yesterday evening", "on Monday", "last week", "in the morning"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ner.filters.dates import DATES, FOLLOW, ON, Named, Read
from ner.filters.recent import COUNT, amount

MARK = "\x01"
"""Stands in a text wherever a day was read."""
PARTS = {
    "dawn": (0, 6),
    "am": (0, 12),
    "morning": (5, 12),
    "morning rush": (7, 10),
    "lunch": (12, 14),
    "pm": (12, 24),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "evening rush": (16, 19),
    "night": (20, 30),
}
"""Part of the day → hours from its midnight; the night ends after the next one."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, several days, or a part of a day that a sentence names.

    :param start: Where it begins in the text.
    :param end: Where it ends.
    :param first: The first day; None where only a part of the day is named ("in the morning").
    :param days: How many.
    :param part: One of ``PARTS``, or "" for all of it.
    """

    start: int
    end: int
    first: date | None
    days: int = 1
    part: str = ""

    def span(self, today: date) -> tuple[datetime, datetime]:
        """Return where it begins and ends; a part of no named day is today's."""
        midnight = datetime.combine(self.first or today, time())
        begin, end = PARTS.get(self.part, (0, 24 * self.days))
        return midnight + timedelta(hours=begin), midnight + timedelta(hours=end)


def _back(days: int, part: str = "") -> Read:
    return lambda match, today: (today - timedelta(days=days), 1, part)


def _ago(match: re.Match[str], today: date) -> Named:
    unit = match["unit"].lower()
    back = timedelta(days=round(amount(match["count"]) * (7 if unit == "week" else 1)))
    return today - back, 1, "night" if unit == "night" else ""


def _weekday(match: re.Match[str], today: date) -> Named:
    back = (today.weekday() - WEEKDAYS.index(match["weekday"][:3].lower())) % 7
    return today - timedelta(days=back or 7), 1, ""


def _week(match: re.Match[str], today: date) -> Named:
    weeks = match["which"].lower() == "last"
    return today - timedelta(days=today.weekday() + 7 * weeks), 7, ""


def _weekend(match: re.Match[str], today: date) -> Named:
    inside = today.weekday() >= 5
    weeks = inside and match["which"].lower() == "last"
    return today - timedelta(days=(today.weekday() - 5) % 7 + 7 * weeks), 2, ""


_WEEKDAY = r"(?P<weekday>mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
_PART = r"(?:(?:early|late)\s+)?(?:morning|afternoon|evening|night|am|pm)\b"
_NO_STREET = r"(?!\w|\s+(?:street|st|road|rd|avenue|ave|lane|drive|square)\b)"
WORDS: tuple[tuple[str, Read], ...] = (
    (rf"{ON}day\s+before\s+yesterday\b", _back(2)),
    (rf"{ON}night\s+before\s+last(?:\s+night)?\b", _back(2, "night")),
    (r"\bovernight\b", _back(1, "night")),
    (r"\btonight\b", _back(0, "night")),
    (rf"\byesterday{_NO_STREET}", _back(1)),
    (rf"\b(?:early\s+|late\s+)?(?:the\s+)?(?:last|previous)\s+(?={_PART})", _back(1)),
    (rf"\btoday{_NO_STREET}|\b(?:early\s+|late\s+)?this\s+(?={_PART})", _back(0)),
    (rf"{ON}(?P<count>{COUNT})\s+(?P<unit>day|week|night)s?\s+ago\b", _ago),
    (r"(?<!\bthe\s)\b(?P<which>this|last)\s+week\b", _week),
    (r"\b(?:(?:at|over|on|during)\s+)?(?P<which>the|this|last)\s+weekend\b", _weekend),
    (rf"(?<!\bnext\s){ON}(?:(?:last|this)\s+)?{_WEEKDAY}day{_NO_STREET}", _weekday),
    (rf"(?:\b(?:on|last)|(?<=\bsince))\s+{_WEEKDAY}\b{FOLLOW}", _weekday),
)
PART = re.compile(
    rf"""(?:(?<={MARK})(?:'s)?[\s,]*(?:in\s+the\s+)?|\b(?:in|during|over|throughout)\s+the\s+
        |\b(?:(?:on|in)\s+)?the\s+(?={_PART}\s+of\s*{MARK}))
      (?:(?:early|late)\s+)?(?P<part>morning|afternoon|evening|night|(?<={MARK})\s*[ap]m)
      (?P<rush>\s+rush(?:\s+hour)?)?\b(?:\s+of\s*(?={MARK}))?
    |\b(?:at|around|over|during)\s+(?:the\s+)?(?P<lunch>lunch)(?:\s*time|\s+hour)?\b
    |\b(?:in\s+the\s+(?:small|early)\s+hours|before\s+(?:dawn|daybreak|sunrise|first\s+light))\b(?P<dawn>)""",
    re.IGNORECASE | re.VERBOSE,
)
POSSIBLE = re.compile(
    r"day|night|week|morning|noon\b|evening|lunch|dawn|sunrise|hours|\bon\s+[mtwfs]|this\s+[ap]m|\d\s*[/.-]\s*\d|\d(?:st|nd|rd|th)\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
NOT = re.compile(
    r"(?:\bnot|n't|\bexcept|\bexcluding|\bother\s+than)\s+(?:(?:on|from|for|in|seen|during)\s+)*$", re.IGNORECASE
)


def _part(match: re.Match[str], today: date) -> Named:
    if match["lunch"]:
        return None, 1, "lunch"
    part = "dawn" if match["dawn"] is not None else match["part"].strip().lower()
    return None, 1, f"{part} rush" if match["rush"] and f"{part} rush" in PARTS else part


TABLE = (*((re.compile(pattern, re.IGNORECASE), read) for pattern, read in (*DATES, *WORDS)), (PART, _part))


def find_days(text: str, today: date) -> tuple[list[Day], str]:
    """Find the days that a text names.

    :param text: The text.
    :param today: What "yesterday" and dates without a year count from.
    :return: The days in the order of the text, and the text with marks in their place.
    """
    days: list[Day] = []
    if not POSSIBLE.search(text):
        return days, text
    for pattern, read in TABLE:
        for match in list(pattern.finditer(text)):
            named = read(match, today)
            if named is None:
                continue
            start, end = match.span()
            negated = NOT.search(text, max(0, start - 24), start)
            text = text[:start] + (" " if negated else MARK) * (end - start) + text[end:]
            if not negated:
                days.append(Day(start, end, *named))
    return sorted(days, key=lambda day: day.start), text
