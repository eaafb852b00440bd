"""Phrases of other languages and what they are in English, with numbers and times in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ner.languages.vocabulary import WordKind, Words, numerals, vocabulary
from ner.languages.words import spellings

_HOLES = ("{n}", "{t}")
_HOLE = re.compile("|".join(map(re.escape, _HOLES)))
_TIME = re.compile(
    r"o'clock|[ap]m\b|\b(?:past|to) \{n\}|noon|midday|midnight|yesterday|today|tonight|day\b|morning|evening|afternoon"
    r"|night|week|month|seconds?$|minutes?$|hours?$|\{n\}:"
)
"""English of the phrases that may stand for ``{t}``."""
_ASIDE = re.compile(rf"{_TIME.pattern}|(?:newest|oldest) first$")
_OF_VEHICLES = re.compile(r"stopped|parked|waiting|standing")
_LATE = re.compile(r"\b(0|1[3-9]|2[0-4]) o'clock\b")
"""Hours that nobody counts so in English."""
_NUMBERED = "camera {n}"
_LED = re.compile(r"^(?:on|in the|at) ")
_ENGLISH = {
    WordKind.OR: "or",
    WordKind.AND: "and",
    WordKind.NEGATION: "not",
    WordKind.FUNCTION: "",
    WordKind.FILLER: "",
}
"""What a word is in English where its row does not say."""


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase in a sentence.

    :param end: One past its last word.
    :param english: What it is in English.
    """

    end: int
    english: str


def longest(words: Words, at: int, language: str) -> PhraseMatch | None:
    """Return the phrase that begins at a word, the longest; a number in words where there is none longer."""
    table, number = _table(language), _number(words, at, language)
    own = table.get(words[at], ())
    timed = number or _times(language, words[at])
    led = (*table.get("{t}", ()), *(table.get("{n}", ()) if number else ())) if timed else ()
    best = None
    for pattern, english in (*own, *led):
        found = _fitted(words, at, pattern, english, language)
        best = found if found and (best is None or found.end > best.end) else best
    if number and not words[at][0].isdigit() and int(number.english) > 1 and (best is None or number.end > best.end):
        return number
    return best


def says_aside(english: str) -> bool:
    """Tell whether the English of a phrase says when or in which order, and nothing of a vehicle."""
    return _ASIDE.search(english) is not None and not _OF_VEHICLES.search(english)


def _fitted(words: Words, at: int, pattern: Words, english: str, language: str) -> PhraseMatch | None:
    for place, part in enumerate(pattern):
        if at >= len(words):
            return None
        hole = _hole(words, at, part, place == len(pattern) - 1, language)
        if hole is None:
            return None
        at = hole.end
        if part in _HOLES:
            english = english.replace(part, hole.english, 1)
    return PhraseMatch(at, _LATE.sub(r"\1:00", english))


def _hole(words: Words, at: int, part: str, last: bool, language: str) -> PhraseMatch | None:
    """Read a word of a pattern, or what stands for ``{t}``, or for ``{n}``, which at the end may have a unit."""
    if part not in _HOLES:
        return PhraseMatch(at + 1, "") if words[at] == part else None
    number = _number(words, at, language)
    if part == "{n}" and not (last and number):
        return number
    kinds = _table(language).get("{n}", ()) if number else ()
    if part == "{t}":
        kinds = (*_times(language, words[at]), *kinds)
    found = [
        one
        for p, e in kinds
        if len(p) > 1 or p[0] not in _HOLES
        if "{t}" not in p
        if (one := _fitted(words, at, p, e, language))
    ]
    return max(found, key=lambda one: one.end, default=number)


@lru_cache(maxsize=4096)
def _times(language: str, word: str) -> tuple[tuple[Words, str], ...]:
    """Return the phrases of time that begin with a word, with their bare English."""
    return tuple((p, _LED.sub("", e)) for p, e in _table(language).get(word, ()) if _TIME.search(e))


def _number(words: Words, at: int, language: str) -> PhraseMatch | None:
    if words[at][0].isdigit():
        return PhraseMatch(at + 1, words[at])
    known = numerals(language)
    for size in range(min(_most_words(language), len(words) - at), 0, -1):
        if (value := known.get(words[at : at + size])) is not None:
            return PhraseMatch(at + size, str(value))
    return None


@cache
def _most_words(language: str) -> int:
    return max(map(len, numerals(language)), default=0)


@cache
def _table(language: str) -> dict[str, tuple[tuple[Words, str], ...]]:
    """Return first word → phrases that begin with it and their English, the first row of several alike."""
    table: dict[Words, str] = {}
    named: dict[Words, str] = {}
    for one in vocabulary(language).wordings:
        for pattern in _patterns(one.surface, language):
            english = one.english or _ENGLISH.get(one.kind, "")
            table.setdefault(pattern, english)
            if english.endswith(_NUMBERED) and pattern[-1] == "{n}":  # cameras have names, too
                named.setdefault(pattern[:-1], english.removesuffix(" {n}"))
    by_first: dict[str, list[tuple[Words, str]]] = {}
    for pattern, english in (named | table).items():
        by_first.setdefault(pattern[0], []).append((pattern, english))
    return {first: tuple(patterns) for first, patterns in by_first.items()}


def _patterns(surface: str, language: str) -> Iterator[Words]:
    """Yield the words of a phrase, folded, its holes as they are."""
    holes = _HOLE.findall(surface)
    parts = [spellings(part, language) for part in _HOLE.split(surface)]
    for way in range(max(map(len, parts))):
        first, *others = (ways[min(way, len(ways) - 1)] for ways in parts)
        words = [*first, *(word for hole, after in zip(holes, others, strict=True) for word in (hole, *after))]
        if words:
            yield tuple(words)
