"""What of a sentence nobody used: neither a keyword, nor an order, a count, a camera or a time."""

import re
from collections.abc import Collection, Iterable

from ner.amounts import read_amount
from ner.filters import Question, read_question
from ner.filters.superlatives import ways
from ner.keywords import Entity, Keyword, Query, TargetRole
from ner.labels import NOUNS
from ner.languages.english import EnglishQuery
from ner.leftover_words import WordClass, classes
from ner.leftovers import Leftover, find_leftovers
from ner.stops import said_aside
from ner.values import lexicon, type_from

Span = tuple[int, int]
_MAKES = frozenset({"vehicle_brand", "vehicle_model"})
"""Labels of words that mean something without a value."""
_AMOUNTS = frozenset({"vehicle_velocity", "vehicle_range"})
_COMPARED = re.compile(r"(?<!\bother)(?<!\brather)\s+than\s+(?:the|an?|that|this)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""What makes a vehicle one that the other is compared with."""
_AWAY = re.compile(r"\s+(?:away|out|off|distant)\b", re.IGNORECASE)
"""What says of metres that they are a distance."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_DIRT = re.compile(r"(?:dirty|filthy|shiny|clean)\b", re.IGNORECASE)
"""What is a state even where surveys know a shade of that name."""
_ARTICLE = re.compile(
    r"(?:\b(?:down|up|past|through|thru|across|over|along|into|onto|round|at|on|in|off)\s+)?\b(?:the|an?)\s+"
)
"""What leads to words beside those of a motion."""
_TURN = re.compile(r"(?:turn|u-turn|left|right|standstill|halt|stop|circle)s?")
_OF_MOTION = re.compile(rf"{_TURN.pattern}|(?:lane|corner|curve|bend)s?")


def question_of(query: Query) -> Question:
    """Return what a sentence asks of the answer as a whole."""
    wanted = (target for target in query.targets if target.role is TargetRole.TARGET)
    heads = NOUNS if query.language == "en" else (*NOUNS, "vehicle_color")  # English colours are known where they stand
    return read_question(query.text, [k.start for target in wanted for k in target.keywords if k.label in heads])


def left_over(
    query: Query, spans: Iterable[Span], ignored: Collection[Entity] = (), english: EnglishQuery | None = None
) -> tuple[Leftover, ...]:
    """Return what of a sentence is neither a keyword of a vehicle that is looked for nor read by anything else.

    :param query: The sentence, read, or its rendering in English.
    :param spans: Where what else was read of it stands, such as ``Question.spans`` and ``SentenceFilters.spans``: first
        character, one past the last.
    :param ignored: Keywords that somebody took off, as written, which are not told again.
    :param english: How the rendering stands to what was written; None where the query is as written.
    """
    wanted = [keyword for target in query.targets if target.role is TargetRole.TARGET for keyword in target.keywords]
    across = [way for way in ways(query.text) if any(k.start < way[1] and way[0] < k.end for k in wanted)]
    native = query.language == "en"
    of_words = [span for k in wanted if _understood(k, query.text) for span in _spans(k, query.text, native)]
    used = [*of_words, *across, *spans]
    off = [(start, end) for _, start, end in ignored]
    text, used = (english.written, list(english.ranges(used))) if english else (query.text, used)
    return find_leftovers(text, (*used, *off), query.language)


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
    if keyword.label == "vehicle_color" and native:
        return [(start + _state(keyword.text), end)]
    if keyword.label == "vehicle_motion" and (aside := said_aside(keyword.text)):
        return [(start, start + aside[0]), (start + aside[1], end)]
    if keyword.label == "vehicle_motion" and native:
        return [(start + first, start + last) for first, last in _of_motion(keyword.text)]
    compared = read_amount(keyword, sentence) if keyword.label in _AMOUNTS else None
    if compared is None:
        return [(start, end)]
    away = _AWAY.match(sentence, compared[0].end)
    return [(compared[0].start, away.end() if away else compared[0].end)]


def _state(colour: str) -> int:
    """Return where the colour itself begins: 6 of "shiny black", but 0 of "dusty pink", which is a shade."""
    first = _WORD.match(colour)
    if first is None or first[0].lower() not in classes("en").condition or _is_shade(colour):
        return 0
    return len(colour) - len(colour[first.end() :].lstrip(" -"))


def _is_shade(colour: str) -> bool:
    """Whether a survey knows words as a colour, and not of a vehicle that wants washing."""
    return colour.lower() in lexicon()["vehicle_color"] and not _DIRT.match(colour)


def _of_motion(text: str) -> list[Span]:
    """Return where the words of a motion stand of which its value was read: "races" of "races down a muddy lane"."""
    article = _ARTICLE.search(text)
    if article is None:
        return [(0, len(text))]
    known = classes("en")
    words = [(match, known.kind(match[0].lower())) for match in _WORD.finditer(text, article.end())]
    odd = [kind is WordClass.CONTENT and not _OF_MOTION.fullmatch(word[0].lower()) for word, kind in words]
    if not any(odd):
        return [(0, len(text))]
    return [(0, article.start()), *(word.span() for word, _ in words if _TURN.fullmatch(word[0].lower()))]
