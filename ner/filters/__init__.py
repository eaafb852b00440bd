"""Reads off a sentence where and when to look ("not on camera 3", "an hour ago") and what is asked of the answer.

Here belong rules for cameras, times, superlatives and counts. What vehicles look like is read by the tagger, and what
is searched is up to the caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ner.filters.called import read_called
from ner.filters.cameras import CamerasRead, read_cameras
from ner.filters.intervals import ANY_TIME, DailyHours, Interval, Times
from ner.filters.names import cameras_meant
from ner.filters.superlatives import Question, asks_nothing_else, read_question
from ner.filters.times import read_times

__all__ = [
    "ANY_TIME",
    "DailyHours",
    "Interval",
    "Question",
    "SentenceFilters",
    "Times",
    "asks_nothing_else",
    "cameras_meant",
    "read_filters",
    "read_question",
]


@dataclass(frozen=True, slots=True)
class SentenceFilters:
    """Where and when a sentence says to look.

    :param cameras: The cameras' numbers, letters or names, as written; empty where it names none.
    :param excluded: The cameras that it rules out, as written.
    :param times: When to look; empty where it does not say.
    :param standing: When to look for whoever asks the same for ever, as a watch does: hours of no named day, "between
        8 and 9", are those of every day.
    :param spans: Where cameras and times stand in the sentence, with the words that belong to them: first character
        and one past the last, in order.
    """

    cameras: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    times: Times = ANY_TIME
    standing: Times = ANY_TIME
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def since(self) -> datetime | None:
        """Nothing is searched before; None where that is open."""
        return self.times.hull.since

    @property
    def until(self) -> datetime | None:
        """Nothing is searched after."""
        return self.times.hull.until


def read_filters(text: str, now: datetime, names: Iterable[str] = ()) -> SentenceFilters:
    """Read the cameras and the times of a sentence.

    An hour without "am" or "pm" is of the part of the day that the sentence names; else digits with minutes are of the
    24-hour clock, and "5" or "half past five" is the latest that has been, or the one by daylight on a past day.
    A time of no named day that would lie ahead is yesterday's; where the sentence names the day, "this morning" too, it
    stays ahead. Days come before months: 03/11 is the third of November.

    :param text: The sentence.
    :param now: What "today" and "ago" count from. The times have its zone, or that of this machine where it has none.
    :param names: Names of cameras that a sentence may call by name.
    """
    text = text.replace("\u2019", "'")
    cameras = _cameras(text, tuple(names))
    read = read_times(text, now, cameras.spans)
    spans = tuple(sorted((*cameras.spans, *read.spans)))
    return SentenceFilters(cameras.named, cameras.excluded, read.times, read.standing, spans)


def _cameras(text: str, names: tuple[str, ...]) -> CamerasRead:
    """Read the cameras of a text, first those that it plainly calls so, then those that it only calls by name."""
    read = read_cameras(text, names)
    called = read_called(text, names, read.spans, read.denied)
    if not called:
        return read
    named = dict.fromkeys((*read.named, *(one.said for one in called if not one.negated)))
    excluded = dict.fromkeys((*read.excluded, *(one.said for one in called if one.negated)))
    spans = tuple(sorted((*read.spans, *((one.start, one.end) for one in called))))
    return CamerasRead(tuple(named), tuple(excluded), spans)
