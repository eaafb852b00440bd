"""The words that carry no meaning of their own, and those that tell what a leftover is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ner.languages.leftovers import small_words
from ner.languages.vocabulary import LANGUAGES
from ner.lexicon import data_folder, rows


class WordClass(StrEnum):
    """What a word is to a phrase that is left over."""

    ASK = "ask"
    FILLER = "filler"
    SMALL = "small"
    LEAD = "lead"
    ATTRIBUTE = "attribute"
    CONTENT = "content"


WORDINGS = ("phrase", "meaning")
"""Classes of several words each, which semicolons part."""
GROUPS = ("number", "plate", "people", "relation", "compass", "lane", "place", "speech", "scene")
"""Classes of words that tell what a phrase is about."""
OF_ENGLISH = ("homonym", "condition")
"""Further ones, of which only English has lists."""


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The words of a language.

    :param kinds: Word → what it is, where it is no content: one of asking and telling, which parts phrases; a filler or
        small word, which they neither begin nor end with; one that may lead a phrase ("without", "near", "going"); or
        a word for an attribute or a vehicle, which says nothing alone.
    :param phrases: Finds wordings that say nothing together, or None.
    :param meaning: Finds wordings that say something together, though their words do not, or None.
    :param plate: Of number plates. Likewise ``people``, ``relation`` (to another vehicle), ``compass``, ``lane``,
        ``place``, ``speech`` (of whoever asks, not of vehicles), ``scene`` (what nearly every road has), ``homonym``
        (plain words that are models, too) and ``condition`` (what some take for a colour: "rusty").
    :param number: Words of number.
    :param elided: What stands before an apostrophe and is no part of the word behind it, as in "l'échelle".
    :param types: Single words for types of vehicles; English ones are in the lexicon.
    """

    kinds: Mapping[str, WordClass]
    phrases: re.Pattern[str] | None
    meaning: re.Pattern[str] | None
    number: frozenset[str]
    plate: frozenset[str]
    people: frozenset[str]
    relation: frozenset[str]
    compass: frozenset[str]
    lane: frozenset[str]
    place: frozenset[str]
    speech: frozenset[str]
    scene: frozenset[str]
    homonym: frozenset[str] = frozenset()
    condition: frozenset[str] = frozenset()
    elided: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    def kind(self, word: str) -> WordClass:
        """Return what a word in small letters is."""
        if not self.kinds:
            return WordClass.CONTENT if len(word) > 3 or not word.isalpha() else WordClass.SMALL
        if kind := self.kinds.get(word):
            return kind
        stem, _, ending = word.partition("'")
        if ending and stem in self.elided:
            return self.kind(ending)
        other = stem if ending else f"{word}g" if word.endswith("in") else word
        return self.kinds.get(other, WordClass.CONTENT)


@cache
def classes(language: str) -> WordClasses:
    """Return the words of a language; empty where there are no lists of it.

    :raises NerError: The file lacks a column.
    """
    if language in LANGUAGES:
        return _of_language(language)
    said: dict[str, list[str]] = {}
    name = f"leftovers_{language}.csv"
    table = rows(name, ("class", "words")) if (data_folder() / "lexicon" / name).is_file() else ()
    for row in table:
        said.setdefault(row["class"], []).extend(row["words"].split(";" if row["class"] in WORDINGS else None))
    kinds = {word: WordClass(kind) for kind in (*WordClass,) for word in said.get(kind, ())}
    phrases, meaning = (_either(said.get(one, [])) for one in WORDINGS)
    return WordClasses(kinds, phrases, meaning, *(frozenset(said.get(one, ())) for one in (*GROUPS, *OF_ENGLISH)))


def _of_language(language: str) -> WordClasses:
    said = small_words(language)
    order = (WordClass.ATTRIBUTE, WordClass.ASK, WordClass.LEAD, WordClass.SMALL)  # the last of several stands
    telling = said.get("plate", frozenset()) | said.get("people", frozenset())
    kinds = {word: kind for kind in order for word in said.get(kind, frozenset()) - telling}
    groups = {name: said.get(name, frozenset()) for name in (*GROUPS, "elided", "types")}
    groups["number"] -= said.get(WordClass.SMALL, frozenset())  # "een" and "un" are articles
    return WordClasses(kinds, None, None, **groups)


def _either(phrases: list[str]) -> re.Pattern[str] | None:
    """Find the longest of some phrases at each place; by their first words, since most words begin none."""
    rests: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first, *rest = map(re.escape, phrase.split())
        rests.setdefault(first, []).append("".join(rf"\s+{word}" for word in rest))
    words = "|".join(rf"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if phrases else None
