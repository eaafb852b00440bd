"""Parts of a day as people say them: "in the morning", "late evening", "rush hour"."""

import re
from dataclasses import replace
from datetime import datetime

from ner.filters.named import MARK, Named, Read, Rule, rule

Hours = tuple[int, int]
"""First and last, from the day's midnight."""
PARTS: dict[str, tuple[Hours, ...]] = {
    "dawn": ((0, 6),),
    "am": ((0, 12),),
    "pm": ((12, 24),),
    "lunch": ((12, 14),),
    "morning": ((5, 12),),
    "early morning": ((4, 8),),
    "late morning": ((10, 12),),
    "afternoon": ((12, 18),),
    "early afternoon": ((12, 15),),
    "late afternoon": ((15, 18),),
    "evening": ((17, 24),),
    "early evening": ((17, 20),),
    "late evening": ((21, 24),),
    "night": ((20, 30),),
    "daytime": ((6, 20),),
    "early night": ((20, 24),),
    "late night": ((22, 28),),
    "morning rush": ((7, 9),),
    "evening rush": ((16, 19),),
    "rush": ((7, 9), (16, 19)),
}
"""Part of the day → its hours; the night ends after the next midnight."""
EVERY_DAY = frozenset(range(7))
_SHADE = r"(?:(?P<shade>early|late)(?:\s+|-))?"
_PART = r"(?P<part>morning|afternoon|evening|night)"
_HOUR = r"rush(?:[\s-]*hours?)?\b"
_RUSH = r"(?P<rush>\s+rush(?:[\s-]*hours?)?)?"
_OF = rf"(?:\s+of\s*(?={MARK}))?"
_AT = r"\b(?:(?:at|in|during|over)\s+(?:the\s+)?)?"
_IN = r"\b(?:in|during|over|throughout)\s+"
BEFORE = r"(?:morning|afternoon|evening|night|am|pm|rush(?:[\s-]*hours?)?)\b"
"""A part of the day that the word before says the day of: "last night"."""


def _part(match: re.Match[str], now: datetime) -> Named:
    said = match.groupdict()
    part = match["part"].lower()
    if said.get("rush"):
        return Named(part=f"{'morning' if part == 'morning' else 'evening'} rush")
    return Named(part=f"{said['shade'].lower()} {part}" if said.get("shade") else part)


def _parts(match: re.Match[str], now: datetime) -> Named:
    return replace(_part(match, now), weekdays=EVERY_DAY)


def _is(part: str, *, every: bool = False) -> Read:
    return lambda match, now: Named(part=part, weekdays=EVERY_DAY if every else None)


_HINTS = "morning afternoon evening night"
PART_WORDS: tuple[Rule, ...] = (
    rule(_HINTS, rf"(?<={MARK})(?:'s?)?[\s,]*(?:(?:at|in|during)\s+(?:the\s+)?)?{_SHADE}{_PART}{_RUSH}\b{_OF}", _part),
    rule("am pm", rf"(?<={MARK})\s*(?P<part>[ap]m)\b", _part),
    rule(
        "rush",
        rf"(?<={MARK})(?:'s?)?[\s,]*(?:(?:at|in|during)\s+)?(?:the\s+)?{_HOUR}{_OF}",
        _is("rush"),
    ),
    rule("early late", rf"\b(?P<shade>early|late)\s+(?:in|during)\s+the\s+{_PART}\b{_OF}", _part),
    rule(_HINTS, rf"(?<={MARK}\sand\s){_SHADE}{_PART}\b{_OF}", _part),
    rule("mornings afternoons evenings nights", rf"(?:{_IN})?(?:the\s+)?\b{_SHADE}{_PART}s\b", _parts),
    rule(_HINTS, rf"{_IN}the\s+{_SHADE}{_PART}{_RUSH}\b{_OF}", _part),
    rule(_HINTS, rf"\b(?:(?:on|in)\s+)?the\s+{_SHADE}{_PART}{_RUSH}\s+of\s*(?={MARK})", _part),
    rule(
        "rush",
        rf"{_AT}(?P<part>morning|afternoon|evening)(?P<rush>\s+){_HOUR}",
        _part,
    ),
    rule("rush", rf"{_AT}rush[\s-]*hours?\b", _is("rush", every=True)),
    rule(_HINTS, rf"\ball\s+(?:the\s+)?{_PART}\b{_OF}", _part),
    rule("day", r"\b(?:by\s+day|(?:during|in)\s+the\s+day(?:time)?|in\s+daytime)\b", _is("daytime", every=True)),
    rule("night", r"\b(?:at|by)\s+nights?\b", _is("night", every=True)),
    rule("dark", r"\bafter\s+dark\b", _is("night", every=True)),
    rule("lunch", r"\b(?:at|around|over|during)\s+(?:the\s+)?lunch(?:\s*time|\s+hour)?\b", _is("lunch")),
    rule("hours", r"\bin\s+the\s+(?:small|early)\s+hours\b", _is("dawn")),
    rule("dawn daybreak sunrise light", r"\bbefore\s+(?:dawn|daybreak|sunrise|first\s+light)\b", _is("dawn")),
)
"""What is of no day that is named comes last."""
