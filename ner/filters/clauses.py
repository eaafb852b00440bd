"""Which of the times that a sentence names belong together: "Monday and Tuesday at 8", "yesterday, but not at noon"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce

from ner.filters.clock_phrases import ClockPhrase
from ner.filters.days import Day
from ner.filters.named import Named, merge
from ner.filters.names import word_set
from ner.filters.words import Lead, joint_of, lead_of

Item = Day | ClockPhrase

_WORD = re.compile(r"[^\W\d_]+|[^\s\w]|\d+")
_GLUE = word_set(
    """, ( @ at on in from between btw since after before by until till up around about approximately approx roughly
    near the of during over within only just shortly soon immediately exactly precisely prior later earlier than
    not no t n except excluding for apart ignoring some time sometime circa so far"""
)
_LISTS = word_set("and or & + plus but nor again also then as well once more")
_TO = word_set("to till until through - – —")


class Joint(Enum):
    """How a time follows the one before it."""

    NEXT = "next"  # "Monday at 8"
    LIST = "list"  # "Monday and Tuesday"
    BUT = "but"
    TO = "to"  # "Monday to Friday"
    APART = "apart"  # other words stand between


@dataclass(frozen=True, slots=True)
class Clause:
    """Days and hours that belong together.

    :param start: Where it begins in the text.
    :param end: Where it ends.
    :param group: Clauses of one number follow each other without other words between.
    :param denied: It is ruled out.
    :param days: What it names of days, in the order of the text.
    :param clocks: The times of the day.
    :param last: The last of a range of days, of which ``days`` are the first.
    """

    start: int
    end: int
    group: int
    denied: bool
    days: tuple[Day, ...] = ()
    clocks: tuple[ClockPhrase, ...] = ()
    last: Named | None = None

    @property
    def dated(self) -> bool:
        """True where it says which days it means."""
        return any(day.said.dated for day in self.days)

    @property
    def timed(self) -> bool:
        """True where it says at what time of the day."""
        return bool(self.clocks) or self.parted

    @property
    def parted(self) -> bool:
        """True where it names a part of the day."""
        return any(day.said.part for day in self.days)

    @property
    def hours_first(self) -> bool:
        """True for "at 8 on Monday", False for "Monday at 8"."""
        return bool(self.days and self.clocks) and self.clocks[0].start < self.days[0].start

    @property
    def time_first(self) -> bool:
        """True for "on the morning of Monday" too."""
        parts = [day.start for day in self.days if day.said.part]
        days = [day.start for day in self.days if not day.said.part]
        return bool(days) and min((*parts, *(clock.start for clock in self.clocks)), default=days[0]) < days[0]


def together(days: Iterable[Day]) -> Named:
    """Return what days say together; of two that differ the first."""
    return reduce(lambda one, other: merge(one, other) or one, (day.said for day in days), Named())


def find_clauses(text: str, days: Sequence[Day], phrases: Sequence[ClockPhrase]) -> list[Clause]:
    """Group the times of a text.

    :param text: Marks stand where days are named.
    """
    clauses: list[Clause] = []
    items: list[Item] = sorted([*days, *phrases], key=lambda one: one.start)
    for at, item in enumerate(items):
        before = clauses[-1] if clauses else None
        joint = _joint(text, before, item) if before else Joint.APART
        timed = at + 1 < len(items) and isinstance(items[at + 1], ClockPhrase) and items[at + 1].start >= item.end
        longer = before and _longer(text, before, item, joint, timed)
        if longer:
            clauses[-1] = longer
        else:
            clauses.append(_opened(before, item, joint))
    return clauses


def _denied(item: Item) -> bool:
    return item.denied if isinstance(item, Day) else item.leading.denied


def _joint(text: str, clause: Clause, item: Item) -> Joint:
    begin = item.start if isinstance(item, Day) else item.first.start
    words = set(_WORD.findall(text[clause.end : begin].lower()))
    if not words <= _GLUE | _LISTS | _TO:
        return Joint.APART
    if {"but", "only"} <= words:  # "this week, but only at night"
        return Joint.NEXT
    if "but" in words:
        return Joint.BUT
    if words & _LISTS:
        between = bool(clause.days) and lead_of(text, clause.days[-1].start).lead is Lead.BETWEEN
        return Joint.TO if between and isinstance(item, Day) else Joint.LIST
    return Joint.TO if words & _TO else Joint.NEXT


def _longer(text: str, clause: Clause, item: Item, joint: Joint, timed: bool) -> Clause | None:
    """Return the clause with one more time in it, or None where that begins another.

    :param timed: Whether a time of the day follows.
    """
    end = max(clause.end, item.end)
    if isinstance(item, ClockPhrase):
        goes_on = joint is Joint.NEXT and (clause.denied or not _denied(item)) and not clause.hours_first
        return replace(clause, end=end, clocks=(*clause.clocks, item)) if goes_on else None
    if item.end <= clause.end:
        return replace(clause, days=(*clause.days, item))
    if _denied(item) or joint not in (Joint.NEXT, Joint.TO):
        return None
    if joint is Joint.TO and clause.last is None:
        ranges = clause.days and not clause.clocks
        return replace(clause, end=end, last=item.said) if ranges else None
    if clause.last:
        last = merge(clause.last, item.said)
        return replace(clause, end=end, last=last) if last and not clause.clocks else None
    fits = merge(together(_beside(text, clause, item)), item.said)
    other_side = len(_beside(text, clause, item)) < len(clause.days)
    return replace(clause, end=end, days=(*clause.days, item)) if fits and not (other_side and timed) else None


def _beside(text: str, clause: Clause, day: Day) -> list[Day]:
    """Return the days on the same side of "10 pm yesterday and 2 am today" as another one; else all of them."""
    span = clause.clocks[-1] if clause.clocks else None
    if span is None or span.second is None:
        return list(clause.days)
    joint = joint_of(text, span.first.end)
    return [one for one in clause.days if (one.start > joint) == (day.start > joint)]


def _opened(before: Clause | None, item: Item, joint: Joint) -> Clause:
    group = before.group + (joint is Joint.APART) if before else 0
    inherited = before is not None and before.denied and joint is Joint.LIST
    denied = _denied(item) or inherited
    if isinstance(item, Day):
        return Clause(item.start, item.end, group, denied, days=(item,))
    return Clause(item.start, item.end, group, denied, clocks=(item,))
