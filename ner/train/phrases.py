"""How people write of moving vehicles, as patterns: the eyes of ``ner.train.weak``."""

import re
from functools import cache

from ner.labels import fine_body
from ner.lexicon import entries, vehicle_models

SHADES = r"(?:(?:very )?(?:light|dark|deep|bright|pale|drak|dard)[ -])?"
NOT_PAINT = r"(?![ -](?:traffic |stop ?)?(?:lights?|lines?|signals?|signs?|arrow|brick|crossing)\b)"
NOT_A_VEHICLE = r"(?![ -](?:stop|lane|station|stand|rank|park|wash|sign|rack)\b)"
MISSPELT = {"seden", "sede", "hatckback", "vehichle", "behicle", "vechicle", "truch", "truk", "piciup"}
AMBIGUOUS = {"compact", "cycle", "ride", "motor", "auto", "spider", "hatch", "shuttle", "biker"}
COMMON_BRANDS = {
    "chevrolet", "chevy", "toyota", "ford", "dodge", "cadillac", "honda", "mercedes", "hyundai", "bmw",
    "subaru", "buick", "volkswagen", "vw", "nissan", "kia", "audi", "mazda", "lexus", "jeep", "gmc", "volvo",
}  # fmt: skip

_AUX = r"(?:(?:is|was|are|were) )?"
_GO = (
    r"(?:go(?:es|ing)?|went|keep(?:s|ing)?|kept|driv(?:e|es|ing)|drove|run(?:s|ning)?|ran|head(?:s|ed|ing)?|"
    r"proceed(?:s|ed|ing)?|continu(?:e|es|ed|ing)|travel(?:s|ed|ing|ling)?|mov(?:e|es|ed|ing)|cruis(?:es|ing)|rides?)"
)
_TURN = r"(?:turn(?:s|ed|ing)?|truns|tuns)"
_TO = r"(?:(?:begin(?:s|ning)?|start(?:s|ing)?|prepar(?:es|ing)|wait(?:s|ing)?|about|going) to )?"
_MAKE = r"(?:mak(?:e|es|ing)|made|tak(?:e|es|ing)|took|do(?:es|ing)|complet(?:es|ing)|perform(?:s|ing))"
_STRETCH = (
    r"(?:street|road|highway|hill|intersection|avenue|junction|crossroad|corner|curve|freeway|roadway|bridge|track)"
)
_PLACE = rf"(?:a|an|the) (?:(?!and|with)[a-z-]+ ){{0,2}}?{_STRETCH}"
_ON = r"(?: (?:on(?! (?:a|the|an|road|street))|ahead|direction|line))?"
_SIDE = r"(?:left|right)"
_HOW = r"(?: (?:slight|quick|wide|sharp|full|brief|complete))?"
_MOTIONS = (
    rf"{_GO}(?: (?:going|driving|moving))?(?: on)?(?: (?:to the|in a|in))? (?:straight|forwards?|ahead){_ON}",
    rf"{_GO} on the road in straight",
    rf"{_TO}{_TURN}(?: (?:slightly|to the|a))? {_SIDE}(?: turn)?",
    rf"{_TURN} around",
    rf"{_TO}{_MAKE}(?: (?:a|an|the))?{_HOW} (?:{_SIDE}(?:[ -]hand)?(?: turn)?|u[ -]?turn|stop\b|halt)",
    rf"com(?:es|ing) to (?:a|an){_HOW} (?:stop|halt)",
    r"(?:chang|switch)(?:e|es|ing|ed)? (?:the |to (?:the )?(?:left |right |next |other )?)?lanes?",
    r"(?:mov|merg|switch|shift)(?:e|es|ing|ed) (?:in)?to (?:the )?(?:left|right|next|other|middle)(?:[- ]hand)? lane",
    rf"merg(?:es|ing|ed) {_SIDE}",
    rf"{_GO} (?:down|up|through|thru|across|over|along|around) {_PLACE}",
    rf"(?:crosses|crossing|crossed|cross) {_PLACE}",
    rf"{_GO} (?:downhill|uphill)",
    r"slow(?:s|ing|ed) down",
    r"(?:stops|stopped|stopping|pauses|paused|pausing|waits|waiting|halts|stationary|parked)",
    r"(?<!a )parking(?! (?:lot|space))",
)
MOTION = re.compile(rf"\b{_AUX}(?:{'|'.join(_MOTIONS)})(?![-\w])", re.IGNORECASE)
ORIENTATION = re.compile(r"\b(?:going|goes|heading|moving) (left|right)\b(?! lane| turn)", re.IGNORECASE)
UNEXPLAINED = re.compile(
    r"\b(straight|left|right|turn\w*|u-turn|stop\w*|forward|ahead|lanes?|merg\w*|park(ed|ing)?)\b", re.IGNORECASE
)
"""Words of motion and place: where one is left over, the sentence is not understood."""
HARMLESS = re.compile(
    r"\b(right (behind|after|side|hand|before|in)|(left|right)([- ]hand|[- ]most)? (lane|side)|"
    r"stop[ -]?(sign|light|line)s?|parking (lot|space|area)s?|a parking|"
    r"(two|one|three|single|middle|next|same|other|opposite|turning|main|bus)[- ]lanes?|"
    r"lane|on the (left|right)|(in|to) front|ahead of|without stopping)\b",
    re.IGNORECASE,
)
"""What may be left over all the same."""


@cache
def nouns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of vehicle nouns, colours and brands, by label."""
    types = _any({entry.surface for entry in entries("vehicle_type")} - AMBIGUOUS | MISSPELT)
    colours = _any({entry.surface for entry in entries("vehicle_color")} - {"light", "dark", "bright"})
    basic = rf"{SHADES}(?:{colours})(?:[ -]colou?r(?:ed)?)?{NOT_PAINT}"
    lone = rf"(?:light|dark)(?:[ -]colou?red)?(?= (?:[a-z-]+ )?(?:{types}))"
    return (
        ("vehicle_type", re.compile(rf"\b(?:{types})\b{NOT_A_VEHICLE}", re.IGNORECASE)),
        ("vehicle_color", re.compile(rf"\b(?:{basic}|{lone})(?![-\w])", re.IGNORECASE)),
        ("vehicle_brand", re.compile(rf"\b(?:{_any(COMMON_BRANDS)})\b", re.IGNORECASE)),
    )


@cache
def makes() -> re.Pattern[str]:
    """Return the pattern of a brand with its model, named groups ``brand`` and ``model``."""
    brands = _any({*COMMON_BRANDS, "mini"})
    return re.compile(rf"\b(?P<brand>{brands}) (?P<model>{_any(set(bodies()))})\b", re.IGNORECASE)


@cache
def bodies() -> dict[str, str]:
    """Return model → fine body type, for models of common brands whose names are long enough to be sure."""
    common = {brand.title() for brand in COMMON_BRANDS} | {"BMW", "GMC", "Mini"}
    models = {v.model.lower(): v.body for v in vehicle_models() if v.brand in common} | {"rav-4": "suv"}
    return {model: fine_body(body) for model, body in models.items() if len(model) > 2}


def _any(words: set[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
