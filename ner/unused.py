"""What of a sentence nobody used: neither a keyword, nor an order, a count, a camera or a time."""

import re
from collections.abc import Collection

from ner.amounts import read_amount
from ner.filters import Question, SentenceFilters, read_question
from ner.keywords import Entity, Keyword, Query, TargetRole
from ner.labels import NOUNS
from ner.leftovers import Leftover, find_leftovers

Span = tuple[int, int]
_PATHS = frozenset({"vehicle_orientation", "vehicle_location", "vehicle_motion"})
"""Labels of words that mean nothing without a value."""
_AMOUNTS = frozenset({"vehicle_velocity", "vehicle_range"})
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
    targets = [target for target in query.targets if target.role is TargetRole.TARGET] or query.targets
    wanted = [keyword for target in targets for keyword in target.keywords]
    spans = [_span(keyword, query.text) for keyword in wanted if _understood(keyword, query.text)]
    off = [(start, end) for _, start, end in ignored]
    return find_leftovers(query.text, [*spans, *off, *question.spans, *filters.spans])


def _understood(keyword: Keyword, sentence: str) -> bool:
    """Whether a keyword is a demand: not "way" of "the wrong way", nor "bus" of "faster than the bus"."""
    known = keyword.value is not None or keyword.label not in _PATHS
    return known and not _COMPARED.search(sentence[: keyword.start])


def _span(keyword: Keyword, sentence: str) -> Span:
    """Where a keyword stands, with what compares its amount."""
    compared = read_amount(keyword, sentence) if keyword.label in _AMOUNTS else None
    start, end = (compared[0].start, compared[0].end) if compared else (keyword.start, keyword.end)
    away = _AWAY.match(sentence, end) if compared else None
    return start, away.end() if away else end
