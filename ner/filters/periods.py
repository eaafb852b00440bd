"""Weeks, months, years and weekends: "last week", "this month", "in November", "the last 3 weekends"."""

import re
from datetime import date, datetime, timedelta

from ner.filters.dates import MONTH, MONTHS, YEAR, month_of
from ner.filters.named import WEEKDAY, WEEKEND, Named, Rule, rule, weekday_of
from ner.filters.parts import EVERY_DAY
from ner.filters.recent import COUNT, amount

_WHICH = r"(?P<which>this|last|the\s+previous|previous|next)"
_NOT_MODEL = r"\b(?!'?s?\s+(?:model|version|reg|plate))"
_LAST = (
    r"\b(?:(?:in|over|during|on|at)\s+)?(?:the\s+)?(?:last|past|previous)\s+"
    rf"(?P<count>few|couple(?:\s+of)?|{COUNT})\s+"
)
_IN, _OVER = r"\b(?:(?:in|during|throughout)\s+(?:the\s+month\s+of\s+)?)", r"\b(?:(?:in|over|during)\s+)?"
_LIMIT = r"(?<=since)|(?<=before)|(?<=after)|(?<=until)"
_SHIFT = {"this": 0, "last": -1, "previous": -1, "next": 1}


def _shift(match: re.Match[str]) -> int:
    return _SHIFT[match["which"].lower().split()[-1]]


def _week(match: re.Match[str], now: datetime) -> Named:
    today = now.date()
    return Named(today + timedelta(days=7 * _shift(match) - today.weekday()), 7)


def _month(match: re.Match[str], now: datetime) -> Named:
    return months(now.year, now.month + _shift(match))


def _year(match: re.Match[str], now: datetime) -> Named:
    return months(now.year + _shift(match), 1, 12)


def _ago(match: re.Match[str], now: datetime) -> Named:
    back, unit = max(round(amount(match["count"])), 1), match["unit"].lower()
    if unit == "weekend":
        latest = now.date() - timedelta(days=now.weekday() + 2)
        return Named(latest - timedelta(days=7 * (back - 1)), 2)
    return months(now.year, now.month - back) if unit == "month" else months(now.year - back, 1, 12)


def _before_last(match: re.Match[str], now: datetime) -> Named:
    unit = match["unit"].lower()
    if unit == "week":
        return Named(now.date() - timedelta(days=now.weekday() + 14), 7)
    return months(now.year, now.month - 2) if unit == "month" else months(now.year - 2, 1, 12)


def _named_month(match: re.Match[str], now: datetime) -> Named:
    month, said = month_of(match), match.groupdict()
    if said.get("year"):
        return months(int(said["year"] or 0), month)
    ahead = month > now.month or ((said.get("which") or "").lower() == "last" and month == now.month)
    return months(now.year - ahead, month)


def months(year: int, month: int, count: int = 1) -> Named:
    """Return whole months; the month may lie outside 1 to 12."""
    ends = [date(year + at // 12, at % 12 + 1, 1) for at in (month - 1, month - 1 + count)]
    return Named(ends[0], (ends[1] - ends[0]).days)


def _weekend(match: re.Match[str], now: datetime) -> Named:
    today, which = now.date(), match["which"].lower()
    inside = today.weekday() >= 5
    saturday = today - timedelta(days=(today.weekday() - 5) % 7 + 7 * (inside and which == "last"))
    return Named(saturday + timedelta(days=7 * (which == "next")), 2)


def _last_weekends(match: re.Match[str], now: datetime) -> Named:
    return _last_days(now, WEEKEND, round(amount(match["count"])), 5)


def _last_weekdays(match: re.Match[str], now: datetime) -> Named:
    weekday = weekday_of(match)
    return _last_days(now, frozenset({weekday}), round(amount(match["count"])), weekday)


def _last_days(now: datetime, weekdays: frozenset[int], weeks: int, begin: int) -> Named:
    """Return the last days of the week that have begun, as often as they are asked for."""
    latest = now.date() - timedelta(days=(now.weekday() - begin) % 7)
    first = latest - timedelta(days=7 * (max(weeks, 1) - 1))
    return Named(first, (latest - first).days + len(weekdays), weekdays=weekdays)


def _last_nights(match: re.Match[str], now: datetime) -> Named:
    days = max(round(amount(match["count"])), 1)
    part = match["part"].lower()
    end = now.date() - timedelta(days=part == "night")
    return Named(end - timedelta(days=days - 1), days, part, EVERY_DAY)


def _last_months(match: re.Match[str], now: datetime) -> Named:
    back = round(amount(match["count"] or "a") * (12 if match["unit"].lower().startswith("year") else 1))
    month = months(now.year, now.month - back)
    day = min(now.day, month.days)
    first = (month.first or now.date()).replace(day=day)
    return Named(first, (now.date() - first).days + 1)


_HINTS = " ".join(MONTHS)
PERIODS: tuple[Rule, ...] = (
    rule("ago", rf"\b(?P<count>{COUNT})\s+(?P<unit>weekend|month|year)s?\s+ago\b", _ago),
    rule("before", rf"{_OVER}the\s+(?P<unit>week|month|year)\s+before\s+last\b", _before_last),
    rule("weekends", rf"{_LAST}weekends\b", _last_weekends),
    rule("last past previous", rf"{_LAST}{WEEKDAY}days\b", _last_weekdays),
    rule("last past previous", rf"{_LAST}(?P<part>morning|afternoon|evening|night)s\b", _last_nights),
    rule("months years", rf"{_LAST}(?P<unit>month|year)s\b(?!\s+ago)", _last_months),
    rule(
        "month year",
        rf"{_OVER}the\s+(?:last|past)\s+(?P<count>)(?P<unit>month|year)\b{_NOT_MODEL}",
        _last_months,
    ),
    rule("week", rf"(?<!\bthe\s)\b(?:(?:in|during|over)\s+)?{_WHICH}\s+week\b{_NOT_MODEL}", _week),
    rule("month", rf"(?<!\bthe\s)\b(?:(?:in|during|over)\s+)?{_WHICH}\s+month\b{_NOT_MODEL}", _month),
    rule("year", rf"(?<!\bthe\s)\b(?:(?:in|during|over)\s+)?{_WHICH}\s+year\b{_NOT_MODEL}", _year),
    rule("weekend", r"\b(?:(?:at|over|on|during)\s+)?(?P<which>the|this|last|next)\s+(?:past\s+)?weekend\b", _weekend),
    rule(
        _HINTS,
        rf"{_IN}?\b(?P<which>last|this)\s+{MONTH}(?!\s*\d)",
        _named_month,
    ),
    rule(
        _HINTS,
        rf"(?:{_IN}|(?:{_LIMIT})\s+){MONTH}{YEAR}",
        _named_month,
    ),
)
