"""Units, stretches of road and forms of words that the slots of the grammar are filled with."""

import re
from functools import cache

from ner.lexicon import entries, vehicle_models

SPEEDS = (" km/h", "km/h", " kph", "kph", " kmh", " kilometers per hour", " kilometers an hour", " kilometres per hour",
          " mph", "mph", " miles per hour", " miles an hour", " km per hour", " kms per hour", " m/s")  # fmt: skip
LENGTHS = (" meters", " metres", " m", "m", " meter", " feet", " ft", " foot", " yards", " yds", " km", " miles")
SPOKEN = (
    "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "twenty-five", "thirty-five",
    "forty-five", "sixty-five",
)  # fmt: skip
COLOURED = (" color", " colour", " colored", " coloured", "-colored", "-coloured")
UPPER = {"suv", "suvs", "mpv", "mpvs", "rv", "hgv"}
CROSSINGS = ("intersection", "junction", "crossroads", "roundabout", "crossing")
ROADS = ("street", "road", "highway", "avenue", "lane", "hill", "bridge", "motorway")
HOW = ("busy ", "city ", "curvy ", "two-lane ", "narrow ", "wide ", "empty ", "small ", "residential ", "main ",
       "steep ", "winding ", "large ", "four-way ", "long ", "quiet ")  # fmt: skip
ROAD = re.compile(r"(the|a|an) (street|road|highway|intersection|junction|hill|bridge)$")


@cache
def brands() -> frozenset[str]:
    """Return the names of all brands."""
    return frozenset(vehicle.brand for vehicle in vehicle_models())


@cache
def models() -> frozenset[str]:
    """Return the names of all models."""
    return frozenset(vehicle.model for vehicle in vehicle_models())


@cache
def aliases() -> dict[str, tuple[str, ...]]:
    """Return brand → its nicknames."""
    nicknamed = {entry.value for entry in entries("vehicle_brand")}
    return {b: tuple(e.surface for e in entries("vehicle_brand") if e.value == b) for b in nicknamed}


def plural(surface: str) -> bool:
    """Tell whether a vehicle noun is a plural."""
    return surface.endswith("s") and not surface.endswith("bus")


def same_length(text: str, cased: str) -> str:
    """Return the re-cased text, unless that changed its length (as "ß" does)."""
    return cased if len(cased) == len(text) else text


@cache
def form(phrase: str) -> str:
    """Tell "turns" (third person), "turning" (participle) and "turned" (the rest) phrases apart."""
    first = phrase.split()[0]
    if first.endswith("ing") or phrase in ("stationary", "parked", "stopped", "standing still", "parked up"):
        return "turning"
    return "turns" if first.endswith("s") and first not in ("pass", "cross", "was") else "turned"
