"""What a keyword of another language means: the canonical values are those of :mod:`ner.values`."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache

from ner import values as english
from ner.languages.makes import make_names
from ner.languages.rendering import in_english
from ner.languages.vocabulary import Words, units, values
from ner.languages.words import folded
from ner.lexicon import vehicle_models

AMOUNTS = ("vehicle_velocity", "vehicle_range")
COMPOUNDING = ("de", "nl")
"""Languages that write compounds as one word, whose end says what it is: "Möbelwagen"."""
HOURLY = {"tr": "saatte"}
"""Words that make kilometres behind them those of an hour: "saatte 100 km"."""
TAIL = 3
"""Fewest letters of a known word at the end of a compound."""
CASES = (("la", "el"), ("owi", ""), ("em", ""), ("ie", "a"), ("e", "a"), ("i", "a"), ("y", "a"), ("a", ""), ("u", ""))
"""Ends of Polish names in other cases than the first, folded, and what they are there."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


@lru_cache(maxsize=8192)
def canonical(label: str, text: str, language: str) -> str | None:
    """Return the value of a keyword, or None where its words are not in the lexicon.

    :param label: One of ``ner.labels.LABELS``.
    :param text: The words of the keyword.
    :param language: One of ``ner.languages.vocabulary.LANGUAGES``.
    """
    if label in AMOUNTS:
        return _quantity(label, text, language)
    table, words = values(language, label), folded(text)
    if not table:
        return english.canonical(label, text) if (name := named(label, text, language)) == text else name
    return (
        table.get(words)
        or _of_part(words, table)
        or (_of_tail(words, table) if language in COMPOUNDING else None)
        or english.lexicon()[label].get(" ".join(words))
        or _of_close(words, table)
    )


def named(label: str, text: str, language: str) -> str:
    """Return a brand or a model as the English lexicon has it, where that is known; else it as written.

    :param label: ``vehicle_brand`` or ``vehicle_model``.
    """
    words = folded(text)
    return make_names(language, label).get(words) or _first_case(words, label, language) or text


def _first_case(words: Words, label: str, language: str) -> str | None:
    """Return a Polish name that stands in another case: "Opla" is Opel, "Corsę" Corsa."""
    if language != "pl" or not words or words in (known := known_names(label)):
        return None
    *first, last = words
    stems = (last[: -len(end)] + new for end, new in CASES if last.endswith(end))
    return next((known[name] for stem in stems if (name := (*first, stem)) in known), None)


@cache
def known_names(label: str) -> dict[Words, str]:
    """Return folded words → brand or model."""
    of_brands = label == "vehicle_brand"
    return {folded(name): name for v in vehicle_models() for name in (v.brand if of_brands else v.model,)}


def _quantity(label: str, text: str, language: str) -> str | None:
    plain, rendered = folded(text), in_english(text, language).text
    known = [(words, unit) for words, unit in units(language, label) if _stands_in(words, plain)]
    if label == "vehicle_velocity" and (hourly := HOURLY.get(language)) and plain[:1] == (hourly,):
        known = [(plain, "km/h")]
    digits = _DIGITS.search(rendered)
    if known and digits:
        rendered = f"{digits[0]} {max(known, key=lambda one: len(one[0]))[1]}"
    return english.canonical(label, rendered)


def _stands_in(words: Words, text: Words) -> bool:
    return any(text[at : at + len(words)] == words for at in range(len(text) - len(words) + 1))


def _of_part(words: Words, table: dict[Words, str]) -> str | None:
    """Read "dunkles Rot" as its longest known part: of several the one that says most, such as "red", else the last."""
    for size in range(len(words) - 1, 0, -1):
        parts = (words[at : at + size] for at in range(len(words) - size, -1, -1))
        if found := [table[part] for part in parts if part in table]:
            return min(found, key=lambda value: value.count("|"))
    return None


def _of_tail(words: Words, table: dict[Words, str]) -> str | None:
    """Read a compound by its longest known end: "Kühltransporter"."""
    if not words:
        return None
    tails = (words[-1][at:] for at in range(1, len(words[-1]) - TAIL + 1))
    return next((value for tail in tails if (value := table.get((tail,)))), None)


def _of_close(words: Words, table: dict[Words, str]) -> str | None:
    """Read a misspelt wording."""
    said = " ".join(words)
    near = {" ".join(known): value for known, value in table.items() if abs(len(" ".join(known)) - len(said)) <= 2}
    close = get_close_matches(said, near, n=1, cutoff=english.CLOSE)
    return near[close[0]] if close else None
