"""Days counted from today: "yesterday", "last night", "two days ago", "on Monday", "tonight"."""

import re
from datetime import datetime, timedelta

from ner.filters.named import FOLLOW, MARK, NO_STREET, ON, WEEKDAY, Named, Read, Rule, rule, weekday_of
from ner.filters.parts import BEFORE
from ner.filters.recent import COUNT, amount

NIGHT_ENDS = 6
"""Hour until which a night goes on."""
_EARLY = rf"(?:\b(?P<shade>early|late)\s+(?=(?:on\s+)?\w+\s+{BEFORE}))?"
_SHADED = r"(?:(?P<shade>early|late)\s+)?"


def _day(shift: int, part: str = "") -> Read:
    def read(match: re.Match[str], now: datetime) -> Named:
        return Named(now.date() + timedelta(days=shift), 1, part, shade=_shade(match))

    return read


def _shade(match: re.Match[str]) -> str:
    return (match.groupdict().get("shade") or "").lower()


def _this(match: re.Match[str], now: datetime) -> Named:
    """Return today; before dawn "tonight" is the night that goes on, and "this evening" the one that was."""
    said = match.groupdict()
    part = (said.get("of") or "night").lower()
    late = now.hour < NIGHT_ENDS and part in ("night", "evening", "afternoon")
    day = now.date() - timedelta(days=late)
    return Named(day, 1, "" if said.get("of") else "night", shade=_shade(match))


def _ago(match: re.Match[str], now: datetime) -> Named:
    unit = match["unit"].lower()
    back = timedelta(days=round(amount(match["count"]) * (7 if unit == "week" else 1)))
    return Named(now.date() - back, 1, unit if unit in ("night", "evening", "morning") else "")


def _weekday(match: re.Match[str], now: datetime) -> Named:
    weekday = weekday_of(match)
    back = (now.weekday() - weekday) % 7 or 7
    once = match.groupdict().get("once") is not None
    return Named(now.date() - timedelta(days=back), weekday=weekday, once=once, shade=_shade(match))


def _next_weekday(match: re.Match[str], now: datetime) -> Named:
    weekday = weekday_of(match)
    return Named(now.date() + timedelta(days=(weekday - now.weekday()) % 7 or 7))


_SHORT = "mon tue wed thu fri sat sun"
_THEN = "|".join(f"(?<={MARK}{word})" for word in (", ", ",", " and ", " or ", " & ", "/"))
_HINTS = "monday tuesday wednesday thursday friday saturday sunday"
RELATIVE: tuple[Rule, ...] = (
    rule("yesterday", rf"{ON}day\s+before\s+yesterday\b", _day(-2)),
    rule("before", rf"{ON}(?:night|evening)\s+before\s+last(?:\s+(?:night|evening))?\b", _day(-2, "night")),
    rule("overnight", r"\bovernight\b", _day(-1, "night")),
    rule("tonight", r"\b(?:(?P<shade>late)\s+)?tonight\b", _this),
    rule("yesterday", rf"{_EARLY}\byesterday{NO_STREET}", _day(-1)),
    rule("tomorrow", rf"{ON}day\s+after\s+tomorrow\b", _day(2)),
    rule("tomorrow", rf"\btomorrow{NO_STREET}", _day(1)),
    rule("last previous", rf"\b{_SHADED}(?:the\s+)?(?:last|previous)\s+(?={BEFORE})", _day(-1)),
    rule("this", rf"\b{_SHADED}this\s+(?:(?:early|late)\s+)?(?=(?P<of>{BEFORE}))", _this),
    rule("today", rf"\btoday{NO_STREET}", _day(0)),
    rule("ago", rf"{ON}(?P<count>{COUNT})\s+(?P<unit>day|week|night|evening|morning)s?\s+ago\b", _ago),
    rule("next coming", rf"\b(?:on\s+)?(?:next|(?:this\s+)?coming)\s+{WEEKDAY}day{NO_STREET}", _next_weekday),
    rule(_HINTS, rf"{_EARLY}{ON}(?P<once>(?:last|this)\s+)?{WEEKDAY}day{NO_STREET}", _weekday),
    rule(
        _SHORT, rf"\b(?:on\s+)?{WEEKDAY}\b(?=\s*(?:,|&|/|\band\b|\bor\b)\s*(?:mon|tue|wed|thu|fri|sat|sun)\b)", _weekday
    ),
    rule(_SHORT, rf"\b(?:on\s+)?{WEEKDAY}\b(?=\s+(?:morning|afternoon|evening|night|rush)s?\b)", _weekday),
    rule(_SHORT, rf"(?:{_THEN}){WEEKDAY}\b", _weekday),
    rule(_SHORT, rf"(?:\b(?:on|last)|(?<=\bsince))\s+{WEEKDAY}\b{FOLLOW}", _weekday),
)
