"""A query as the rules that read English see it: alternatives, amounts, stops, times, cameras, orders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ner.keywords import Entity, Keyword, Query, Target
from ner.languages.leads import led
from ner.languages.rendering import Range, Rendering, in_english
from ner.languages.values import AMOUNTS
from ner.languages.vocabulary import LANGUAGES
from ner.languages.words import HAN, fold

_STANDING = ("stopped", "parked")
"""Values of motion that may last; they are the English words that the rules of stops know, too."""
_DURATION = re.compile(
    r"(?:\b(?:for|since|of|(?:more|longer|less)\s+than|over|under|at\s+(?:least|most)|about|up\s+to)\s+)*"
    r"\d+(?:[.,]\d+)?\s*(?:seconds?|minutes?|hours?|days?)\b(?!\s+ago)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NAME_WORD = re.compile(rf"\d+|[{HAN}]+|[^\W\d_{HAN}]+")
_CAMERAS = frozenset({"camera", "cameras", "cam", "cams", "cctv", "kamera", "kam"})
_NEAR = 12
"""Characters between a stop and its duration, at most."""


@dataclass(frozen=True, slots=True)
class EnglishQuery:
    """A query in its rendering.

    :param written: The sentence itself.
    :param query: The rendering as text, the keywords where they stand in it: as written, but for amounts and stops.
    :param rendering: Which characters of the original it stands for.
    :param originals: Label, first character and one past the last in the rendering → the keyword as it was.
    """

    written: str
    query: Query
    rendering: Rendering
    originals: dict[Entity, Keyword]

    def restored(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        """Return targets of the rendering with their keywords as in the original; what is ruled out is as given."""
        return tuple(replace(target, keywords=tuple(map(self.original, target.keywords))) for target in targets)

    def original(self, keyword: Keyword) -> Keyword:
        """Return a keyword of the rendering as it stands in the original; one that was read off the rendering, too."""
        if known := self.originals.get(keyword.entity):
            return replace(known, negated=keyword.negated)
        start, end = self.rendering.original(keyword.start, keyword.end)
        return replace(keyword, text=self.written[start:end], start=start, end=end)

    def ranges(self, found: Iterable[Range]) -> tuple[Range, ...]:
        """Return what parts of the rendering stand for in the original."""
        return tuple(self.rendering.original(*one) for one in found)


def english_of(query: Query, names: Iterable[str] = ()) -> EnglishQuery:
    """Render a query; an English one is its own rendering.

    :param names: Names that stay as written, such as those of cameras.
    """
    if query.language not in LANGUAGES:
        own = {k.entity: k for k in query.keywords}
        return EnglishQuery(query.text, query, in_english(query.text, query.language), own)
    kept = [(k.start, k.end) for k in query.keywords if k.label not in AMOUNTS]
    called = _places(names, query.text)
    kept += called
    said = tuple(led(query.text, called, query.language))
    rendering = in_english(query.text, query.language, tuple(kept), said)
    if stops := tuple(_stops(query, rendering)):
        rendering = in_english(query.text, query.language, tuple(kept), (*said, *stops))
    moved = {keyword: _moved(keyword, rendering, query.language) for keyword in query.keywords}
    targets = tuple(replace(t, keywords=tuple(moved[k] for k in t.keywords)) for t in query.targets)
    originals = {new.entity: old for old, new in moved.items()}
    return EnglishQuery(query.text, replace(query, text=rendering.text, targets=targets), rendering, originals)


def _moved(keyword: Keyword, rendering: Rendering, language: str) -> Keyword:
    """Return a keyword where it stands in a rendering; an amount begins with its own number, not "between 40 and"."""
    start, end = rendering.rendered(keyword.start, keyword.end)
    number = _NUMBER.search(in_english(keyword.text, language).text) if keyword.label in AMOUNTS else None
    if number:
        start = max(start, rendering.text.rfind(number[0], start, end))
    return replace(keyword, text=rendering.text[start:end], start=start, end=end)


def _stops(query: Query, rendering: Rendering) -> Iterator[tuple[int, int, str]]:
    """Yield where the original says how long a vehicle stood, with the English of it, whatever comes first."""
    durations = list(_DURATION.finditer(rendering.text))
    for keyword in query.keywords if durations else ():
        if keyword.label == "vehicle_motion" and keyword.value in _STANDING:
            start, end = rendering.rendered(keyword.start, keyword.end)
            for match in durations:
                if 0 <= match.start() - end <= _NEAR or 0 <= start - match.end() <= _NEAR:
                    first, last = rendering.original(*match.span())
                    yield min(first, keyword.start), max(last, keyword.end), f"{keyword.value} {match[0]}"


def _places(names: Iterable[str], text: str) -> list[Range]:
    """Return where names stand as words of their own; numbers are as written anyhow, and may be of something else."""
    words = [(fold(word[0]), *word.span()) for word in _NAME_WORD.finditer(text)]
    found: list[Range] = []
    for name in sorted({name for name in names if name and not name.isdigit()}, key=len, reverse=True):
        parts = [fold(word) for word in _NAME_WORD.findall(name)]
        if all(part.isdigit() or part in _CAMERAS for part in parts):  # phrases of the language read "camera 3"
            continue
        for at in range(len(words) - len(parts) + 1):
            start, end = words[at][1], words[at + len(parts) - 1][2]
            fits = [word for word, _, _ in words[at : at + len(parts)]] == parts
            if fits and not any(start < last and first < end for first, last in found):
                found.append((start, end))
    return sorted(found)
