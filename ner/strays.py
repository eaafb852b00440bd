"""Keywords that say nothing of a vehicle, though the tagger took them for one: "boss" is a Ford, "rusty" a brown.

Without them such words are left over, which is told.
"""

import re
from collections.abc import Iterator, Sequence

from ner.keywords import Entity, Keyword, Query
from ner.labels import NOUNS
from ner.leftover_reasons import NUMBER_PLATE
from ner.leftover_words import WordClasses, classes

_MAKES = frozenset({"vehicle_brand", "vehicle_model"})
_JOINT = re.compile(
    r"(?:\b(?:and|or|nor|not|no|than|is|was)|[,/;:&(])\s*(?:(?:an?|the|my|any|one|two|\d+)\s+)*$", re.IGNORECASE
)
"""What a vehicle may follow that is named beside another."""
_ADJOINS = re.compile(r"[\s-]*")
_WORD = re.compile(r"[^\W_]+")
_NEAR = 3
"""Words before a number plate, of which one may speak of it."""


def strays(query: Query) -> tuple[Entity, ...]:
    """Return the keywords that name nothing of a vehicle: label, first character, one past the last.

    They are plain words that are models, too, in small letters, where another vehicle is named ("boss wants the red
    car"); what is a model as well, and else unknown; number plates that are taken for a make; colours that are a state
    ("rusty", but not "rust red").

    :param query: The sentence, read.
    :raises NerError: The words of its language are damaged.
    """
    return tuple(k.entity for k in _found(query, classes(query.language)))


def _found(query: Query, known: WordClasses) -> Iterator[Keyword]:
    for keyword in query.keywords:
        said = frozenset(word.lower() for word in _WORD.findall(keyword.text))
        if keyword.label == "vehicle_color":
            odd = said <= known.condition
        elif keyword.label in _MAKES:
            odd = _is_plate(keyword, query.text, known) or (
                keyword.text in known.homonym and _is_aside(keyword, query.keywords, query.text)
            )
        else:
            odd = keyword.value is None and any(_doubles(keyword, other) for other in query.keywords)
        if odd:
            yield keyword


def _doubles(keyword: Keyword, other: Keyword) -> bool:
    """Whether a model stands in the very place of a keyword: "golf", for a type that nobody knows besides."""
    return other.label == "vehicle_model" and (other.start, other.end) == (keyword.start, keyword.end)


def _is_plate(keyword: Keyword, text: str, known: WordClasses) -> bool:
    """Whether an unknown make with a digit in it is written as plates are, or follows a word for one."""
    if keyword.value is not None or not any(letter.isdigit() for letter in keyword.text):
        return False
    before = _WORD.findall(text[: keyword.start].lower())[-_NEAR:]
    return not known.plate.isdisjoint(before) or NUMBER_PLATE.fullmatch(keyword.text) is not None


def _is_aside(keyword: Keyword, keywords: Sequence[Keyword], text: str) -> bool:
    """Whether another vehicle is named, and nothing joins the word to that or to an attribute of its own."""
    others = [k for k in keywords if k.end <= keyword.start or keyword.end <= k.start]
    if len(others) < len(keywords) - 1 or not any(k.label in NOUNS for k in others):
        return False
    gaps = (text[keyword.end : k.start] if keyword.end <= k.start else text[k.end : keyword.start] for k in others)
    return not any(_ADJOINS.fullmatch(gap) for gap in gaps) and _JOINT.search(text, 0, keyword.start) is None
