"""The codes of police and dispatchers for colours, kinds of body, makes and models, and where a line has some.

They are read from ``lexicon/codes.csv``: the code; its label (none: it says nothing of a vehicle's looks, such as
"BOLO", "NB" or "4DR"); its value (of a model: make and model); its source; and whether it is *weak*, too short to be
sure of, or also a *word*, or a street or state: "ST".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ner.lexicon import rows, vehicle_models
from ner.telegraph import is_telegraph
from ner.values import lexicon

REGISTRATION, OCCUPANTS, BOUND, DOORS = "registration follows", "occupants", "bound for a compass point", "doors"
"""Values of codes behind which a number plate, a number of people or a road stands, and of those of doors."""
_WORD = re.compile(r"[^\W_]+")
_SHADES = frozenset(("dk", "drk", "dark", "lt", "lgt", "light"))
"""Shades, which belong to the colour code that follows."""
_SHORT = 2
"""Letters of codes that have no plural."""
_MODEL, _COLOUR, _TYPE = "vehicle_model", "vehicle_color", "vehicle_type"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means.

    :param label: One of ``ner.labels.LABELS``, or empty where it says nothing of a vehicle's looks.
    :param value: Canonical value; alternatives are joined by ``|``, best first.
    :param sure: Whether it is no word and means nothing else.
    :param word: Whether it is a word, a street or a state, too, so that words that are no codes may not follow.
    :param ordinary: Whether it means the same in a sentence: "RED", "FORD".
    """

    label: str
    value: str
    sure: bool
    word: bool = False
    ordinary: bool = False


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code in a line: its first word, one past its last, and what it means."""

    first: int
    end: int
    code: Code


@dataclass(frozen=True, slots=True)
class Telegram:
    """A line in telegraph style.

    :param text: The line.
    :param words: First character and one past the last of each word; marks such as "/" are none.
    :param codes: Its codes in order, the longest at each place; that of a model counts behind its make only.
    """

    text: str
    words: tuple[tuple[int, int], ...]
    codes: tuple[CodeMention, ...]

    def said(self, first: int, end: int) -> str:
        """Return some of the words as they are written."""
        return self.text[self.words[first][0] : self.words[end - 1][1]]

    def gap(self, word: int) -> str:
        """Return what stands before a word: white space and marks."""
        return self.text[self.words[word - 1][1] if word else 0 : self.words[word][0]]


@lru_cache(maxsize=1024)
def read_telegram(text: str) -> Telegram | None:
    """Return the words and codes of a line in telegraph style, or None for a sentence."""
    if _lengths().keys().isdisjoint(_WORD.findall(text.lower())):  # most sentences: it takes microseconds
        return None
    words = tuple(match.span() for match in _WORD.finditer(text))
    plain = [text[start:end].lower() for start, end in words]
    telegram = Telegram(text, words, ())
    codes = tuple(_with_shade(mention, plain) for mention in _mentions(telegram, plain))
    coded = {word for mention in codes for word in range(mention.first, mention.end)}
    sure = sum(mention.code.sure for mention in codes)
    unsure = sum(not (mention.code.sure or mention.code.ordinary) for mention in codes)
    others = [word for place, word in enumerate(plain) if place not in coded]
    style = is_telegraph(others, sure, unsure, len(codes), text.isupper())
    return replace(telegram, codes=codes) if style else None


@cache
def model_codes() -> Mapping[tuple[str, str], str]:
    """Return make and code, in lower case → model: ``("Toyota", "coa")`` → Corolla.

    :raises NerError: The table is missing or damaged.
    """
    makes = sorted({vehicle.brand for vehicle in vehicle_models()}, key=len, reverse=True)
    table = {}
    for row in _rows():
        if row["label"] == _MODEL:
            make = next(make for make in makes if row["value"].startswith(f"{make} "))
            table[make, row["code"].lower()] = row["value"].removeprefix(make).strip()
    return table


def _rows() -> Iterator[dict[str, str]]:
    return rows("codes.csv", ("code", "label", "value", "source", "unsure"))


@cache
def _table() -> Mapping[str, Code]:
    """Every code in lower case, but for those of models; those of types in the plural, too, where they are no word."""
    table = {}
    for row in _rows():
        ordinary = row["code"].lower() in lexicon().get(row["label"], {})
        code = Code(row["label"], row["value"], not row["unsure"], row["unsure"] == "word", ordinary)
        if code.label == _TYPE and code.sure and len(row["code"]) > _SHORT:  # "tks" are thanks
            table[f"{row['code'].lower()}s"] = code
        if code.label != _MODEL:
            table[row["code"].lower()] = code
    return table


@cache
def makes() -> Mapping[str, str]:
    """Return the usual names of makes, in lower case → make."""
    return {name.lower(): make for name, make in lexicon()["vehicle_brand"].items()}


@cache
def _lengths() -> Mapping[str, list[int]]:
    """First word → how many words the codes have that begin with it, the most first."""
    lengths: dict[str, set[int]] = {}
    for code in _table():
        words = _WORD.findall(code)
        lengths.setdefault(words[0], set()).add(len(words))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}


def _mentions(telegram: Telegram, plain: list[str]) -> Iterator[CodeMention]:
    at = 0
    while at < len(plain):
        ends = (at + n for n in _lengths().get(plain[at], ()) if at + n <= len(plain))
        found = ((end, _table().get(" ".join(telegram.said(at, end).lower().split()))) for end in ends)
        end, code = next(((end, code) for end, code in found if code), (at + 1, None))
        if code:
            yield CodeMention(at, end, code)
        at = end


def _with_shade(mention: CodeMention, plain: list[str]) -> CodeMention:
    shaded = mention.code.label == _COLOUR and mention.first and plain[mention.first - 1] in _SHADES
    return replace(mention, first=mention.first - 1) if shaded else mention
