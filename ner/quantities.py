"""Gives speeds and distances their whole number and unit, adds plain ones, and drops limits and other distances."""

import re

from ner.labels import LABELS
from ner.spans import Span, tokens_of
from ner.tokens import SentenceTokens

_VELOCITY, _RANGE = map(LABELS.index, ("vehicle_velocity", "vehicle_range"))
_AMOUNTS = (_VELOCITY, _RANGE)
_CROSSED = frozenset(map(LABELS.index, ("vehicle_motion", "vehicle_model", "vehicle_brand")))
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fou?rteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[\s-]+(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|(?:(?:an?|{_SMALL})\s+)?hundred(?:\s+(?:and\s+)?{_SMALL})?|{_SMALL})"
_LENGTH = r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|kms?|m|miles?|feet|foot|ft|yards?|yds?)"
_SPEED = (
    r"(?:km\s?/\s?h|km/hr|kmh|kmph|kph|mph|m/s|"
    rf"{_LENGTH}\s+(?:per|an?|each)\s+(?:hour|hr|second|sec))"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?P<number>{_NUMBER})\s*(?:(?P<speed>{_SPEED})|(?P<length>{_LENGTH}))(?![\w/])"
    r"(?P<away>\s+(?:away|from|off|behind|ahead)\b)?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?<![a-z])(?:met|mil|kil|km|kph|mph|m\b|m/s|feet|foot|ft|y(?:ar)?ds?\b)", re.IGNORECASE)
"""What a sentence with an amount has; it is quicker to look for."""
_ZONE = re.compile(
    r"[\s-]*(?:zones?|limits?|areas?|sections?|signs?|stretch|roads?|streets?|speed\s+limit)\b", re.IGNORECASE
)
_LIMIT = re.compile(r"\b(?:limit|limited|zone)\s*(?:is|of|to|at|:|there|here|\s)*$|\bin\s+an?\s*$", re.IGNORECASE)
_CAMERA = r"(?:th?e?h?\s+)?(?:cam(?!p)\w*|lens|us|me|here)\b"
_PLACE = r"(?:the\s+)?(?:top|bottom|left|right|upper|lower|cent(?:er|re)|middle)\b"
_AWAY = re.compile(rf"\s*(?:away|off|out)\b(?!\s+(?:from|of)\s+(?!{_CAMERA}))|\s+from\s+{_CAMERA}", re.IGNORECASE)
_OTHER = re.compile(
    r"\s+(?:away\s+)?(?:from|behind|before|past|after|beyond|short\s+of|in\s+front\s+of|ahead\s+of|north|south|east|west)"
    rf"\s+(?:of\s+)?(?!{_CAMERA}|{_PLACE}|my\b|our\b|where\b)\w|[\s-]+(?:long|high|wide|tall|deep|trailer|boom|wheelbase)\b",
    re.IGNORECASE,
)


_COUNTED = re.compile(
    r"\s*-?\s*(?:years?|yrs?|months?|weeks?|days?|doors?|dr|seats?|seaters?|axles?|wheels?|tonn?es?|tons?|litres?|liters?"
    r"|cc|hp|occupants?|people|passengers?)\b|-?\d",
    re.IGNORECASE,
)
"""What a bare number counts, if it is no amount, or more of a code: "19-year-old", "10-97"."""


def with_whole_amounts(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Widen each amount that the tagger saw a part of to its number and unit: "one hundred and ten ft".

    A unit of speed makes it a velocity, one of length before "away" or "from" a range. A bare number is left as it is:
    two of FindVehicle's templates have no more ("driving left with 75 km/h").

    :param found: Label, first token and one past the last of each span.
    :param text: The sentence.
    :param tokens: Its tokens.
    """
    if not any(span[0] in _AMOUNTS for span in found):
        return found
    for match in _AMOUNT.finditer(text):
        first, end = tokens_of(match.start("number"), match.end("speed" if match["speed"] else "length"), tokens)
        touched = [s for s in found if s[0] in _AMOUNTS and s[1] < end and first < s[2]]
        if not touched or any(s[1] < first or end < s[2] for s in touched):
            continue
        label = _label(match, {span[0] for span in touched})
        if _bare(touched, label, match, tokens):
            continue
        crossed = [s for s in found if s[0] in _CROSSED and s[1] < end and first < s[2]]
        found = [span for span in found if span not in touched and span not in crossed] + [(label, first, end)]
    return found


def with_plain_amounts(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Add the speeds, and the distances from the camera, that the tagger saw nothing in: "50M AWAY", "40 km/h".

    A limit and a zone are no speed, what is away from anything else is no distance.
    """
    if _UNIT.search(text) is None:
        return found
    for match in _AMOUNT.finditer(text):
        end = match.end("speed" if match["speed"] else "length")
        if match["speed"]:
            label, plain = _VELOCITY, not (_ZONE.match(text, end) or _LIMIT.search(text, 0, match.start()))
        else:
            label, plain = _RANGE, _AWAY.match(text, end) is not None
        first, last = tokens_of(match.start("number"), end, tokens)
        if plain and first < last and not any(s[1] < last and first < s[2] for s in found):
            found = [*found, (label, first, last)]
    return found


def without_other_measures(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Drop what is no speed ("50 mph zone"), no distance from the camera ("20 m behind the bus") and no amount."""

    def told(span: Span) -> bool:
        start, end = tokens.starts[span[1]], tokens.end(span[2] - 1)
        if span[0] in _AMOUNTS and text[start:end].rstrip("- ").isdigit() and _COUNTED.match(text, end):
            return False
        if span[0] == _VELOCITY:
            return not (_ZONE.match(text, end) or _LIMIT.search(text, 0, start))
        return span[0] != _RANGE or _OTHER.match(text, end) is None

    return [span for span in found if told(span)]


def _label(match: re.Match[str], said: set[int]) -> int:
    if match["speed"]:
        return _VELOCITY
    return _RANGE if _RANGE in said or match["away"] else _VELOCITY


def _bare(touched: list[Span], label: int, match: re.Match[str], tokens: SentenceTokens) -> bool:
    """Tell whether all that was seen is the number, in digits, under the right label."""
    digits = match["number"].isdigit()
    return digits and [(s[0], s[2] - s[1]) for s in touched] == [(label, 1)] and _is_number(touched[0], tokens)


def _is_number(span: Span, tokens: SentenceTokens) -> bool:
    return tokens.words[span[1]].isdigit()
