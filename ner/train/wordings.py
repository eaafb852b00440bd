"""Units, stretches of road and forms of words that the slots of the grammar are filled with."""

import re
from functools import cache

from ner.lexicon import entries, vehicle_models

SPEEDS = (" km/h", "km/h", " kph", "kph", " kmh", " kilometers per hour", " kilometers an hour", " kilometres per hour",
          " mph", "mph", " miles per hour", " miles an hour", " km per hour", " kms per hour", " m/s", " kmph",
          "kmph", "kmh", " meters per second", " metres per second", " meters a second")  # fmt: skip
LENGTHS = (" meters", " metres", " m", "m", " meter", " feet", " ft", " foot", " yards", " yds", " km", " miles",
           " kilometers", " kilometres", "km", "ft")  # fmt: skip
SPOKEN = (
    "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "twenty-five", "thirty-five",
    "forty-five", "sixty-five", "seventy two", "thirty eight", "a hundred", "one hundred", "two hundred", "five",
    "eight", "three hundred", "a hundred and twenty", "one hundred and fifty", "one hundred and five", "eighteen",
    "fifteen",
)  # fmt: skip
COLOURED = (" color", " colour", " colored", " coloured", "-colored", "-coloured")
BIKES = ("motorcycle", "motorbike", "bike", "moped", "scooter", "dirt bike", "bicycle", "quad bike")
UPPER = {"suv", "suvs", "mpv", "mpvs", "rv", "hgv"}
CROSSINGS = ("intersection", "junction", "crossroads", "roundabout", "crossing")
ROADS = ("street", "road", "highway", "avenue", "lane", "hill", "bridge", "motorway")
HOW = ("busy ", "city ", "curvy ", "two-lane ", "narrow ", "wide ", "empty ", "small ", "residential ", "main ",
       "steep ", "winding ", "large ", "four-way ", "long ", "quiet ")  # fmt: skip
_DONE = (
    "stopped", "pulled over", "turned left", "turned right", "made a left turn", "made a right turn", "parked",
    "made a U-turn", "done a U-turn", "made a u turn", "changed lanes", "gone straight", "gone straight on",
    "taken a left", "taken a right", "reversed", "slowed down", "come to a stop", "pulled out", "pulled away",
    "broken down", "backed up", "crossed the junction", "turned around", "merged left", "merged right", "halted",
)  # fmt: skip
PERFECT = (
    *(f"has {done}" for done in _DONE), *(f"had {done}" for done in _DONE),
    "is parked", "is waiting", "is reversing", "is broken down", "is double parked", "is pulling out", "is standing",
    "is about to turn left", "is about to turn right", "was about to turn left", "is going to turn right",
    "is about to pull out", "is turning round", "is doing a U-turn",
)  # fmt: skip
"""Motions with their auxiliaries."""
STANDING = (
    "double parked", "double-parked", "broken down", "pulling out", "pulling away", "waiting", "stalled",
    "reversing", "doing a U-turn", "doing a u turn", "making a U-turn", "making a u turn",
    "doing a three-point turn", "standing", "about to turn left", "about to turn right", "turning round",
    "changing lane", "backing out", "stopping", "crossing the road", "swerving left", "swerving right",
    "filtering left", "braking", "accelerating", "setting off", "merging", "speeding", "swerving", "crossing",
    "creeping forward", "rolling back", "backing in", "backing into a bay", "driving past", "passing by",
    "driving by", "speeding up", "pulling up", "pulling in", "driving off", "driving away", "speeding off",
    "moving slowly", "moving off", "rolling forward", "queueing", "queuing", "skidding", "drifting",
    "cruising along", "going round the roundabout", "entering the roundabout", "leaving the roundabout",
    "spinning round", "joining the motorway", "doing a 3 point turn", "waiting to turn left",
    "waiting to turn right", "making a right", "trying to turn left", "starting to turn right", "slowing to a stop",
    "cutting across the junction", "going backwards", "driving through the junction", "rolling past", "going by",
    "reversing out", "reversing into a space", "parked up", "stuck in traffic", "moving", "stood still",
    "at a standstill", "turning back", "u-turning",
)  # fmt: skip
"""Participles of motion that people use of parked and starting vehicles."""
PASSING = (
    "drives past", "drives by", "passes by", "goes by", "goes past", "rolls past", "speeds past", "speeds up",
    "pulls up", "pulls in", "pulls out", "pulls away", "drives off", "drives away", "speeds off", "backs out",
    "swerves", "merges", "moves off", "sets off", "brakes", "accelerates", "breaks down", "crosses", "rolls back",
    "skids", "turns back", "drives through", "drives through the junction", "enters the roundabout",
    "leaves the roundabout", "swerves left", "swerves right", "waits to turn left", "starts to turn right", "moves",
    "tries to turn left", "does a U-turn", "does a three-point turn", "is reversing", "is parked", "is moving",
)  # fmt: skip
"""Motions in the third person, of vehicles that pass, start and swerve."""
BEFORE_VOWEL = re.compile(
    r"8|1[18]\b|(?!u(ni|s[ei]|te|ps|ral|-|\s)|one|eu|eco)[aeiou]|(suvs?|mpv|hgv|rv|x\d)\b", re.IGNORECASE
)
"""Words that follow "an"."""
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


def lettered(model: str) -> str:
    """Part the letters of a code: "C-HR" → "C H R", "RAV four" → "R A V four"."""
    plain = " ".join(model.replace("-", " ").split())
    return re.sub(r"(?<=[A-Z])(?=[A-Z]{1,3}\b)", " ", plain)


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


def with_article(before: str, word: str) -> str:
    """Return what stands before a word, with its last "a" made "an" or the reverse where the word asks for it."""
    match = re.search(r"\b(an?)\s$", before, re.IGNORECASE)
    if not match or not word:
        return before
    ending = "n" if BEFORE_VOWEL.match(word) else ""
    return before[: match.start() + 1] + (ending.upper() if len(before) > 3 and before.isupper() else ending) + " "
