"""Zones that a sentence names: "in the bus lane", "on the hard shoulder", "lanes 2 and 3", "not in the car park".

A zone is a part of a camera's picture that somebody drew and gave a name. "On the left" and "at the top" stay places in
the picture, even where a zone is called so: only "in the zone left" means that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ner.filters.names import holds
from ner.filters.zone_words import (
    ARTICLES,
    BESIDE,
    JOINTS,
    KINDS,
    LEADS,
    NOT,
    PLAIN,
    SKIPPED,
    VEHICLES,
    VOCABULARY,
    ZONE,
    Parts,
    is_numbered,
    parts_of,
    single,
)
from ner.languages.words import fold
from ner.numbers import WORDS

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['\u2019][a-z]+)?|[^\w\s]")
_BEGINS_NONE = ARTICLES | ZONE - {"zone"}
_LONGEST = 8
"""Words of a zone's name."""


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone that a sentence names, or a lane or the like that no zone is called.

    :param start: First character, of the words that lead into it.
    :param end: One past the last character.
    :param said: It, in the words of the sentence.
    :param zones: The names of zones that it means; empty where there is none.
    :param negated: True where the sentence rules it out.
    """

    start: int
    end: int
    said: str
    zones: tuple[str, ...]
    negated: bool = False


def read_places(text: str, names: Iterable[str], taken: Iterable[tuple[int, int]] = ()) -> tuple[ZoneMention, ...]:
    """Return the zones that a sentence names, in its order.

    :param text: The sentence.
    :param names: Names of all zones; those that are equal but for case, hyphens, plural and words of one meaning, such
        as pavement and sidewalk, are meant together.
    :param taken: Where it speaks of other things, such as cameras.
    """
    tokens = [match for match in _TOKEN.finditer(text) if match[0] != "-"]
    spans, zones = list(taken), _names(tuple(names))
    return tuple(
        one for one in _Walk(text, tokens, zones).run() if not any(one.start < e and s < one.end for s, e in spans)
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of zones.

    :param whole: Parts -> names.
    :param runs: Two parts or more that stand side by side in a name.
    :param words: All words that names and kinds are made of, in the singular.
    """

    whole: dict[Parts, list[str]]
    runs: frozenset[Parts]
    words: frozenset[str]

    def meant(self, parts: Parts) -> tuple[str, ...]:
        """Return the names of those parts; else those in which they stand."""
        holding = (name for zone, names in self.whole.items() if holds(zone, parts) for name in names)
        return tuple(self.whole.get(parts) or holding)


@lru_cache(maxsize=16)
def _names(names: tuple[str, ...]) -> _Names:
    whole: dict[Parts, list[str]] = {}
    for name in dict.fromkeys(names):
        if parts := parts_of(name):
            whole.setdefault(parts, []).append(name)
    runs = {zone[a:b] for zone in whole for a in range(len(zone)) for b in range(a + 2, len(zone) + 1)}
    return _Names(whole, frozenset(runs), VOCABULARY.union(*whole))


class _Walk:
    """One walk over the words of a sentence."""

    def __init__(self, text: str, tokens: Sequence[re.Match[str]], zones: _Names) -> None:
        self._text = text
        self._tokens = tokens
        self._words = [fold(token[0]) for token in tokens]
        self._zones = zones
        self._known = [single(word) in zones.words or word.isdigit() or word in WORDS for word in self._words]

    def run(self) -> Iterator[ZoneMention]:
        """Visit every place at which a zone may be named; the longest name counts."""
        place = 0
        while place < len(self._words):
            size, parts = self._name(place)
            if size:
                first = self._mention(place, size, parts)
                yield first
                place += size
                for at, number in self._others(place, parts):
                    yield self._later(at, ("lane", number), first.negated)
                    place = at + 1
            else:
                place += 1

    def _name(self, place: int) -> tuple[int, Parts]:
        """Return how many words from here on name a zone, or a kind of zone, and what they say; 0 where none do."""
        if not self._known[place] or self._words[place] in _BEGINS_NONE:
            return 0, ()
        known = next((n for n, one in enumerate(self._known[place : place + _LONGEST]) if not one), _LONGEST)
        for size in range(min(known, len(self._words) - place), 0, -1):
            words = self._words[place : place + size]
            parts = parts_of(" ".join(words)) if words[-1].isalnum() and words[-1] not in ARTICLES else ()
            if parts and self._names(place, parts) and self._counts(place, size, parts):
                return size, parts
        return 0, ()

    def _names(self, place: int, parts: Parts) -> bool:
        """Whether words are a zone's name or a kind; of a longer name two will do: "in the loading bay"."""
        within = parts in self._zones.runs and self._begin(place) < place
        return parts in self._zones.whole or parts in KINDS or is_numbered(parts) or within

    def _counts(self, place: int, size: int, parts: Parts) -> bool:
        """Whether a name stands where it means a zone: plain places only with that word, single words after "in"."""
        begin = self._begin(place)
        led = begin < place and self._words[begin] in LEADS
        called = self._word(place - 1) in ZONE or self._word(place + size) in ZONE
        if parts in PLAIN:
            return called and parts in self._zones.whole
        beside = {self._word(begin - 1), self._word(begin - 2)} & BESIDE
        if led and self._words[begin] == "to":  # "next to", but also "moves to"
            led = not beside
        return led or (not beside and (called or size > 1))

    def _begin(self, place: int) -> int:
        """Return where the words begin that lead into a name: "in the zone"."""
        while self._word(place - 1) in ARTICLES | ZONE:
            place -= 1
        return place - 1 if self._word(place - 1) in LEADS else place

    def _mention(self, place: int, size: int, parts: Parts) -> ZoneMention:
        begin, end = self._begin(place), place + size
        end += self._word(end) in ZONE
        said = self._text[self._tokens[place].start() : self._tokens[place + size - 1].end()]
        start, stop = self._tokens[begin].start(), self._tokens[end - 1].end()
        return ZoneMention(start, stop, said, self._zones.meant(parts), self._denied(begin))

    def _others(self, place: int, parts: Parts) -> Iterator[tuple[int, str]]:
        """Yield place and number of further lanes: "lanes 1, 2 and 3"."""
        if len(parts) != 2 or parts[0] != "lane" or not parts[1].isdigit():
            return
        while self._word(place) in JOINTS:
            place += 1
            place += self._word(place) in JOINTS
            number = single(self._word(place))
            if not number.isdigit() or self._word(place + 1) in VEHICLES or self._word(place + 1) in ("am", "pm", ":"):
                return
            yield place, number
            place += 1

    def _later(self, place: int, parts: Parts, negated: bool) -> ZoneMention:
        token = self._tokens[place]
        return ZoneMention(token.start(), token.end(), f"lane {token[0]}", self._zones.meant(parts), negated)

    def _denied(self, place: int) -> bool:
        if self._word(place) in NOT:  # "outside the car park"
            return True
        place -= 1
        while self._word(place) in SKIPPED:
            place -= 1
        word = self._word(place)
        return word in NOT or word.endswith(("n't", "n\u2019t"))

    def _word(self, place: int) -> str:
        return self._words[place] if 0 <= place < len(self._words) else ""
