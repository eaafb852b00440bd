"""Reads where and when to look off a sentence: "on camera 3", "between 8 and 9 this morning", "in the last hour"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ner.numbers import WORDS

NEAR, ABOUT = timedelta(minutes=5), timedelta(minutes=15)
"""How far "at" and "around" reach to both sides."""
PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (20, 30), "day": (0, 24)}
"""Part of the day → hours from its midnight; the night ends after the next one."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_UNIT = r"(?!\s*(?:km|kilomet|mph|mile|m\b|met|f(?:ee|oo)?t|yards?|%|kph|doors?|cars|vans|in total|at most))"
_CLOCK = rf"(?:(\d{{1,2}})(?:[:.h](\d\d))?\s*(a\.?m\.?|p\.?m\.?|o'?clock)?|(noon|midday|midnight))(?!\w|:\d){_UNIT}"
_COUNT = r"(?:(\d+|an?|" + "|".join(WORDS) + r")\s+)?"
CAMERA = re.compile(
    r"\b(?:camera|cam|cctv)s?\s*(?:no\.?|number|#)?\s*"
    r"(\d+\w?|[a-h]\b|" + "|".join(WORDS) + r")((?:\s*(?:,|and|or|&)\s*\d+\b(?!\s*(?:km|m\b|am|pm|:)))*)",
    re.IGNORECASE,
)
BETWEEN = re.compile(rf"\b(?:between|btw|from)\s+{_CLOCK}\s*(?:and|to|till|until|-)\s*{_CLOCK}", re.IGNORECASE)
POINT = re.compile(
    rf"\b(at|around|about|since|after|from|before|until|till|by)\s+{_CLOCK}", re.IGNORECASE
)  # fmt: skip
LAST = re.compile(rf"\b(?:last|past|previous)\s+{_COUNT}(second|sec|minute|min|hour|day|week)s?\b", re.IGNORECASE)
AGO = re.compile(rf"\b{_COUNT}(second|sec|minute|min|hour|day|week)s?\s+ago\b", re.IGNORECASE)
DAY = re.compile(
    r"\b(?:(today|yesterday|tonight)|(this|yesterday|last)\s+(morning|afternoon|evening|night)|"
    rf"(?:on|last)\s+({'|'.join(DAYS)}))(?:\s+(morning|afternoon|evening|night))?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Where and when a sentence says to look.

    :param cameras: The cameras' numbers or letters, as written; empty where it names none.
    :param since: Seen at or after; None where it does not say.
    :param until: Seen at or before.
    """

    cameras: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def read_filters(text: str, now: datetime) -> Filters:
    """Read the cameras and the time of a sentence.

    An hour without "am" or "pm" is of the part of the day that the sentence names, else of the 24-hour clock; a time
    that would lie ahead is yesterday's.

    :param text: The sentence.
    :param now: What "today" and "ago" count from; the times have its zone.
    """
    since, until = _period(text, now)
    return Filters(tuple(dict.fromkeys(_cameras(text))), since, until)


Period = tuple[datetime | None, datetime | None]


def _cameras(text: str) -> Iterator[str]:
    for match in CAMERA.finditer(text):
        first = match[1].lower()
        yield str(WORDS[first]) if first in WORDS else match[1]
        yield from re.findall(r"\d+", match[2])


def _period(text: str, now: datetime) -> Period:
    if match := AGO.search(text):
        then = now - _span(match[1], match[2])
        return then - NEAR, then + NEAR
    if match := LAST.search(text):
        return now - _span(match[1], match[2]), now
    day = _day(text, now)
    if match := BETWEEN.search(text):
        return _between(match, day, now)
    for match in POINT.finditer(text):
        if _is_time(match, day):
            return _around(match[1].lower(), _at(match.groups()[1:5], day, now), day, now)
    return day or (None, None)


def _day(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the day or part of a day that the sentence names."""
    match = DAY.search(text)
    if match is None:
        return None
    plain, which, part, weekday, of_weekday = (group.lower() if group else "" for group in match.groups())
    back = {"yesterday": 1}.get(plain or which, 0)
    if which == "last":
        back = 1
    if weekday:
        back = (now.weekday() - DAYS.index(weekday)) % 7 or 7
    part = "night" if plain == "tonight" else part or of_weekday or "day"
    midnight = datetime.combine(now.date(), time(), now.tzinfo) - timedelta(days=back)
    first, last = PARTS[part]
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)


def _is_time(match: re.Match[str], day: Period | None) -> bool:
    """Tell a time from another number: "at 8" is one only where the sentence names a day."""
    _, _, minutes, half, name = match.groups()[:5]
    return bool(minutes or half or name or (day and match[1].lower() not in ("by", "about")))


def _at(clock: tuple[str | None, ...], day: tuple[datetime, datetime] | None, now: datetime) -> datetime:
    """Return the moment that a clock time (hour, minutes, am or pm, name) means."""
    hour, minutes, half, name = clock
    value = {"noon": 12, "midday": 12, "midnight": 0}[name.lower()] if name else int(hour or 0) % 24
    half = (half or "").lower()
    afternoon = half.startswith("p") or (not half and not minutes and day is not None and day[0].hour >= 12)
    value = value % 12 if half.startswith("a") else value + 12 if afternoon and value < 12 and not name else value
    start = day[0] if day else now
    moment = datetime.combine(start.date(), time(value, int(minutes or 0) % 60), now.tzinfo)
    return moment - timedelta(days=1) if day is None and moment > now else moment


def _between(match: re.Match[str], day: tuple[datetime, datetime] | None, now: datetime) -> Period:
    groups = match.groups()
    first, last = groups[:4], groups[4:8]
    if not first[2] and not first[3]:
        first = (first[0], first[1], last[2], None)
    since, until = _at(first, day, now), _at(last, day, now)
    return since, until if until >= since else until + timedelta(days=1)


def _around(word: str, moment: datetime, day: tuple[datetime, datetime] | None, now: datetime) -> Period:
    midnight = datetime.combine(moment.date(), time(), now.tzinfo)
    end = midnight + timedelta(days=1)
    reach: dict[str, Callable[[], Period]] = {
        "at": lambda: (moment - NEAR, moment + NEAR),
        "since": lambda: (moment, now),
        "after": lambda: (moment, min(end, now) if day is None else end),
        "from": lambda: (moment, min(end, now) if day is None else end),
    }
    if word in ("around", "about"):
        return moment - ABOUT, moment + ABOUT
    return reach.get(word, lambda: (midnight, moment))()


def _span(count: str | None, unit: str) -> timedelta:
    words = (count or "1").lower()
    number = 1 if words in ("a", "an") else WORDS.get(words) or int(words)
    name = {"sec": "seconds", "min": "minutes"}.get(unit.lower(), unit.lower() + "s")
    return timedelta(**{name: number})
