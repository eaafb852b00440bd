"""Renders a sentence for the rules that read English: small words and phrases become English, names stay as written.

"weißer Lieferwagen, gestern nicht auf Kamera 3" becomes "weißer Lieferwagen, yesterday not on camera 3", and every
character of the rendering knows where it came from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ner.languages.phrases import longest
from ner.languages.vocabulary import LANGUAGES
from ner.languages.words import fold, tokenise
from ner.tokens import SentenceTokens

Range = tuple[int, int]
"""First character, one past the last."""
Said = tuple[int, int, str]
"""First character, one past the last, and what stands for them."""


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
        found = None if fixed[at] else longest(plain[:free], at, language)
        end = found.end if found else at + 1
        text = found.english if found else tokens.words[at]
        yield Piece(text, tokens.starts[at], tokens.end(end - 1), found is None)
        at = end
