"""What a sentence asks of the answer as a whole: an order, by a superlative, and how many."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ner.filters.names import word_set
from ner.filters.recent import amount
from ner.numbers import WORDS
from ner.standing import STANDS

_COUNT = rf"(?:\d{{1,3}}|{'|'.join(WORDS)}|(?:few|couple(?:\s+of)?))"
_STANDS = rf"(?:{STANDS})"
_ELSE = (
    r"(?!\w|[\s-]+(?:lanes?|models?|versions?|generations?|news|routes?|ways?|gears?|roads?|streets?|gates?|exits?"
    r"|entrances?|sides?|kerbs?|curbs?|junctions?|corners?|buildings?|shops?|trees?|stations?)\b)"
)
"""What makes a superlative one of something else than a vehicle."""
_HERE = r"(?:(?:(?:the|this|our)\s+)?(?:camera|lens)|us|me|here)\b"
_NEAR = rf"(?:\s+to\s+{_HERE}|(?!\s+to\b)(?!\s+(?:from|away)\b))"
_CAME = r"\b(?:came|comes|arriv(?:es?|ed)|appear(?:s|ed)?|pass(?:es|ed))(?:\s+(?:by|past|in|through))?"
_END = r"(?=\s*(?:[,.;?!]|$))"
_ORDERS: tuple[tuple[str, str], ...] = (
    *(
        (order, rf"\b{_STANDS}\s+(?:for\s+)?(?:the\s+)?{word}(?:\s+time)?\b|\b{word}[\s-]+(?:time\s+)?{_STANDS}\b")
        for order, word in (("longest_stop", "longest"), ("shortest_stop", "shortest"))
    ),
    ("fastest", rf"\b(?:fastest|quickest){_ELSE}|\b(?:highest|top)[\s-]+speeds?\b"),
    ("slowest", rf"\bslowest{_ELSE}|\blowest[\s-]+speeds?\b"),
    (
        "newest",
        rf"(?<!at\sthe\s)\b(?:newest|latest){_ELSE}|\bmost\s+recent(?:ly)?\b|\blast\s+seen\b(?!\s+\w+ing\b)|\bseen\s+last\b"
        rf"|{_CAME}\s+last\b{_END}",
    ),
    (
        "oldest",
        rf"(?<!at\sthe\s)\bearliest{_ELSE}|\boldest\s+first\b|\bfirst\s+seen\b(?!\s+\w+ing\b)|\bseen\s+first\b"
        rf"|{_CAME}\s+first\b{_END}",
    ),
    ("nearest", rf"\b(?:nearest|closest){_ELSE}{_NEAR}"),
    ("farthest", rf"\b(?:farthest|furthest)(?:\s+away)?{_ELSE}(?:\s+from\s+{_HERE}|(?!\s+from\b))"),
)
"""Order → what asks for it."""
_TABLE = tuple((order, re.compile(pattern, re.IGNORECASE)) for order, pattern in _ORDERS)
_HINT = re.compile(r"est\b|\b(?:top|most|last|first)\b", re.IGNORECASE)
"""What each of them has a part of."""
_UNMEASURED = re.compile(
    r"\b(?:bigg|larg|small|tall|short|long|wid|narrow|heavi|light|loud|shini|clean|dirti|old|young|bright|dark)est\b"
    r"|\b(?:slow|fast|quick)(?:ly|[\s-]moving)?(?![\s-]+(?:food|lanes?|roads?)\b|\w|\s+down\b)|\bspeeding\b",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"(?<!\bat\s)\b(?P<end>first|last|final)\s+(?!but\b)(?:(?P<count>{_COUNT})\s+)?", re.IGNORECASE)
_TO_ACT = re.compile(r"(?:one\b(?!\s+(?:hour|minute|second|day|week|month|year))|to\s+[a-z]+)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[a-z'-]+\s+){0,3}", re.IGNORECASE)
_NO_VEHICLE = word_set(
    """a an the in on at of to from by with and or that who lane gear floor light time night week month year hour hours
    minute minutes day days second seconds morning afternoon evening weekend monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december row street
    gate half part responder responders aid class hand generation"""
)
"""What between "last" and a vehicle makes it the last of something else."""
_ORDINAL = re.compile(r"\b(?:second|third|fourth|fifth|2nd|3rd|\d+th)(?:[\s-]+(?:to|most|from))?[\s-]+$", re.IGNORECASE)
_TAKE = re.compile(rf"\b(?P<count>{_COUNT})\s+$", re.IGNORECASE)
_FIRST = re.compile(r"\s+first\b", re.IGNORECASE)
_TOP = re.compile(rf"^\s+(?P<count>{_COUNT})\b", re.IGNORECASE)
_WAY = re.compile(r"\b(?:from\s+)?(?P<way>left[\s-]+to[\s-]+right|right[\s-]+to[\s-]+left)\b", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:order|sort|list|arrang|rank|name)\w*\b|(?:^|[,;:(])\s*$|\bin\s+$", re.IGNORECASE)
_DRIVES = re.compile(
    r"\b(?:go|goes|going|went|driv|drove|mov|travel|head|cross|turn|pass|com|came|cut|swerv|rid|rode|cycl|veer|steer|merg"
    r"|switch|chang|run|ran|roll)\w*\s+(?:(?:across|over|straight|slowly|quickly|lanes?)\s+)*$",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    rf"\b(?:show|give|get|find|list|tell|me|us|please|the|a|an|ones?|what|which|who|is|was|are|were|all|of|{_COUNT})\b|\W+",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow\s+many\b(?!\s+(?:of\s+)?(?:times|seconds|minutes|hours|days|km|kilomet|met(?:er|re)|miles|people|persons"
    r"|passengers|doors|wheels|axles|seats|lanes)\b)"
    r"|^\W*(?:(?:what|whats|what's|is|was|show|tell|give|get|find|me|us|please|the|total)\W+)*(?:number|count)\s+of\b"
    r"|^\W*(?:please\s+)?count\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a sentence asks of the answer as a whole.

    :param order: Its name, such as ``fastest``, or empty.
    :param said: The words that ask for it.
    :param take: How many are asked for ("the 3 fastest"), or None.
    :param counts: Whether it asks how many there are.
    :param unread: Superlatives that nothing is ordered by, and vague words of speed, as written.
    :param spans: Where the words stand that ask for the order and the count: first character, one past the last.
    """

    order: str = ""
    said: str = ""
    take: int | None = None
    counts: bool = False
    unread: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def read_question(text: str, vehicles: Sequence[int]) -> Question:
    """Read the order and the count that a sentence asks for; of several orders the first.

    :param text: The sentence.
    :param vehicles: Where the words begin that name the vehicles looked for: "first" and "last" are theirs only where
        nothing else comes between, as in "the last red car", but not in "last night a car" or "first lane".
    """
    found = sorted((*_superlatives(text), *_ends(text, vehicles), *_ways(text)), key=lambda one: one.start)
    told = [one for n, one in enumerate(found) if all(one.start >= before.end for before in found[:n])]
    order = told[0] if told else _Said(0, 0, "")
    others = [one for one in told[1:] if one.order != order.order]
    vague = [one for one in _vague(text) if all(one.end <= said.start or said.end <= one.start for said in told)]
    unread = [text[one.start : one.end].strip() for one in (*others, *vague)]
    ordinal = _ORDINAL.search(text[: order.start]) if told else None
    unread += [ordinal[0].strip()] if ordinal else []
    said = text[order.start : order.end].strip()
    counted = _HOW_MANY.search(text)
    spans = [_with_count(text, one) for one in told if one.order == order.order]
    spans += [counted.span()] if counted else []
    return Question(order.order, said, order.take, counted is not None, tuple(dict.fromkeys(unread)), tuple(spans))


def is_vague(text: str) -> bool:
    """Whether a text has a superlative that nothing is ordered by, or a vague word of speed, such as "slowly"."""
    return _UNMEASURED.search(text) is not None


def _with_count(text: str, said: "_Said") -> tuple[int, int]:
    """Return where an order stands, with how many it asks for: "the 3 fastest", "fastest two", "fastest first"."""
    before, after = _TAKE.search(text[: said.start]), _TOP.match(text[said.end :])
    start = before.start() if before and said.take else said.start
    end = said.end + after.end() if after and said.take and not before else len(text[: said.end].rstrip())
    first = _FIRST.match(text, end)
    return start, first.end() if first else end


def asks_nothing_else(text: str, question: Question) -> bool:
    """Whether a sentence asks for an order and names nothing beside it: "show me the 3 fastest"."""
    return question.order != "" and not _FILLERS.sub("", text.replace(question.said, "", 1))


def distances(text: str) -> Iterator[tuple[int, int]]:
    """Yield where "nearest to the camera" and the like stand, which say nothing of where a vehicle drives."""
    return ((said.start, said.end) for said in _superlatives(text) if said.order in ("nearest", "farthest"))


def order_of_places(text: str) -> tuple[int, int] | None:
    """Return where "left to right" stands that orders the answer, instead of telling how a vehicle drives."""
    return next(((one.start, one.end) for one in _ways(text)), None)


def ways(text: str) -> Iterator[tuple[int, int]]:
    """Yield where "left to right" and "right to left" stand, whatever they mean."""
    return (match.span() for match in _WAY.finditer(text))


@dataclass(frozen=True, slots=True)
class _Said:
    start: int
    end: int
    order: str
    take: int | None = None


def _superlatives(text: str) -> Iterator[_Said]:
    if _HINT.search(text) is None:
        return
    for order, pattern in _TABLE:
        for match in pattern.finditer(text):
            before, after = _TAKE.search(text[: match.start()]), _TOP.match(text[match.end() :])
            yield _Said(*match.span(), order, _number(before or after))


def _vague(text: str) -> Iterator[_Said]:
    return (_Said(*match.span(), "") for match in _UNMEASURED.finditer(text))


def _ends(text: str, vehicles: Sequence[int]) -> Iterator[_Said]:
    """Find "first" and "last" that a vehicle follows."""
    for match in _ENDS.finditer(text):
        named = min((at for at in vehicles if at >= match.end()), default=None)
        between = text[match.end() : named] if named is not None else "."
        near = _BETWEEN.fullmatch(between) and not _NO_VEHICLE & set(between.lower().split())
        if near or _TO_ACT.match(text, match.end()):
            order = "oldest" if match["end"].lower() == "first" else "newest"
            yield _Said(*match.span(), order, _number(match))


def _ways(text: str) -> Iterator[_Said]:
    for match in _WAY.finditer(text):
        before = text[: match.start()]
        if _LISTED.search(before) and not _DRIVES.search(before):
            yield _Said(*match.span(), "left_to_right" if match["way"].lower().startswith("l") else "right_to_left")


def _number(match: re.Match[str] | None) -> int | None:
    return round(amount(match["count"])) or None if match and match["count"] else None
