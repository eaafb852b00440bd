"""What of a sentence nobody used, and what that means for the vehicles that it asks for."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ner.amounts import read_amount
from ner.filters import Question, SentenceFilters, read_question
from ner.keywords import Entity, Keyword, Query, TargetRole
from ner.labels import NOUNS
from ner.leftovers import Leftover, find_leftovers
from vehiclefinder.finder.plan import MEASURED, TOLD, Check, family
from vehiclefinder.finder.ranking import Ways
from vehiclefinder.finder.reservations import Reservation

Span = tuple[int, int]
_COMPARED = re.compile(r"(?<!\bother)(?<!\brather)\s+than\s+(?:the|an?|that|this)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""What makes a vehicle one that the other is compared with."""


_AWAY = re.compile(r"\s+(?:away|out|off|distant)\b", re.IGNORECASE)
"""What says of metres that they are a distance."""


def question_of(query: Query) -> Question:
    """Return what a sentence asks of the answer as a whole."""
    wanted = (target for target in query.targets if target.role is TargetRole.TARGET)
    return read_question(query.text, [k.start for target in wanted for k in target.keywords if k.label in NOUNS])


def left_over(
    query: Query, question: Question, filters: SentenceFilters, ignored: Collection[Entity] = ()
) -> tuple[Leftover, ...]:
    """Return what of a sentence is neither a keyword of a vehicle that is looked for nor read by anything else.

    :param query: The sentence, read.
    :param question: What it asks of the answer as a whole.
    :param filters: What it says of where and when.
    :param ignored: Keywords that somebody took off, which are not told again.
    """
    wanted = [keyword for target in query.targets if target.role is TargetRole.TARGET for keyword in target.keywords]
    spans = [_span(keyword, query.text) for keyword in wanted if _understood(keyword, query.text)]
    off = [(start, end) for _, start, end in ignored]
    return find_leftovers(query.text, [*spans, *off, *question.spans, *filters.spans])


def withheld(ways: Ways, leftovers: Sequence[Leftover]) -> Ways:
    """Return ways of being what is asked for that make no match where something is left over that says more of it."""
    if not any(one.of_vehicle for one in leftovers):
        return ways
    return tuple(replace(way, checks=tuple(map(_reserved, way.checks))) for way in ways)


def _reserved(check: Check) -> Check:
    """Return a check as one of which nobody can tell all, whatever would settle it."""
    return replace(check, reservation=replace(check.reservation or Reservation(""), settled=None))


def _understood(keyword: Keyword, sentence: str) -> bool:
    """Whether a keyword is a demand: not "way" of "the wrong way", nor "bus" of "faster than the bus"."""
    known = keyword.value is not None or family(keyword.label) not in TOLD
    return known and not _COMPARED.search(sentence[: keyword.start])


def _span(keyword: Keyword, sentence: str) -> Span:
    """Where a keyword stands, with what compares its amount."""
    compared = read_amount(keyword, sentence) if family(keyword.label) in MEASURED else None
    start, end = (compared[0].start, compared[0].end) if compared else (keyword.start, keyword.end)
    away = _AWAY.match(sentence, end) if compared else None
    return start, away.end() if away else end
