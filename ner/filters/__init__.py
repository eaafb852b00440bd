"""Reads off a sentence where and when to look ("not on camera 3", "an hour ago") and what is asked of the answer.

Here belong rules for cameras, times, superlatives and counts. What vehicles look like is read by the tagger, and what
is searched is up to the caller.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ner.filters.cameras import read_cameras
from ner.filters.clock import find_clocks
from ner.filters.days import find_days
from ner.filters.names import cameras_meant
from ner.filters.recent import AGO, LAST, read_recent
from ner.filters.superlatives import Question, asks_nothing_else, read_question
from ner.filters.times import read_period
from ner.filters.words import Lead, lead_of

__all__ = ["Question", "SentenceFilters", "asks_nothing_else", "cameras_meant", "read_filters", "read_question"]


@dataclass(frozen=True, slots=True)
class SentenceFilters:
    """Where and when a sentence says to look.

    :param cameras: The cameras' numbers, letters or names, as written; empty where it names none.
    :param since: Seen at or after; None where it does not say.
    :param until: Seen at or before.
    :param excluded: The cameras that it rules out, as written.
    :param spans: Where the words stand that say so: first character, one past the last.
    """

    cameras: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    excluded: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def read_filters(text: str, now: datetime, names: Iterable[str] = ()) -> SentenceFilters:
    """Read the cameras and the time of a sentence.

    An hour without "am" or "pm" is of the part of the day that the sentence names; else digits with minutes are of the
    24-hour clock, and "5" or "half past five" is the latest that has been, or the one by daylight on a past day.
    A time that would lie ahead is yesterday's, "8 this morning" too; where the sentence names the day, or says
    "tonight", it stays ahead. Days come before months: 03/11 is the third of November.

    :param text: The sentence.
    :param now: What "today" and "ago" count from. The times have its zone, or that of this machine where it has none.
    :param names: Names of cameras that a sentence may call by name.
    """
    text = text.replace("\u2019", "'")
    cameras, excluded = read_cameras(text, names)
    named = tuple(_named(text, (*cameras, *excluded)))
    if recent := read_recent(text):
        present = now.astimezone(UTC)  # where durations are what they are, whatever the clocks do
        since, until = ((present - back).astimezone(now.tzinfo) for back in recent)
        told = (match.span() for pattern in (AGO, LAST) for match in pattern.finditer(text))
        return SentenceFilters(cameras, since, until, excluded, (*named, *told))
    first, last = read_period(text, now.replace(tzinfo=None))
    begin, end = first and _readings(first, now)[0], last and _readings(last, now)[-1]
    timed = _timed(text, now) if begin or end else ()
    return SentenceFilters(cameras, begin, end, excluded, (*named, *timed))


def _named(text: str, cameras: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where cameras stand, as written."""
    for name in cameras:
        yield from (match.span() for match in re.finditer(rf"\b{re.escape(name)}\b", text))


def _timed(text: str, now: datetime) -> Iterator[tuple[int, int]]:
    """Yield where days and times of the day stand."""
    days, marked = find_days(text, now.date())
    yield from ((day.start, day.end) for day in days)
    for clock in find_clocks(marked):
        if not clock.bare or lead_of(marked, clock.start) is not Lead.NONE:
            yield clock.start, clock.end


def _readings(wall: datetime, now: datetime) -> list[datetime]:
    """Both moments that a time may mean in the night when clocks change, else the same one twice; the earlier first."""
    both = [wall.replace(tzinfo=now.tzinfo, fold=fold) for fold in (0, 1)]
    return sorted((one if now.tzinfo else one.astimezone() for one in both), key=datetime.timestamp)
