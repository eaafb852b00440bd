"""The words of zones: which mean the same, which lead into one, and which kinds people speak of."""

from functools import lru_cache

from ner.filters.names import WORD, word_set
from ner.languages.words import fold
from ner.numbers import WORDS

Parts = tuple[str, ...]
"""Words and numbers of a name, in small letters, singular, of several that mean the same always the same one."""

_SAME = {
    "pavement": "sidewalk|footpath|footway|side walk|foot path|foot way",
    "hard shoulder": "hard shoulder|shoulder|emergency lane|breakdown lane|emergency stopping lane|hardshoulder",
    "left lane": "left hand lane|lefthand lane|leftmost lane|left most lane",
    "right lane": "right hand lane|righthand lane|rightmost lane|right most lane",
    "middle lane": "centre lane|center lane|central lane",
    "left side": "left hand side|lefthand side",
    "right side": "right hand side|righthand side",
    "bus lane": "buslane|bus only lane",
    "cycle lane": "bike lane|bicycle lane|cycle path|bike path|cyclelane|cycle track",
    "car park": "parking lot|parking area|carpark|parking garage",
    "parking space": "parking bay|parking spot|parking place",
    "crossing": "crosswalk|cross walk|zebra|zebra crossing|pedestrian crossing|pelican crossing",
    "junction": "intersection|crossroad|cross road",
    "roundabout": "traffic circle|rotary",
    "lay by": "layby",
    "petrol station": "gas station|filling station|forecourt|service station",
    "central reservation": "median strip|median|centre strip",
    "slip road": "off ramp|on ramp|exit ramp|entry ramp|sliproad",
    "yellow box": "box junction|yellow box junction",
    "no parking": "no parking zone|no parking area",
    "driveway": "drive way",
}
"""Words -> others of the same meaning, all in the singular and without hyphens."""
_CANONICAL = sorted(
    ((tuple(other.split()), tuple(one.split())) for one, others in _SAME.items() for other in others.split("|")),
    key=lambda pair: -len(pair[0]),
)
KINDS = frozenset(tuple(one.split()) for one in _SAME if not one.endswith(" side"))
"""Kinds of zone that are told where no zone is called so; lanes are beside them."""
LANES = word_set(
    """left right middle inside outside inner outer fast slow nearside offside overtaking passing bus cycle turning exit
    merge merging hov carpool taxi express toll acceleration deceleration opposite oncoming tram truck crawler transit
    first second third fourth fifth last nearest farthest"""
)
"""What makes "lane" the name of one."""
PLAIN = frozenset(
    tuple(place.split())
    for place in """left|right|top|bottom|centre|center|middle|upper|lower|left side|right side|top side|bottom side|
    foreground|background|front|back|left half|right half|top left|top right|bottom left|bottom right|left corner|
    right corner|distance|near|far""".replace("\n", "")
    .replace(" " * 4, "")
    .split("|")
)
"""Places in the picture, which stay that."""
ZONE = word_set("zone zones area areas region regions")
ARTICLES = word_set("the a an this that these those any each every")
LEADS = word_set(
    """in on at inside within into onto through across along over via using enter entering enters entered leaving leaves
    from to up down outside off"""
)
NOT = word_set("not no never except excepting excluding exclude without outside neither nor avoid avoiding avoids off")
SKIPPED = ARTICLES | word_set(
    "being be been is are was were driving parked stopped standing travelling ever in on at of"
)
BESIDE = word_set("near beside behind before after by past towards toward opposite next close adjacent")
"""What stands there is not in the zone."""
JOINTS = word_set(", and or & / nor")
VEHICLES = word_set(
    """car cars van vans bus buses truck trucks lorry lorries suv suvs sedan sedans vehicle vehicles taxi taxis coach
    coaches motorbikes motorcycles bikes minutes seconds hours metres meters people times white black red blue silver"""
)
"""What makes a number after "lane 2 and" one of vehicles."""

VOCABULARY = LANES.union(
    {"lane", "the", "number", "no", "nr"}, ZONE, *(other for pair in _CANONICAL for other in pair), *PLAIN
)
"""All words of the above that a zone may be called by."""


@lru_cache(maxsize=4096)
def parts_of(name: str) -> Parts:
    """Split a name into its parts: "Bus-lanes", "bus lane" → ("bus", "lane"); "Lane two" → ("lane", "2")."""
    words = [single(fold(word)) for word in WORD.findall(name)]
    words = [word for place, word in enumerate(words) if word != "the" and not _counts_lane(words, place)]
    parts: list[str] = []
    place = 0
    while place < len(words):
        size, plain = next(
            ((len(other), one) for other, one in _CANONICAL if tuple(words[place : place + len(other)]) == other),
            (1, (words[place],)),
        )
        parts += plain
        place += size
    return tuple(parts)


def single(word: str) -> str:
    """Return a word in the singular, a number without zeros in front, a number's word as digits: "two" → "2"."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    if word in WORDS:
        return str(WORDS[word])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return {"buses": "bus", "crosse": "cross"}.get(word, word)


def is_numbered(parts: Parts) -> bool:
    """Whether parts tell one zone from others of its kind: "lane 2", "outside lane", "zone 3"."""
    return len(parts) == 2 and (
        (parts[0] in ("lane", "zone") and parts[1].isdigit()) or (parts[1] == "lane" and parts[0] in LANES)
    )


def _counts_lane(words: list[str], place: int) -> bool:
    """Whether a word only says that a number follows: "lane number 2"."""
    return words[place] in ("number", "no", "nr") and words[place - 1 : place] == ["lane"] and place + 1 < len(words)
