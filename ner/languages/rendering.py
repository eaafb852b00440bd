"""Renders a sentence for the rules that read English: small words and phrases become English, names stay as written.

"weißer Lieferwagen, gestern nicht auf Kamera 3" becomes "weißer Lieferwagen, yesterday not on camera 3", and every
character of the rendering knows where it came from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ner.languages.vocabulary import LANGUAGES, WordKind, Words, numerals, vocabulary
from ner.languages.words import fold, spellings, tokenise
from ner.tokens import SentenceTokens

Range = tuple[int, int]
"""First character, one past the last."""
Said = tuple[int, int, str]
"""First character, one past the last, and what stands for them."""

_HOLES = ("{n}", "{t}")
_HOLE = re.compile("|".join(map(re.escape, _HOLES)))
_TIME = re.compile(
    r"o'clock|[ap]m\b|\b(?:past|to) \{n\}|noon|midday|midnight|yesterday|today|tonight|day\b|morning|evening|afternoon"
    r"|night|week|month|seconds?$|minutes?$|hours?$|\{n\}:"
)
"""English of the phrases that may stand for ``{t}``."""
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
class Piece:
    """Part of a rendering.

    :param text: It.
    :param start: First character of what it renders.
    :param end: One past the last.
    :param kept: Whether it is as written.
    """

    text: str
    start: int
    end: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Rendering:
    """A sentence for the English rules.

    :param text: The sentence in English where rules need it.
    :param places: First character of each piece in ``text``, with the piece.
    """

    text: str
    places: tuple[tuple[int, Piece], ...] = field(default=())

    def original(self, start: int, end: int) -> Range:
        """Return which characters of the original some of the rendering stand for; none where they stand for none."""
        ranges = [_of_piece(piece, start - at, end - at) for at, piece in self._within(start, end)]
        return (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else (0, 0)

    def rendered(self, start: int, end: int) -> Range:
        """Return where characters of the original stand in the rendering; an empty range where they were left out."""
        found = [(at, piece) for at, piece in self.places if piece.start < end and start < piece.end]
        if not found:
            return 0, 0
        (first, head), (last, tail) = found[0], found[-1]
        begin = first + max(0, start - head.start) if head.kept else first
        return begin, last + min(len(tail.text), end - tail.start if tail.kept else len(tail.text))

    def _within(self, start: int, end: int) -> list[tuple[int, Piece]]:
        return [(at, piece) for at, piece in self.places if at < end and start < at + len(piece.text)]


@lru_cache(maxsize=256)
def in_english(text: str, language: str, kept: tuple[Range, ...] = (), said: tuple[Said, ...] = ()) -> Rendering:
    """Render a text.

    :param text: A sentence, or part of one.
    :param language: Its ISO 639-1 code; a text of a language without a vocabulary stays as it is.
    :param kept: Characters that stay as written, such as those of colours and of names of cameras.
    :param said: Characters whose English is known already.
    """
    if language not in LANGUAGES:
        return Rendering(text, ((0, Piece(text, 0, len(text), True)),))
    tokens = tokenise(text)
    return _joined(text, [piece for piece in _pieces(tokens, language, kept, said) if piece.text])


def _of_piece(piece: Piece, start: int, end: int) -> Range:
    if not piece.kept:
        return piece.start, piece.end
    return piece.start + max(0, start), min(piece.end, piece.start + end)


def _joined(text: str, pieces: Sequence[Piece]) -> Rendering:
    """Lay pieces side by side, with a space where there was one, or where a rendered word would touch another."""
    whole, places = "", []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        gap = text[before.end : piece.start] if before else ""
        touches = (
            before is not None and not (before.kept and piece.kept) and whole[-1].isalnum() and piece.text[0].isalnum()
        )
        whole += " " if touches or any(map(str.isspace, gap)) else ""
        places.append((len(whole), piece))
        whole += piece.text
    return Rendering(whole, tuple(places))


def _pieces(tokens: SentenceTokens, language: str, kept: Sequence[Range], said: Sequence[Said]) -> Iterator[Piece]:
    plain = tuple(map(fold, tokens.words))
    fixed = [any(a < tokens.end(i) and tokens.starts[i] < b for a, b in kept) for i in range(len(tokens))]
    told = {start: (end, english) for start, end, english in said}
    at = 0
    while at < len(plain):
        if tokens.starts[at] in told:
            end, english = told[tokens.starts[at]]
            yield Piece(english, tokens.starts[at], end, False)
            at = next((i for i in range(at, len(plain)) if tokens.starts[i] >= end), len(plain))
            continue
        free = next((i for i in range(at, len(plain)) if fixed[i]), len(plain))
        found = None if fixed[at] else _longest(plain[:free], at, language)
        end = found.end if found else at + 1
        text = found.english if found else tokens.words[at]
        yield Piece(text, tokens.starts[at], tokens.end(end - 1), found is None)
        at = end


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase in a sentence: one past its last word, and what it is in English."""

    end: int
    english: str


def _longest(words: Words, at: int, language: str) -> _Found | None:
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


def _fitted(words: Words, at: int, pattern: Words, english: str, language: str) -> _Found | None:
    for place, part in enumerate(pattern):
        if at >= len(words):
            return None
        hole = _hole(words, at, part, place == len(pattern) - 1, language)
        if hole is None:
            return None
        at = hole.end
        if part in _HOLES:
            english = english.replace(part, hole.english, 1)
    return _Found(at, english)


def _hole(words: Words, at: int, part: str, last: bool, language: str) -> _Found | None:
    """Read a word of a pattern, or what stands for ``{t}``, or for ``{n}``, which at the end may have a unit."""
    if part not in _HOLES:
        return _Found(at + 1, "") if words[at] == part else None
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


def _number(words: Words, at: int, language: str) -> _Found | None:
    if words[at][0].isdigit():
        return _Found(at + 1, words[at])
    known = numerals(language)
    for size in range(min(_longest_numeral(language), len(words) - at), 0, -1):
        if (value := known.get(words[at : at + size])) is not None:
            return _Found(at + size, str(value))
    return None


@cache
def _longest_numeral(language: str) -> int:
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
