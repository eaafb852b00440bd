"""Times of the day as people say them: "8", "8.30 pm", "half past five", "quarter to six", "1430 hrs", "noon"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ner.numbers import number

_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MINUTES = r"(?:fifteen|twenty(?:[\s-]five)?|thirty|forty(?:[\s-]five)?|fifty)"
_UNIT = r"\s*(?:km|kilomet|[km]ph|m(?:et|il)|mi?\b|f(?:ee|oo)?t\b|yards?|tons?|tonnes?|%)"
CLOCK = re.compile(
    rf"""(?<![\w.:/\#$£€])(?<!my\s)(?<!your\s)(?<!our\s)(?:
    (?:(?:(?P<shift>quarter|half|\d\d?(?=\s+past)|(?<!from\s)(?<!between\s)(?:five|ten|twenty(?:[\s-]five)?))
        (?:\s+minutes?)?\s+(?P<way>past|after|to|till)|(?P<half>half))\s+(?P<spoken>{_HOUR})
    |(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s*h(?:(?:ou)?rs?)?
    |(?P<four>(?:[01]\d|2[0-3])[0-5]\d)
    |(?:12\s+)?(?P<name>noon|midday|midnight)(?!\s+(?:blue|black|purple|green|silver|gr[ae]y))
    |(?P<hour>{_HOUR})(?:(?P<dot>[:.h])(?P<minute>[0-5]\d)(?::[0-5]\d)?|\s+(?P<word>{_MINUTES})|(?P<hours>\s?h))?
        (?P<ish>-?ish)?)
    (?:\s*(?P<noon>[ap])\.?m\b\.?|\s*(?P<oclock>o'?clock)(?!\s+(?:position|direction)))?
    (?!\w|[:.,/]\d|'|{_UNIT}))""",
    re.IGNORECASE | re.VERBOSE,
)
SHIFTS = {"quarter": 15, "half": 30}
YEARS = 1950, 2035
"""What four digits are taken for that could be a year of these."""
NAMES = {"noon": 720, "midday": 720, "midnight": 0}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day.

    :param start: Where it begins in the text.
    :param end: Where it ends.
    :param minutes: Since midnight.
    :param half: "am" or "pm" where it is said.
    :param fixed: It is of the 24-hour clock beyond doubt.
    :param loose: It may be of either half of the day.
    :param certain: It can be nothing else than a time, whatever stands around it.
    :param bare: A number that is a time only where the words around it say so.
    :param rough: "8ish".
    :param four: Four digits without a sign, which may be another number: "0800", "2015".
    :param hours: "20h", which may be a duration.
    """

    start: int
    end: int
    minutes: int
    half: str = ""
    fixed: bool = False
    loose: bool = False
    certain: bool = False
    bare: bool = False
    rough: bool = False
    four: bool = False
    hours: bool = False

    @property
    def like_year(self) -> bool:
        """True where four digits are more likely a year."""
        return self.four and YEARS[0] <= self.minutes // 60 * 100 + self.minutes % 60 <= YEARS[1]

    def options(self, part: str) -> tuple[int, ...]:
        """Return the minutes from the day's midnight that it may mean in a part of the day ("" where none is named)."""
        twelve = self.minutes % 720
        part = next((half for half in ("morning", "night") if half in part), part)
        if self.fixed:
            late = self.minutes < {"night": 720, "evening": 1}.get(part, 0)
            return (self.minutes + 1440 * late,)
        if part in ("morning", "dawn", "am"):
            return (twelve or 720,)
        if part == "night":
            return (twelve + (1440 if twelve < 360 else 720),)
        if part:
            return (twelve + 720,)
        return (twelve, twelve + 720) if self.loose else (self.minutes,)


def find_clocks(text: str) -> Iterator[Clock]:
    """Yield the times of the day, and the numbers that could be some, in the order of the text."""
    for match in CLOCK.finditer(text):
        minutes = _minutes(match)
        if minutes is not None:
            yield _clock(match, minutes)


def _minutes(match: re.Match[str]) -> int | None:
    """Return the minutes since midnight, or None where the clock has no such time."""
    said = match.groupdict()
    if said["name"]:
        return NAMES[said["name"].lower()]
    if four := said["military"] or said["four"]:
        return int(four[:2]) * 60 + int(four[2:])
    hour = int(number(said["spoken"] or said["hour"]) or 0)
    if hour > (12 if said["spoken"] or said["noon"] or said["oclock"] else 24):
        return None
    if said["noon"]:
        hour = hour % 12 + 12 * (said["noon"].lower() == "p")
    return (hour * 60 + _past(said)) % 1440


def _like_20h30(match: re.Match[str]) -> bool:
    """Tell "20h30" from "parked for 20h30"."""
    dot, before = match["dot"], match.string[: match.start()].rstrip().lower()
    return dot is not None and dot.lower() == "h" and len(match["hour"]) > 1 and not before.endswith(("for", "than"))


def _past(said: dict[str, str | None]) -> int:
    """Return how many minutes past the hour it is; fewer than none in "quarter to"."""
    if said["half"]:
        return SHIFTS["half"]
    if shift := said["shift"]:
        minutes = SHIFTS.get(shift.lower()) or int(number(shift) or 0)
        return -minutes if (said["way"] or "").lower() in ("to", "till") else minutes
    return int(number(said["minute"] or said["word"] or "0") or 0)


def _clock(match: re.Match[str], minutes: int) -> Clock:
    said = match.groupdict()
    half = {"a": "am", "p": "pm"}.get((said["noon"] or "").lower(), "")
    digits = said["hour"] or ""
    four, hours = bool(said["four"]), bool(said["hours"])
    named = bool(half or said["name"] or said["military"] or four or hours)
    fixed = named or digits.startswith("0") or (digits.isdigit() and not 1 <= int(digits) <= 12)
    whole = not (said["spoken"] or said["oclock"] or said["minute"] or said["word"] or said["ish"])
    bare = whole and (four or hours or not named)
    spoken = bool(said["spoken"] or said["oclock"] or said["word"] or said["ish"] or bare)
    certain = bool(half or said["military"] or said["oclock"] or said["dot"] == ":" or _like_20h30(match))
    certain = certain or (said["shift"] or "").lower() in SHIFTS
    span, rough = match.span(), bool(said["ish"])
    return Clock(*span, minutes, half, fixed, spoken and not fixed, certain, bare, rough, four, hours)
