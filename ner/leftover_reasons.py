"""Why words that are left over were not checked."""

import re
from collections.abc import Sequence, Set
from enum import StrEnum
from functools import cache

from ner.filters.superlatives import is_vague
from ner.kinds import PLACE, find_kinds, kinds
from ner.leftover_words import WordClasses
from ner.lexicon import entries, vehicle_models


class Reason(StrEnum):
    """Why something was not checked, in plain words that a note begins with."""

    PLAIN = "not checked"
    PLATE = "number plates are not read"
    PEOPLE = "people are not looked at"
    VEHICLES = "other vehicles mentioned are not checked"
    COMPASS = "compass points are not checked"
    LANE = "lanes and zones of that name are not known"
    PLACE = "streets and places are not known"
    VAGUE = "no amount is said, and nothing is ordered by it"


NUMBER_PLATE = re.compile(
    r"\b(?:(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,8}|[A-Z]{2}\d{2}\s?[A-Z]{3}|[A-Z]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4})\b"
)
"""What is written as number plates are: letters and digits, in capitals."""
_ANY_VEHICLE = frozenset({"car", "cars", "vehicle", "vehicles", "one", "other", "traffic"})


def reason_of(sentence: str, place: tuple[int, int], words: Sequence[str], known: WordClasses) -> Reason:
    """Return why a phrase was not checked.

    :param place: Where it stands in the sentence: first character, one past the last.
    :param words: Its words, in small letters.
    :param known: The words of its language.
    """
    said, text = set(words), sentence[place[0] : place[1]]
    if said & known.plate or NUMBER_PLATE.search(text):
        return Reason.PLATE
    if said & known.people:
        return Reason.PEOPLE
    related = said & known.relation and (said & _ANY_VEHICLE or said & _makes() or said <= known.relation)
    if related or said & known.types or _names_kind(sentence, place) or _names_type(text, said):
        return Reason.VEHICLES
    groups = ((known.compass, Reason.COMPASS), (known.lane, Reason.LANE), (known.place, Reason.PLACE))
    named = (reason for group, reason in groups if said & group)
    return next(named, Reason.VAGUE if is_vague(text) else Reason.PLAIN)


def _names_kind(sentence: str, place: tuple[int, int]) -> bool:
    """Whether a phrase names a kind of vehicle; what is only towed is none, but a caravan, which some take for one."""
    named = (kind for kind in find_kinds(sentence) if kind.start < place[1] and place[0] < kind.end)
    return any(kind.sure and kind.name != "trailer" for kind in named)


def _names_type(text: str, words: Set[str]) -> bool:
    return any(not _is_place(text, word) for word in words & _types())


def _is_place(text: str, word: str) -> bool:
    """Whether a word for a vehicle names a place or a person with the next: "bus lane"."""
    return re.search(rf"\b{re.escape(word)}(?:{PLACE.pattern})", text, re.IGNORECASE) is not None


@cache
def _makes() -> frozenset[str]:
    brands = (*(entry.surface for entry in entries("vehicle_brand")), *(model.brand for model in vehicle_models()))
    return frozenset(brand.lower() for brand in brands)


@cache
def _types() -> frozenset[str]:
    """Single words that name one of the types that the matcher knows, in both numbers."""
    others = {*kinds(), "vehicle"}
    named = {e.surface for e in entries("vehicle_type") if " " not in e.surface and e.value not in others}
    both = {*named, *(f"{word}s" for word in named), *(f"{word}es" for word in named)}
    return frozenset(both) - _ANY_VEHICLE - {"cab", "cabs"}  # which is the front of a lorry, where the tagger leaves it
