"""Dates as people write them: "2026-11-20", "03/11", "24.11.", "3rd of March", "3 to 5 March", "on the 3rd"."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from ner.filters.named import FOLLOW, MARK, ON, Named, Rule, rule

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?!\s+(?:be|have|had))|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d)\b)?"
_DAY, _TH = r"(?P<day>\d\d?)", r"(?:st|nd|rd|th)"
_TO, _OR = r"\s*(?:to|until|till|through|-|–)\s*(?:the\s+)?", r"\s*(?:,?\s*(?:and|or|&)|,)\s*(?:the\s+)?"
_BETWEEN = rf"(?:(?<=between\s)(?:the\s+)?(?P<first>\d\d?){_TH}?\s+and\s+(?:the\s+)?)"


def _iso(match: re.Match[str], now: datetime) -> Named | None:
    return _valid(int(match["year"]), int(match["month"]), int(match["day"]))


def _numeric(match: re.Match[str], now: datetime) -> Named | None:
    day, month = int(match["day"]), int(match["month"])
    day, month = (month, day) if month > 12 else (day, month)
    return _latest(day, month, match["year"], now)


def _written(match: re.Match[str], now: datetime) -> Named | None:
    last, first = int(match["day"]), int(match["first"] or match["day"])
    days = max(last - first, 0) + 1
    return _latest(first, month_of(match), match["year"], now, days)


def _nth(match: re.Match[str], now: datetime) -> Named | None:
    today = now.date()
    earlier = today.replace(day=1) - timedelta(days=1)
    return _first_past((_valid(month.year, month.month, int(match["day"])) for month in (today, earlier)), today)


def _nth_of(match: re.Match[str], now: datetime) -> Named | None:
    month = now.date().replace(day=1)
    month = (month - timedelta(days=1)) if match["which"].lower() == "last" else month
    return _valid(month.year, month.month, int(match["day"]))


def month_of(match: re.Match[str]) -> int:
    """Return the number of the month that a match names, January is 1."""
    return MONTHS.index(match["month"][:3].lower()) + 1


def _latest(day: int, month: int, year: str | None, now: datetime, days: int = 1) -> Named | None:
    """Without a year it is the latest that has been; a 29th of February is never more than eight years back."""
    if year:
        return _valid(int(year) + 2000 * (len(year) == 2), month, day, days)
    return _first_past((_valid(now.year - back, month, day, days) for back in range(9)), now.date())


def _first_past(dates: Iterable[Named | None], today: date) -> Named | None:
    return next((found for found in dates if found and found.first and found.first <= today), None)


def _valid(year: int, month: int, day: int, days: int = 1) -> Named | None:
    try:
        return Named(date(year, month, day), days)
    except ValueError:
        return None


_SINCE = r"(?:\bon|(?<=\bsince)|(?<=\bfrom)|(?<=\buntil)|(?<=\bbefore)|(?<=\bafter)|(?<=\bbetween)"
_SINCE += r"|(?<=ing\sof)|(?<=noon\sof)|(?<=night\sof))"
_THEN = "|".join(f"(?<={MARK}{word})" for word in (" to", " until", " and", " or", " through"))
_HINTS = " ".join(MONTHS)
DATES: tuple[Rule, ...] = (
    rule("20 19", rf"{ON}(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d\d?)[-/.]{_DAY}(?:T(?=\d)|(?!\w))", _iso),
    rule("/ . -", rf"{ON}{_DAY}(?P<dot>[/.-])(?P<month>\d\d?)(?P=dot)(?P<year>(?:19|20)?\d\d)(?![\w/])", _numeric),
    rule("/", rf"{ON}(?P<day>\d\d)/(?P<month>\d\d)(?P<year>)(?![\w/])", _numeric),
    rule(".", rf"{ON}{_DAY}\.\s?(?P<month>\d\d?)\.(?P<year>)(?!\w)(?!\.)", _numeric),
    rule("/ .", rf"\bon\s+{_DAY}[/.](?P<month>\d\d?)(?P<year>)(?![\w/])(?!\.\d)", _numeric),
    rule(
        _HINTS,
        rf"{ON}{_DAY}{_TH}?(?P<first>)(?={_OR}(?:\d\d?{_TH}?{_OR})*\d\d?{_TH}?\s+(?:of\s+)?{MONTH}{YEAR})",
        _written,
    ),
    rule(_HINTS, rf"{_BETWEEN}{_DAY}{_TH}?\s+(?:of\s+)?{MONTH}{YEAR}", _written),
    rule(_HINTS, rf"{ON}(?:(?P<first>\d\d?){_TH}?{_TO})?{_DAY}{_TH}?\s+(?:of\s+)?{MONTH}{YEAR}", _written),
    rule(_HINTS, rf"{ON}{MONTH}\s+(?:the\s+)?{_DAY}(?P<first>){_TH}?(?![\w:.]\d|\w){YEAR}", _written),
    rule("month", rf"{ON}{_DAY}{_TH}\s+(?:of\s+)?(?P<which>this|last)\s+month\b", _nth_of),
    rule(
        "1st 2nd 3rd th",
        rf"{_SINCE}\s+the\s+{_DAY}{_TH}{FOLLOW}",
        _nth,
    ),
    rule("1st 2nd 3rd th", rf"(?:{_THEN})\s+(?:on\s+)?(?:the\s+)?{_DAY}{_TH}{FOLLOW}", _nth),
    rule(".", rf"(?<={MARK}[-–])\s?{_DAY}\.\s?(?P<month>\d\d?)\.(?P<year>)(?!\w)(?!\.)", _numeric),
)
"""In the order in which they are tried."""
