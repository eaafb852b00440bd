"""The times that a sentence names, put together from the days and the times of the day in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ner.filters.clauses import Clause, find_clauses
from ner.filters.clock_phrases import find_clock_phrases
from ner.filters.days import NOT, find_days
from ner.filters.intervals import ANY_TIME, Times
from ner.filters.meaning import meanings
from ner.filters.named import CAMERA_MARK
from ner.filters.sharing import shared
from ner.filters.words import lead_of

Span = tuple[int, int]
"""First character, one past the last."""
_LEADING = re.compile(
    r"(?:\b(?:since|from|between|until|till|up\s+(?:un)?to|before|after|by|around|about|at|on|in|during|over|within|of"
    r"|throughout|the|only|earlier|so\s+far|some\s*time|but|just|all\s+day)\s+)+$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+(?:onwards?|on(?=\s*(?:$|[,.;:?!]))|h(?:ou)?rs|so\s+far|sharp|(?:or|and)\s+(?:later|earlier|after)"
    r"|(?:to|until|till|and)\s+now|only))+\b",
    re.IGNORECASE,
)
_REACH = 60


@dataclass(frozen=True, slots=True)
class TimesRead:
    """The times of a sentence.

    :param times: When to look.
    :param standing: When to look for whoever asks the same for ever: hours of no named day come again every day.
    :param spans: Where they stand in the sentence, with the words that belong to them.
    """

    times: Times = ANY_TIME
    standing: Times = ANY_TIME
    spans: tuple[Span, ...] = ()


def read_times(text: str, now: datetime, cameras: Sequence[Span] = ()) -> TimesRead:
    """Read when a sentence says to look.

    :param text: The sentence.
    :param now: The present; its zone is that of the times, or that of this machine where it has none.
    :param cameras: Where it names cameras, whose numbers are no times.
    """
    marked = text
    for start, end in cameras:
        marked = marked[:start] + CAMERA_MARK * (end - start) + marked[end:]
    days, marked = find_days(marked, now)
    phrases = find_clock_phrases(marked, days)
    if not (days or phrases):
        return TimesRead()
    found = find_clauses(marked, days, phrases)
    clauses = shared(found)
    undated = {clause.denied for clause in clauses if not clause.dated}
    times = _times(clauses, marked, now, standing=undated == {True})  # "except between 8 and 9" is so every day
    standing = _times(clauses, marked, now, standing=True) if False in undated else times
    return TimesRead(times, standing, _spans(found, marked))


def _times(clauses: Sequence[Clause], text: str, now: datetime, standing: bool) -> Times:
    told = {
        denied: tuple(
            dict.fromkeys(
                one for clause in clauses if clause.denied is denied for one in meanings(clause, text, now, standing)
            )
        )
        for denied in (False, True)
    }
    return Times(told[False], told[True])


def _spans(clauses: Sequence[Clause], text: str) -> tuple[Span, ...]:
    """Return where the times stand; those that follow each other without other words are one."""
    spans: dict[int, Span] = {}
    for clause in clauses:
        after = _TRAILING.match(text, clause.end)
        start, end = _start(clause, text), after.end() if after else clause.end
        known = spans.get(clause.group, (start, end))
        spans[clause.group] = min(known[0], start), max(known[1], end)
    return tuple(spans.values())


def _start(clause: Clause, text: str) -> int:
    """Return where the words begin that lead into a clause; "not" only where it rules it out or turns it round."""
    start = lead_of(text, clause.start).start
    for pattern in (NOT, _LEADING) if clause.denied else (_LEADING,):
        before = pattern.search(text, max(0, start - _REACH), start)
        start = before.start() if before else start
    return start
