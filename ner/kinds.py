"""Kinds of vehicle finer than the types that the matcher tells apart, and vehicles that are of none of its types.

They are read from ``lexicon/vehicle_kinds.csv``: the kind, the values that contain it (none: nothing that the matcher
knows does), the paint that it often has, further words for it, and those of its words that also mean something else,
which count only where the tagger takes them for a vehicle. Plurals, hyphens, joined words and the pairs truck and
lorry, plough and plow, armoured and armored need not be written down.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product

from ner.lexicon import rows

PAIRS = (("truck", "lorry"), ("plough", "plow"), ("snowplough", "snowplow"), ("armoured", "armored"))
"""Words that stand for each other."""
_TWINS = {one: pair for pair in PAIRS for one in pair}
HEADS = {
    "truck": "truck", "lorry": "truck", "van": "van", "bus": "bus", "bike": "motorcycle|bicycle",
    "motorbike": "motorcycle", "motorcycle": "motorcycle", "bicycle": "bicycle", "vehicle": "",
    "car": "car|sedan|sports_car|estate_car|vintage_car|mpv",
}  # fmt: skip
"""Head → types: it adds nothing to a kind of one of them (of any, where there are none): "18 wheeler lorry"."""
_MARKS = "['\u2019]"
"""Apostrophes, which do not count."""
_WORD = re.compile(rf"[^\W_]+(?:{_MARKS}[^\W_]+)*")
_JOINT = re.compile(r"[\s\-\u2010\u2011]+")
PLACE = re.compile(
    r"[\s-]+(?:stops?|stations?|lanes?|lines?|tracks?|ranks?|depots?|shelters?|park|parking|bays?|crossings?|drivers?"
    r"|riders?|bridges?|stands?|yards?|shops?|dealers?|dealerships?|signs?|routes?|sites?|terminals?)\b",
    re.IGNORECASE,
)
"""What makes of the word before it a place or a person: a tram stop is no tram."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VehicleKind:
    """A kind of vehicle that nobody tells apart by its picture.

    :param name: As it is shown, and the value of its keywords.
    :param types: Values that contain it; empty where none does.
    :param paint: The colour that it often has, or empty.
    """

    name: str
    types: tuple[str, ...]
    paint: str


@dataclass(frozen=True, slots=True)
class KindMention:
    """Words of a text that name a kind.

    :param start: First character.
    :param end: One past the last.
    :param name: The kind's.
    :param sure: Whether they mean it whatever the tagger takes them for.
    """

    start: int
    end: int
    name: str
    sure: bool


@cache
def kinds() -> Mapping[str, VehicleKind]:
    """Return every kind by its name.

    :raises NerError: The file is missing or lacks a column.
    """
    table = rows("vehicle_kinds.csv", ("kind", "types", "paint", "words", "unsure"))
    return {
        row["kind"]: VehicleKind(row["kind"], tuple(filter(None, row["types"].split("|"))), row["paint"])
        for row in table
    }


def types_of(value: str) -> tuple[str, ...]:
    """Return the values that contain a value: those of a kind, else itself."""
    return kinds()[value].types if value in kinds() else (value,)


@lru_cache(maxsize=8192)
def kind_named(text: str) -> str | None:
    """Return the kind that a text names and nothing besides, or None."""
    found = next(_mentions(text), None)
    whole = found and (found.start, found.end) == (0, len(text))
    return found.name if found and whole else None


@lru_cache(maxsize=1024)
def find_kinds(text: str) -> tuple[KindMention, ...]:
    """Return the kinds that a sentence names, the longest at each place, without those of stops and drivers."""
    return tuple(one for one in _mentions(text) if not PLACE.match(text, one.end))


def _mentions(text: str) -> Iterator[KindMention]:
    words = list(_WORD.finditer(text))
    plain = [re.sub(_MARKS, "", word[0]).lower() for word in words]
    joined = [bool(_JOINT.fullmatch(text, a.end(), b.start())) for a, b in pairwise(words)]
    at = 0
    while at < len(words):
        fits = (n for n in _lengths().get(plain[at], ()) if tuple(plain[at : at + n]) in _table())
        longest = next((n for n in fits if at + n <= len(words) and all(joined[at : at + n - 1])), 0)
        if longest:
            name, sure = _table()[tuple(plain[at : at + longest])]
            headed = any(joined[at + longest - 1 : at + longest]) and _adds_nothing(plain[at + longest], name)
            longest += headed
            yield KindMention(words[at].start(), words[at + longest - 1].end(), name, sure or headed)
        at += max(longest, 1)


@cache
def _heads() -> Mapping[str, frozenset[str]]:
    """Head, in both numbers → its types."""
    return {said: frozenset(filter(None, of.split("|"))) for head, of in HEADS.items() for (said,) in _numbers((head,))}


def _adds_nothing(head: str, name: str) -> bool:
    types = _heads().get(head)
    return types is not None and (not types or bool(types & set(kinds()[name].types)))


@cache
def _lengths() -> Mapping[str, list[int]]:
    """First word → how many words the spellings have that begin with it, the most first."""
    lengths: dict[str, set[int]] = {}
    for spelling in _table():
        lengths.setdefault(spelling[0], set()).add(len(spelling))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}


@cache
def _table() -> Mapping[Words, tuple[str, bool]]:
    """Every spelling → kind, and whether it means nothing else."""
    table: dict[Words, tuple[str, bool]] = {}
    for row in rows("vehicle_kinds.csv", ("kind", "words", "unsure")):
        unsure = {spelling for words in row["unsure"].split(";") for spelling in _spellings(words)}
        for words in _said(row):
            for spelling in _spellings(words):
                table.setdefault(spelling, (row["kind"], spelling not in unsure))
    return table


def _said(row: Mapping[str, str]) -> list[str]:
    return [row["kind"], *filter(None, row["words"].split(";"))]


def _spellings(words: str) -> Iterator[Words]:
    plain = re.sub(_MARKS, "", words).lower().replace("-", " ").split()
    for twin in product(*(_TWINS.get(word, (word,)) for word in plain)):
        for numbered in _numbers(twin):
            yield from _joinings(numbered)


def _numbers(words: Words) -> Iterable[Words]:
    """The words, and with the last of them in the plural."""
    if not words:
        return ()
    *first, last = words
    plurals = [f"{last}s", f"{last}es", f"{last}ses"]
    if last.endswith("y"):
        plurals.append(f"{last[:-1]}ies")
    return (words, *((*first, plural) for plural in plurals))


def _joinings(words: Words) -> Iterator[Words]:
    """The words, and all ways of writing some of them as one: "double decker bus", "doubledecker bus"."""
    for gaps in product((" ", ""), repeat=len(words) - 1):
        yield tuple("".join(part for pair in zip(words, (*gaps, ""), strict=True) for part in pair).split())
