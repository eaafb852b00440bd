"""Drops what the tagger marked in fixed phrases ("white paper", "polo shirt") and in names of people ("Mr. Ford")."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from ner.labels import LABELS, NOUNS
from ner.lexicon import lines
from ner.numbers import WORDS as NUMBERS
from ner.spans import Span
from ner.tokens import SentenceTokens

_NAMES = frozenset(map(LABELS.index, NOUNS))
_BRAND, _MODEL = LABELS.index("vehicle_brand"), LABELS.index("vehicle_model")
_MEASURED = frozenset(map(LABELS.index, ("vehicle_velocity", "vehicle_range")))
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "professor"})
_RANKS = frozenset({
    "Captain", "Colonel", "Constable", "Detective", "Inspector", "Lieutenant", "Miss", "Officer", "Sergeant", "Judge",
    "Lady", "Lord", "Sir", "Aunt", "Uncle",
})  # fmt: skip
"""Words that are a title where a name in capitals follows; "Officer Black Van" is none."""
_PART = re.compile(r"\(([^)]*)\)|([^()]+)")


def with_idioms(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Leave no keyword to a fixed phrase, unless its words go on as a name of a vehicle.

    "in transit" goes on in "in transit van", "golf club" in "Volkswagen Golf club"; amounts are left alone.

    :param found: Label, first token and one past the last of each span.
    :param text: The sentence.
    :param tokens: Its tokens.
    """
    words = tuple(word.lower() for word in tokens.words)
    for first, end in _phrases_in(words):
        inside = [span for span in found if first <= span[1] and span[2] <= end and span[0] not in _MEASURED]
        if inside and not _goes_on(found, first, end):
            found = [span for span in found if span not in inside]
    return found


def with_people(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Leave no colour or make to a name behind a title: "Dr. Gray", "Mr. Ford said"; see :func:`with_idioms`."""
    for title, name in _names_of_people(tokens.words):
        if tokens.words[title] in _RANKS and any(s[0] in _NAMES and s[1] == name + 1 for s in found):
            continue
        dropped = [span for span in found if span[1] <= name and title < span[2] and span[0] not in _MEASURED]
        fine = [span for span in dropped if span[0] in _NAMES]
        models = [s for s in found if s[0] == _MODEL and any(f[1] <= s[1] < f[2] for f in fine)]
        found = [span for span in found if span not in dropped and span not in models]
    return found


def _goes_on(found: list[Span], first: int, end: int) -> bool:
    """Tell whether a brand stands right before the phrase, a vehicle right behind it, or a name reaches out of it."""
    return any(
        (span[0] == _BRAND and span[2] == first)
        or (span[0] in _NAMES and span[1] == end)
        or (span[0] in _NAMES and (span[1] < first < span[2] or span[1] < end < span[2]))
        for span in found
    )


def _names_of_people(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the places of each title and of the name that follows; "4 dr" is a door, "MR two" a model."""
    for at, word in enumerate(words[:-1]):
        if word in _RANKS and words[at + 1].istitle() and words[at + 1].isalpha():
            yield at, at + 1
        if word.lower() not in _TITLES or (at and words[at - 1][-1:].isdigit()):
            continue
        dotted = words[at + 1] == "."
        name = at + 1 + dotted
        number = name < len(words) and words[name].lower() in NUMBERS
        if (
            name < len(words)
            and not number
            and words[name].isalpha()
            and (dotted or word[0].isupper() or word in ("mr", "mrs"))
        ):
            yield at, name


def _phrases_in(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield first and end of every fixed phrase; several may begin at one place."""
    table = _phrases()
    for at, word in enumerate(words):
        for phrase in table.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                yield at, at + len(phrase)


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return first word → the phrases that begin with it, longest first.

    :raises NerError: The file is missing.
    """
    table: dict[str, set[tuple[str, ...]]] = {}
    for line in lines("idioms.txt"):
        if line and not line.startswith("#"):
            for phrase in _expanded(line):
                table.setdefault(phrase[0], set()).add(phrase)
    return {first: tuple(sorted(found, key=lambda p: (-len(p), p))) for first, found in table.items()}


def _expanded(line: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of a line: "polo (shirt|neck)" has two."""
    parts = [choice.split("|") if choice else [plain] for choice, plain in _PART.findall(line)]
    for chosen in product(*parts):
        yield tuple("".join(chosen).split())
