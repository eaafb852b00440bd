"""Words that sentences about vehicles are made of, whatever cameras are called."""

from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Set
from functools import cache

from ner.filters.camera_words import AND, AT, NOT, SKIPPED, UNITS
from ner.filters.names import CAMERA, PLAIN, word_set
from ner.languages.words import fold
from ner.lexicon import entries, rows, vehicle_models

NAMED = ("vehicle_color", "vehicle_type", "vehicle_brand", "vehicle_motion")
"""Labels whose words are no names of places."""
WORDS_OF_TIME = word_set(
    "today yesterday tonight tomorrow now morning afternoon evening noon midnight weekend week weeks month months year"
) | {name.lower() for table in (day_name, day_abbr, month_name, month_abbr) for name in table if name}
GROUPS = frozenset(["filler", "small", "lead", "ask", "attribute", "number", "people", "relation", "condition"])
"""Classes of leftovers whose words say nothing of a place."""
ACTS = word_set("park drive bend")
"""Kinds of place that are verbs, too, or end other words, such as "car park"."""


@cache
def common_words() -> frozenset[str]:
    """Return words, folded, that name a camera only where they plainly stand as its name: "on Green", "camera Ford".

    Colours, types, makes, motions, times, and what the lists of leftovers know, but for kinds of place.

    :raises NerError: A list is missing or damaged.
    """
    said = [entry.surface for label in NAMED for entry in entries(label)]
    said += [word for model in vehicle_models() for word in (model.brand, model.model)]
    said += _listed(GROUPS)
    words = {fold(word) for word in said if " " not in word}  # "highway patrol" makes no plain word of "highway"
    return frozenset(words | ACTS | PLAIN | WORDS_OF_TIME | UNITS | AND | AT | NOT | SKIPPED | CAMERA)


@cache
def scene_words() -> frozenset[str]:
    """Return words for what nearly every road has, such as "junction"."""
    return frozenset(_listed({"scene"}))


@cache
def place_words() -> frozenset[str]:
    """Return words for kinds of place, which a name before them belongs to: "road" of "avenue road"."""
    return frozenset(_listed({"place", "scene"}))


def _listed(classes: Set[str]) -> list[str]:
    """Return the words of some classes of leftovers."""
    listed = rows("leftovers_en.csv", ("class", "words"))
    return [word for row in listed if row["class"] in classes for word in row["words"].split()]
