"""Times counted back from now: "in the last ten minutes", "half an hour ago"."""

import re
from datetime import timedelta

from ner.numbers import WORDS, number

_WORD = "|".join(WORDS)
COUNT = rf"(?:\d{{1,4}}|(?:{_WORD})(?:[\s-](?:{_WORD}))?|half(?:\s+an?)?|an?\s+couple(?:\s+of)?|an?\s+few|an?)"
_UNIT = r"(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)"
_FEW = rf"(?:couple(?:\s+of)?|few|{COUNT})"
LAST = re.compile(
    rf"\b(?:last|previous|(?<=the\s)past|(?<=this\s)past)\s+(?:({_FEW})\s*{_UNIT}|(minute|hour)|(?<=the\slast\s)(day|week)"
    r"|(?<=the\spast\s)(day|week))\b(?!\s*ago)",
    re.IGNORECASE,
)
AGO = re.compile(rf"\b({COUNT})\s*(seconds?|secs?|minutes?|mins?|hours?|hrs?)\s+ago\b", re.IGNORECASE)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
NEAR, FAR = timedelta(minutes=5), timedelta(minutes=15)
"""How far "ago" reaches to both sides, within the hour and beyond."""


NOT = re.compile(r"(?:\bnot|n't|\bexcept)\s+(?:(?:in|for|during|within|over|seen|the)\s+)*$", re.IGNORECASE)
SINCE = re.compile(r"\b(?:since|from)\s+(?:about\s+)?$", re.IGNORECASE)


def read_recent(text: str) -> tuple[timedelta, timedelta] | None:
    """Return how long ago the time that is meant began and ended, or None where the text names none."""
    lower = text.lower()
    ago = AGO.search(text) if "ago" in lower else None
    match = ago or (LAST.search(text) if any(word in lower for word in ("last", "past", "previous")) else None)
    if match is None or NOT.search(text, 0, match.start()):
        return None
    count, *units = match.groups()
    unit = UNITS[next(unit for unit in units if unit)[0].lower()]
    back = amount(count or "a") * timedelta(**{unit: 1})
    if match is not ago or SINCE.search(text, 0, match.start()):
        return back, timedelta()
    near = FAR if back >= timedelta(hours=1) else NEAR
    return back + near, max(back - near, timedelta())


def amount(count: str) -> float:
    """Read a count: "ten", "a couple of" (2), "a few" (5), "half an" (0.5)."""
    words = count.lower()
    if words.startswith("half"):
        return 0.5
    if "couple" in words:
        return 2
    return 5 if "few" in words else number(words) or float(words in ("a", "an"))
