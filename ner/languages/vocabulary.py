"""The words of one language: its lexicon, its small words, its phrases, read from ``data/findvehicle/languages``."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ner.errors import NerError
from ner.languages.words import folded, spellings
from ner.lexicon import data_folder, entries, read_table

LANGUAGES = ("de", "es", "fr", "pt", "it", "nl", "pl", "tr", "zh")
"""ISO 639-1 codes of the languages that are read beside English."""

SEEN = ("vehicle_color", "vehicle_type")
"""Labels whose English words are understood in every language, since people mix them in: "roter Pickup truck"."""
SURE = 3.0
"""Least weight of an English word that is."""

Words = tuple[str, ...]


class WordKind(StrEnum):
    """What a row of ``words.csv`` is: words without content, words of asking, or what has an English counterpart."""

    FUNCTION = "function"
    FILLER = "filler"
    NEGATION = "negation"
    OR = "or"
    AND = "and"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Wording:
    """A row of ``words.csv``.

    :param kind: What it is.
    :param surface: As written; ``{n}`` stands for a number.
    :param english: What it is in English, or empty.
    """

    kind: WordKind
    surface: str
    english: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A row of ``lexicon.csv``: one wording of a value.

    :param surface: The words, as written.
    :param value: As the English lexicon has it.
    :param weight: How often the generator draws it, against the others of its label.
    :param phrase: The words with the small ones that are said with them but are no part of them: "nach links".
    """

    surface: str
    value: str
    weight: float
    phrase: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of one language.

    :param language: Its code.
    :param entries: Label → its wordings.
    :param plurals: Those of vehicles that are of several.
    :param wordings: Its small words and phrases.
    :param spelled: Words of numbers, as written, with the numbers.
    """

    language: str
    entries: dict[str, tuple[Surface, ...]]
    plurals: frozenset[str]
    wordings: tuple[Wording, ...]
    spelled: tuple[tuple[str, int], ...]


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language.

    :param language: One of ``LANGUAGES``.
    :raises NerError: A file is missing, lacks a column or has a row that cannot be read.
    """
    found: dict[str, list[Surface]] = {}
    table = language_rows(f"{language}/lexicon.csv", ("label", "surface", "value", "weight", "plural", "phrase"))
    for row in table:
        surface, phrase = row["surface"], row["phrase"] or row["surface"]
        if surface not in phrase:
            raise NerError(f"expected {surface!r} within its phrase in {language}/lexicon.csv, got {phrase!r}")
        entry = Surface(surface, row["value"], float(row["weight"] or 1), phrase)
        found.setdefault(row["label"], []).append(entry)
    lexicon = {label: tuple(of_label) for label, of_label in found.items()}
    plurals = frozenset(row["surface"] for row in table if row["plural"])
    return Vocabulary(language, lexicon, plurals, tuple(_wordings(language)), _spelled(language))


@cache
def values(language: str, label: str) -> dict[Words, str]:
    """Return folded words → value, of one label; the first of several stands, common English words come last."""
    known = vocabulary(language)
    table: dict[Words, str] = {}
    for entry in known.entries.get(label, ()):
        for words in spellings(entry.surface, language):
            table.setdefault(words, entry.value)
    own = {word for one in known.wordings for word in folded(one.surface)}
    for common in entries(label) if label in SEEN else ():
        words = folded(common.surface)
        if common.weight >= SURE and not own & set(words):
            table.setdefault(words, common.value)
    return table


def or_words(language: str) -> frozenset[str]:
    """Return the words that join alternatives, folded, one by one, and the slash."""
    return _words_of(WordKind.OR, language) | {"/"}


def negation_words(language: str) -> frozenset[str]:
    """Return the words that rule out, folded, one by one."""
    return _words_of(WordKind.NEGATION, language)


@cache
def _words_of(kind: WordKind, language: str) -> frozenset[str]:
    of_kind = (one for one in vocabulary(language).wordings if one.kind is kind)
    return frozenset(word for one in of_kind for word in folded(one.surface))


@cache
def numerals(language: str) -> dict[Words, int]:
    """Return folded words → number."""
    return {words: n for surface, n in vocabulary(language).spelled for words in spellings(surface, language)}


@cache
def units(language: str, label: str) -> tuple[tuple[Words, str], ...]:
    """Return the units of speeds or distances, as folded words, with what they are in English."""
    rows = language_rows("units.csv", ("language", "label", "surface", "english"))
    return tuple(
        (folded(row["surface"]), row["english"]) for row in rows if (row["language"], row["label"]) == (language, label)
    )


@cache
def unit_surfaces(language: str, label: str) -> tuple[str, ...]:
    """Return the units as they are written behind a number, with the space before them where there is one."""
    rows = language_rows("units.csv", ("language", "label", "surface", "english"))
    return tuple(row["surface"] for row in rows if (row["language"], row["label"]) == (language, label))


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the words without content and those of asking, folded, one by one; empty for other languages.

    What is left of a sentence when all else has been used is told of: these are not.
    """
    if language not in LANGUAGES:
        return frozenset()
    empty = (WordKind.FUNCTION, WordKind.FILLER, WordKind.AND, WordKind.OR)
    return frozenset(w for one in vocabulary(language).wordings if one.kind in empty for w in folded(one.surface))


@cache
def leftover_words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words that tell what a leftover is about, or that say nothing alone: their class, and them."""
    rows = language_rows("leftovers.csv", ("language", "class", "words"))
    return tuple((row["class"], tuple(row["words"].split())) for row in rows if row["language"] == language)


def _wordings(language: str) -> Iterator[Wording]:
    for row in language_rows(f"{language}/words.csv", ("kind", "surface", "english")):
        if row["kind"] not in set(WordKind):
            raise NerError(f"expected one of {', '.join(WordKind)} in {language}/words.csv, got {row['kind']!r}")
        yield Wording(WordKind(row["kind"]), row["surface"], row["english"])


def _spelled(language: str) -> tuple[tuple[str, int], ...]:
    table = language_rows("numerals.csv", ("language", "surface", "number"))
    return tuple((row["surface"], int(row["number"])) for row in table if row["language"] == language)


@cache
def language_rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a file of ``data/findvehicle/languages``.

    :raises NerError: It is missing or lacks a column.
    """
    return read_table(data_folder() / "languages" / name, columns, "language")
