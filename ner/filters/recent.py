"""Times counted back from now: "in the last ten minutes", "half an hour ago"."""

import re
from datetime import UTC, datetime, timedelta

from ner.filters.named import Named, Rule, rule
from ner.numbers import WORDS, number

_WORD = "|".join(WORDS)
COUNT = (
    rf"(?:\d{{1,4}}|(?:{_WORD})(?:[\s-](?:{_WORD}))?|half(?:\s+an?)?|(?:an?\s+)?quarter\s+of\s+an?"
    r"|an?\s+couple(?:\s+of)?|an?\s+few|an?)"
)
_UNIT = r"(seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|weeks?)"
_FEW = rf"(?:couple(?:\s+of)?|few|{COUNT})"
LAST = (
    r"\b(?:(?:in|within|over|during|for)\s+)?(?:(?:the|this)\s+)?(?:last|previous|(?<=the\s)past|(?<=this\s)past)\s+"
    rf"(?:({_FEW})\s*{_UNIT}|(minute|hour)|(?<=the\slast\s)(day|week)"
    r"|(?<=the\spast\s)(day|week))\b(?!\s*ago)"
)
AGO = rf"\b({COUNT})\s*(seconds?|secs?|minutes?|mins?|hours?|hrs?)\s+ago\b"
AGO_RANGE = (
    rf"\b(?:between\s+)?(?P<least>{COUNT})(?:(?<=\d)\s*[-–]\s*(?=\d)|\s+(?:to|or|and)\s+)(?P<most>{COUNT})\s*"
    r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago\b"
)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
NEAR, FAR = timedelta(minutes=5), timedelta(minutes=15)
"""How far "ago" reaches to both sides, within the hour and beyond."""


SINCE = re.compile(r"\b(?:since|from)\s+(?:about\s+)?$", re.IGNORECASE)


def _ago(match: re.Match[str], now: datetime) -> Named | None:
    back = _duration(match)
    if SINCE.search(match.string, 0, match.start()):
        return _back(now, back, timedelta())
    near = FAR if back >= timedelta(hours=1) else NEAR
    return _back(now, back + near, max(back - near, timedelta()))


def _ago_range(match: re.Match[str], now: datetime) -> Named | None:
    ends = sorted(amount(match[end]) * timedelta(**{UNITS[match["unit"][0].lower()]: 1}) for end in ("least", "most"))
    return _back(now, ends[1], ends[0])


def _last(match: re.Match[str], now: datetime) -> Named | None:
    return _back(now, _duration(match), timedelta())


def _duration(match: re.Match[str]) -> timedelta:
    count, *units = match.groups()
    unit = UNITS[next(unit for unit in units if unit)[0].lower()]
    return amount(count or "a") * timedelta(**{unit: 1})


def _back(now: datetime, begin: timedelta, end: timedelta) -> Named | None:
    present = now.astimezone(UTC)  # where durations are what they are, whatever the clocks do
    try:
        return Named(moments=((present - begin).astimezone(now.tzinfo), (present - end).astimezone(now.tzinfo)))
    except OverflowError:
        return None


def _same_time(match: re.Match[str], now: datetime) -> Named:
    then = now - timedelta(days=7 if "week" in match[0].lower() else 1)  # by the wall clock
    return Named(moments=(then - FAR, then + FAR))


RECENT: tuple[Rule, ...] = (
    rule("time", r"\b(?:at\s+)?(?:about\s+)?(?:this|(?:the\s+)?same)\s+time\s+(?:yesterday|last\s+week)\b", _same_time),
    rule("ago", AGO_RANGE, _ago_range),
    rule("ago", AGO, _ago),
    rule("last past previous", LAST, _last),
)


def amount(count: str) -> float:
    """Read a count: "ten", "a couple of" (2), "a few" (5), "half an" (0.5), "a quarter of an" (0.25)."""
    words = count.lower()
    if words.startswith("half"):
        return 0.5
    if "quarter" in words:
        return 0.25
    if "couple" in words:
        return 2
    return 5 if "few" in words else number(words) or float(words in ("a", "an"))
