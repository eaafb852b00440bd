"""Cuts what nobody used of a sentence into runs of words that belong together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ner.leftover_wordings import SAYING_NOTHING
from ner.leftover_words import WordClass, WordClasses
from ner.lexicon import entries

Span = tuple[int, int]
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['\u2019/-][^\W_]+)*")
_MARK = re.compile(
    r"[,;.!?()\[\]{}\"\uff0c\u3002\u3001\uff1b\uff01\uff1f\uff08\uff09\u201c\u201d\u2026]|\s[-\u2013\u2014]+\s|[\u2013\u2014]|\n"
)
"""What ends a phrase. A colon does where nothing was left over before it: "plate: 4X" is one."""
_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 6
"""Characters of a listed Chinese word, at most."""
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "st"})
_AND = frozenset({"and", "&", "or"})
_OBJECTS = frozenset({"me", "us", "him", "her", "them", "it", "anything", "something", "nothing"})
"""Words that belong to what stands before them: "waving at us", "on top of them"."""
_LOOKS = re.compile(r"(?:look|watch|show)(?:e?s|ing)")
"""What people in the picture do, though "look" alone is said to whoever searches."""


class Word(NamedTuple):
    """A word that nobody used, and where it stands.

    :param lower: It in small letters, with a straight apostrophe.
    :param kind: What it is to a phrase.
    :param of_person: Whether it names one.
    :param counts: Whether it is a plain number.
    """

    text: str
    start: int
    end: int
    lower: str
    kind: WordClass
    of_person: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class LeftoverRun:
    """Words side by side that nobody used.

    :param before_used: Whether words that somebody used follow at once.
    """

    words: tuple[Word, ...]
    before_used: bool = False


def runs(text: str, used: Sequence[Span], known: WordClasses) -> Iterator[LeftoverRun]:
    """Yield the runs of unused words, in the order of the sentence.

    :param used: First character and one past the last.
    """
    places = list(_word_spans(text, used, known))
    within = _within(text, places, used)
    left = [_word(text, *place, known) for place, one in zip(places, within, strict=True) if not one]
    told = any(word.kind is WordClass.CONTENT for word in left)
    words = iter(_by_wording(text, left, known, told))
    run: list[Word] = []
    at = 0
    for (start, end), one in zip(places, within, strict=True):
        if run and (one or _ends(text[at:start], run)):
            yield from _joined(run, one and not _ends(text[at:start], run))
            run = []
        if not one:
            run.append(_in_place(next(words), run))
        at = end
    yield from _joined(run, before_used=False)


def _in_place(word: Word, run: Sequence[Word]) -> Word:
    """Return a word as what it is behind others: a pronoun belongs to them, and a person may look somewhere."""
    if not run:
        return word
    before = run[-1]
    has_object = before.lower == "of" or before.kind in (WordClass.LEAD, WordClass.CONTENT)
    belongs = word.lower in _OBJECTS and has_object
    looks = word.kind is WordClass.ASK and before.of_person and _LOOKS.fullmatch(word.lower)
    said = belongs and any(one.kind is WordClass.CONTENT for one in run)
    return word._replace(kind=WordClass.CONTENT if said else WordClass.LEAD) if belongs or looks else word


def _by_wording(text: str, words: list[Word], known: WordClasses, told: bool) -> list[Word]:
    """Let wordings of several words say something, or nothing, together.

    :param told: Whether there is anything that would be told without them.
    """
    silent = [*_found(text, known.phrases), *_found(text, SAYING_NOTHING)] if told else []
    meant = _found(text, known.meaning) if words else []
    if not silent and not meant:
        return words
    classed = ((silent, WordClass.FILLER), (meant, WordClass.CONTENT))
    for spans, kind in classed:
        within = _within(text, [(word.start, word.end) for word in words], spans)
        words = [word._replace(kind=kind) if one else word for word, one in zip(words, within, strict=True)]
    return words


def _found(text: str, pattern: re.Pattern[str] | None) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def _within(text: str, places: Iterable[Span], spans: Iterable[Span]) -> list[bool]:
    """Tell of each place whether some span has a character of it."""
    mask = bytearray(len(text))
    for start, end in spans:
        mask[start:end] = b"\1" * (min(end, len(text)) - start)
    return [mask.find(1, start, end) >= 0 for start, end in places]


def _ends(between: str, run: Sequence[Word]) -> bool:
    if run and run[-1].lower in _TITLES and between == ". ":
        return False
    if between.isspace():
        return "\n" in between
    if ":" in between and not any(word.kind is WordClass.CONTENT for word in run):
        return True
    return _MARK.search(between) is not None


def _word_spans(text: str, used: Sequence[Span], known: WordClasses) -> Iterator[Span]:
    """Yield where words stand; of Chinese, which has no spaces, listed words and what stands between them."""
    edges = {edge for span in used for edge in span}
    for match in _WORD.finditer(text):
        cuts = sorted({*match.span(), *(edge for edge in edges if match.start() < edge < match.end())})
        if not _HAN.search(match[0]):
            yield match.span()
            continue
        for start, end in pairwise(cuts):
            yield from _cut(text, start, end, known)


def _cut(text: str, start: int, end: int, known: WordClasses) -> Iterator[Span]:
    """Cut Chinese characters at the longest words that are listed."""
    listed = (known.kinds, known.people, known.plate)
    first = at = start
    while at < end:
        sizes = range(min(_LONGEST, end - at), 0, -1)
        size = next((n for n in sizes if any(text[at : at + n] in words for words in listed)), 0)
        if size and first < at:
            yield first, at
        if size:
            yield at, at + size
            first = at + size
        at += size or 1
    if first < end:
        yield first, end


def _word(text: str, start: int, end: int, known: WordClasses) -> Word:
    said = text[start:end]
    lower = said.lower().replace("\u2019", "'")
    counts = lower.isdigit() or lower in known.number
    return Word(said, start, end, lower, known.kind(lower), lower in known.people, counts)


def _joined(run: Sequence[Word], before_used: bool) -> Iterator[LeftoverRun]:
    """Part a run at words of asking and telling, and at "and" and "or", but not "red and white stripes"."""
    if not any(word.kind is WordClass.CONTENT for word in run):
        return
    first = 0
    for at, word in enumerate(run):
        joins = word.lower in _AND and not (0 < at < len(run) - 1 and _alike(run[at - 1], run[at + 1]))
        if joins or word.kind is WordClass.ASK:
            if at > first:
                yield LeftoverRun(tuple(run[first:at]))
            first = at + 1
    if first < len(run):
        yield LeftoverRun(tuple(run[first:]), before_used)


def _alike(one: Word, other: Word) -> bool:
    return {one.lower, other.lower} <= _colours() or (one.counts and other.counts)


@cache
def _colours() -> frozenset[str]:
    return frozenset(entry.surface for entry in entries("vehicle_color"))
