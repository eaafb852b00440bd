"""What of a sentence nobody used: neither a keyword, nor an order, a count, a camera or a time."""

import re
from collections.abc import Collection, Iterable

from ner.amounts import read_amount
from ner.filters import Question, read_question
from ner.filters.superlatives import ways
from ner.keywords import Entity, Keyword, Query, TargetRole
from ner.labels import NOUNS
from ner.languages.english import EnglishQuery
from ner.leftovers import Leftover, find_leftovers
from ner.stops import said_aside
from ner.values import type_from

Span = tuple[int, int]
_MAKES = frozenset({"vehicle_brand", "vehicle_model"})
"""Labels of words that mean something without a value."""
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
    written: Query, english: EnglishQuery, read: Query, spans: Iterable[Span], ignored: Collection[Entity] = ()
) -> tuple[Leftover, ...]:
    """Return what of a sentence is neither a keyword of a vehicle that is looked for nor read by anything else.

    :param written: The sentence, read.
    :param english: Its rendering.
    :param read: The rendering, with what else was made keywords of it.
    :param spans: What orders, counts, cameras, times and places were read of, in the rendering.
    :param ignored: Keywords that somebody took off, as written, which are not told again.
    """
    targets = [target for target in read.targets if target.role is TargetRole.TARGET] or read.targets
    wanted = [keyword for target in targets for keyword in target.keywords]
    across = [way for way in ways(read.text) if any(k.start < way[1] and way[0] < k.end for k in wanted)]
    native = written.language == "en"
    of_words = [span for k in wanted if _understood(k, read.text) for span in _spans(k, read.text, native)]
    used = english.ranges((*of_words, *across, *spans))
    off = [(start, end) for _, start, end in ignored]
    return find_leftovers(written.text, (*used, *off), written.language)


def _understood(keyword: Keyword, sentence: str) -> bool:
    """Whether a keyword is a demand: not "way" of "the wrong way", nor "bus" of "faster than the bus"."""
    known = keyword.value is not None or keyword.label in _MAKES
    return known and not _COMPARED.search(sentence[: keyword.start])


def _spans(keyword: Keyword, sentence: str, native: bool) -> list[Span]:
    """Where the words of a keyword stand that its value was read of, with what compares its amount.

    :param native: Whether its words are English.
    """
    start, end = keyword.start, keyword.end
    if keyword.label == "vehicle_type" and native:
        return [(start + type_from(keyword.text), end)]
    if keyword.label == "vehicle_motion" and (aside := said_aside(keyword.text)):
        return [(start, start + aside[0]), (start + aside[1], end)]
    compared = read_amount(keyword, sentence) if keyword.label in _AMOUNTS else None
    if compared is None:
        return [(start, end)]
    away = _AWAY.match(sentence, compared[0].end)
    return [(compared[0].start, away.end() if away else compared[0].end)]
