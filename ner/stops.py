"""How long a vehicle stood: "stopped for more than 2 minutes", "waits 30 seconds", "a stop of over an hour"."""

import re
from collections.abc import Iterator
from math import inf

from ner.amounts import Amount
from ner.filters.recent import COUNT, amount
from ner.standing import STANDS

_STANDS = rf"(?:{STANDS}|sat|sits|sitting|motionless)"
_MORE = (
    r"(?:more|longer)\s+than|no\s+(?:less|shorter)\s+than|over|above|beyond|exceeding|at\s+least|min(?:imum)?(?:\s+of)?"
    r"|>=?"
)
_LESS = (
    r"(?:less|shorter|fewer)\s+than|no\s+(?:more|longer)\s+than|under|below|within|up\s+to|at\s+most"
    r"|max(?:imum)?(?:\s+of)?|<=?"
)
_ABOUT = r"about|around|roughly|approx(?:imately|\.)?|exactly|some"
_NUMBER = rf"(?:\d+[.,]\d+|{COUNT})"
_UNIT = r"(?P<unit>seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?)"
_DURATION = rf"""
    (?:(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))?\s*
    (?:(?:between\s+)?(?P<low>{_NUMBER})\s*(?:-|–|\bto\b|\band\b)\s*)?
    (?!(?:[01]\d|2[0-3])[0-5]\d\s*h)(?P<high>{_NUMBER})(?:[\s-]+|(?<=\d)){_UNIT}\b(?!\s*ago\b)(?P<half>\s+and\s+a\s+half)?
    (?:\s+(?:or\s+(?:more|longer|over)|plus)\b|\s+(?P<down>or\s+(?:less|under))\b|\+)?"""
STOP = re.compile(
    rf"""\b{_STANDS}(?P<aside>(?:\s+(?!(?:for|in|last|past)\s)[a-z]+){{0,4}}?)
    (?:\s+(?:for|of|lasting|that\s+lasts|that\s+lasted))?\s+(?:a\s+)?{_DURATION}""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMED = re.compile(r"sec|min|hour|hr|day|\d\s*[sh]\b", re.IGNORECASE)
"""What every duration has; it is sooner looked for."""
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def find_stops(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says how long a vehicle stood, with the word that says that it did."""
    return (match.span() for match in STOP.finditer(text)) if _TIMED.search(text) else iter(())


def said_aside(text: str) -> tuple[int, int] | None:
    """Return where words stand between a stop and how long it was, which say nothing of either: "at the lights"."""
    match = STOP.search(text)
    return match.span("aside") if match and match["aside"] else None


def read_stop(text: str) -> Amount | None:
    """Return how long a stop is asked for, seconds, or None.

    What stood 5 minutes did stand 2: an amount that nothing compares is the least one.

    :param text: The words of a keyword, such as "stopped for more than 2 minutes".
    """
    match = STOP.search(text)
    if match is None:
        return None
    unit = SECONDS[match["unit"][0].lower()]
    high = (_number(match["high"]) + 0.5 * (match["half"] is not None)) * unit
    if match["low"]:
        low = _number(match["low"]) * unit
        return Amount(min(low, high), max(low, high))
    if match["about"]:
        return Amount(high, high)
    return Amount(0.0, high) if match["less"] or match["down"] else Amount(high, inf)


def _number(count: str) -> float:
    return float(count.replace(",", ".")) if count[0].isdigit() else amount(count)
