"""Dates as people write them: "2026-11-20", "03/11", "3rd of March", "March 3, 2024", "3 to 5 March", "on the 3rd"."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

Named = tuple[date | None, int, str]
"""First day (None where only a part of the day is named), number of days, part of the day or ""."""
Read = Callable[[re.Match[str], date], Named | None]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ON = r"(?<![\w/.:-])(?:on\s+)?(?:the\s+)?"
FOLLOW = r"(?=\s*(?:$|[,.;:?!\x01]|(?:at|on|in|between|from|of|to|and|or|before|after|around|until)\b))"
"""What may follow a doubtful day: "on the 3rd at noon", but not "on the 3rd lane"."""
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?!\s+(?:be|have|had))|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_TH, _YEAR = r"(?:st|nd|rd|th)", r"(?:,?\s*(?P<year>(?:19|20)\d\d)\b)?"
_TO = r"\s*(?:to|and|or|until|-|–)\s*(?:the\s+)?"


def _iso(match: re.Match[str], today: date) -> Named | None:
    return _valid(int(match["year"]), int(match["month"]), int(match["day"]))


def _numeric(match: re.Match[str], today: date) -> Named | None:
    day, month = int(match["day"]), int(match["month"])
    return _latest(month, day, match["year"], today) if month > 12 else _latest(day, month, match["year"], today)


def _written(match: re.Match[str], today: date) -> Named | None:
    last, first = int(match["day"]), int(match["first"] or match["day"])
    return _latest(first, MONTHS.index(match["month"][:3].lower()) + 1, match["year"], today, max(last - first, 0) + 1)


def _nth(match: re.Match[str], today: date) -> Named | None:
    earlier = today.replace(day=1) - timedelta(days=1)
    return _first_past((_valid(month.year, month.month, int(match["day"])) for month in (today, earlier)), today)


def _latest(day: int, month: int, year: str | None, today: date, days: int = 1) -> Named | None:
    """Without a year it is the latest that has been; a 29th of February is never more than eight years back."""
    if year:
        return _valid(int(year) + 2000 * (len(year) == 2), month, day, days)
    return _first_past((_valid(today.year - back, month, day, days) for back in range(9)), today)


def _first_past(dates: Iterable[tuple[date, int, str] | None], today: date) -> Named | None:
    return next((found for found in dates if found and found[0] <= today), None)


def _valid(year: int, month: int, day: int, days: int = 1) -> tuple[date, int, str] | None:
    try:
        return date(year, month, day), days, ""
    except ValueError:
        return None


DATES: tuple[tuple[str, Read], ...] = (
    (rf"{ON}(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:T(?=\d)|(?!\w))", _iso),
    (rf"{ON}(?P<day>\d\d?)(?P<dot>[/.-])(?P<month>\d\d?)(?P=dot)(?P<year>(?:19|20)?\d\d)(?![\w/])", _numeric),
    (rf"{ON}(?P<day>\d\d)/(?P<month>\d\d)(?P<year>)(?![\w/])", _numeric),
    (r"\bon\s+(?P<day>\d\d?)/(?P<month>\d\d?)(?P<year>)(?![\w/])", _numeric),
    (rf"{ON}(?:(?P<first>\d\d?){_TH}?{_TO})?(?P<day>\d\d?){_TH}?\s+(?:of\s+)?{_MONTH}{_YEAR}", _written),
    (rf"{ON}{_MONTH}\s+(?:the\s+)?(?P<day>\d\d?)(?P<first>){_TH}?(?![\w:.]\d|\w){_YEAR}", _written),
    (rf"(?:\bon|(?<=\bsince)|(?<=\bfrom)|(?<=\buntil))\s+the\s+(?P<day>\d\d?){_TH}{FOLLOW}", _nth),
)
"""Pattern and what reads its match, in the order in which they are tried."""
