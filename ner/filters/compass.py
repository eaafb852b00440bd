"""Compass points that a vehicle travels to: "northbound", "heading south-west", "from the north", "not n/b".

What lies at a compass point of the world, such as "North Street" or "the north side of the road", is none of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
"""Clockwise, every 45 degrees."""


@dataclass(frozen=True, slots=True)
class CompassMention:
    """A direction of travel that a sentence names.

    :param start: First character, of the words that lead into it.
    :param end: One past the last character.
    :param value: One of ``POINTS``.
    :param negated: True where the sentence rules it out.
    """

    start: int
    end: int
    value: str
    negated: bool = False


_WORDS = r"(?:north|south)(?:[\s-]?(?:east|west))?|east|west"
_LETTERS = r"[Nn][Ee]|[Nn][Ww]|[Ss][Ee]|[Ss][Ww]|[NSEW]"
_POINT = rf"(?:(?i:{_WORDS})|{_LETTERS})"
_VERB = r"""(?:head(?:ing|ed|s)?|go(?:ing|es|ne)?|went|travel(?:l?ing|l?ed|s)?|driv(?:ing|es?|en)|drove
    |mov(?:ing|es?|ed)|proceed(?:ing|ed|s)?|fac(?:ing|es|ed)|pointing|runn?(?:ing|s)?|com(?:ing|es)|came|speed(?:ing|s)|sped|riding|rides
    |turn(?:ing|ed|s)?|continu(?:ing|es|ed)|flee(?:ing|s)|fled|depart(?:ing|ed|s)?|cruising
    |crossing|roll(?:ing|ed|s)|(?:in\s+(?:the\s+)?)?direction|bound|rac(?:ing|es|ed)|return(?:ing|ed|s))"""
_HOW = (
    r"(?:straight|due|directly|slowly|fast|quickly|back|out|up|down|off|away|on|along|mainly|roughly|for|further|towards?"
    r"|to|in|the|a|direction|of)"
)
_BOUND = r"(?:[\s-]?bound|[/.'][Bb](?:ound|nd|d)?)\b"
_JOINT = r"(?:(?:\s*,\s*|\s+)(?:and|or|nor)\s+|\s*/\s*)(?i:to\s+|towards\s+)?(?i:the\s+)?"
_PLACE = r"""(?:\s+(?:of|street|st|road|rd|avenue|ave|gate|gates|ham|lane|bridge|end|ends|side|sides|park|station|way
    |drive|close|row|hill|square|town|city|coast|wing|entrance|exit|circular|ring|bank|pier|london|america|africa|wall
    |tower|block|building|car\s+park|yard|dock|docks|terminal|wood|field|camera|cameras|cam|cams|cctv|junction|pole
    |face|corner|approach|arm|slip|of)\b|['\u2019]s\b|\s+(?-i:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|On\b|At\b)
    [A-Z][a-z]+)|\s*-\s*(?!bound)[a-z])"""
_FREE = rf"(?![\w])(?!{_PLACE})"
_LIST = rf"(?P<points>{_POINT}(?:{_JOINT}{_POINT})*)"
_NOUN = r"(?:\s+(?:lanes?|carriageways?|directions?|traffic))?"
_DEVICE = r"(?!\s+(?:cameras?|cams?|cctv|station|services|platform|gantry)\b)"
_IN = r"(?:(?:in|on|along)\s+the\s+)?"
_FORMS = (
    rf"{_IN}(?P<points>(?:{_WORDS}|[nsew][ew]?)(?:\s*-)?(?:{_JOINT}(?:{_WORDS}|[nsew][ew]?))*){_BOUND}{_NOUN}{_DEVICE}",
    rf"{_IN}(?P<points>(?:{_WORDS})bound(?:{_JOINT}(?:{_WORDS})bound)*)\b{_NOUN}{_DEVICE}",
    rf"{_IN}(?P<points>[nsew]b)(?![\w/])(?!\s*\d\d)(?!\s*:){_NOUN}{_DEVICE}",
    rf"(?:{_VERB}\s+)?from\s+(?:the\s+)?{_POINT}\s+to(?:wards)?\s+(?:the\s+)?{_LIST}{_FREE}",
    rf"(?:{_VERB}\s+(?:in\s+)?(?P<back>from)\s+(?:the\s+)?|(?P<out>from)\s+the\s+){_LIST}{_FREE}",
    rf"{_VERB}\s+(?:{_HOW}\s+){{0,4}}?{_LIST}(?:[\s-]?wards?)?(?:\s+direction)?{_FREE}",
    rf"(?:towards?\s+(?:the\s+)?|(?:in\s+)?(?:the\s+)?direction\s+(?:of\s+)?(?:the\s+)?|due\s+){_LIST}{_FREE}",
    rf"(?:in\s+(?:an?|the)\s+)?(?P<points>(?:{_WORDS})(?:erly|[\s-]?wards?|(?=\s+direction\b)))(?:\s+direction)?{_FREE}",
)
_COMPASS = tuple(re.compile(rf"(?<![\w/-]){form}", re.IGNORECASE | re.VERBOSE) for form in _FORMS)
_EACH = re.compile(rf"{_WORDS}|(?<![a-z])[nsew][ew]?(?=b\b|\b|[/.'-])", re.IGNORECASE)
_NEGATION = re.compile(
    r"(?:\b(?:not|never|non|no|neither|nor|without|except(?:ing)?|excluding|anything\s+but|other\s+than)|n['\u2019]t)"
    r"(?:\s+(?:be|been|being|is|are|was|were|any|one|ones|those|that|the|a|vehicles?|cars?|traffic|just|going))*[\s-]*$",
    re.IGNORECASE,
)
_HINT = re.compile(r"north|south|east|west|bound|\b[nsew][ew]?b?\b", re.IGNORECASE)
"""What every form has a part of: most sentences have none, and microseconds count."""
_REACH = 48
_PLATE = re.compile(r"\b(?:plates?|reg(?:istration)?|vrm|number)\s*:?\s*$", re.IGNORECASE)


def read_compass(text: str, names: Iterable[str] = ()) -> tuple[CompassMention, ...]:
    """Return the compass points that vehicles of a sentence travel to, in its order.

    :param text: The sentence.
    :param names: Names of cameras and zones; what stands in one of them is no direction.
    """
    if _HINT.search(text) is None:
        return ()
    named = _name(tuple(names))
    taken = [match.span() for match in named.finditer(text)] if named else []
    found: list[CompassMention] = []
    for form in _COMPASS:
        for match in form.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                found += _mentions(text, match)
    return tuple(sorted(found, key=lambda one: one.start))


def _mentions(text: str, match: re.Match[str]) -> Iterator[CompassMention]:
    """Yield one mention a point, the words before it with the first, those after it with the last."""
    if _PLATE.search(text, max(0, match.start() - _REACH), match.start()):
        return
    groups = match.groupdict()
    origin = bool(groups.get("back") or groups.get("out"))
    negated = _NEGATION.search(text, max(0, match.start() - _REACH), match.start()) is not None
    points = list(_EACH.finditer(text, *match.span("points")))
    for number, point in enumerate(points):
        start = match.start() if number == 0 else point.start()
        end = match.end() if number == len(points) - 1 else point.end()
        yield CompassMention(start, end, _value(point[0], origin), negated)


def _value(said: str, origin: bool) -> str:
    letters = "".join(part[0] for part in re.findall(r"north|south|east|west|[nsew]", said.lower()))
    place = ("n", "ne", "e", "se", "s", "sw", "w", "nw").index(letters)
    return POINTS[(place + 4 * origin) % len(POINTS)]


@lru_cache(maxsize=16)
def _name(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds names of two words or more that have a compass point in them."""
    words = [re.findall(r"\w+", name) for name in names if re.search("north|south|east|west", name, re.IGNORECASE)]
    whole = [r"[\W_]+".join(map(re.escape, each)) for each in words if len(each) > 1]
    return re.compile(rf"\b(?:{'|'.join(whole)})\b", re.IGNORECASE) if whole else None
