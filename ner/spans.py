"""Widens, parts and drops what the tagger marked, by what is known of kinds of vehicle, colours, stops and orders."""

import re
from functools import lru_cache
from itertools import pairwise

from ner.filters.superlatives import distances, order_of_places, ways
from ner.kinds import KindMention, find_kinds
from ner.labels import LABELS, NOUNS
from ner.stops import find_stops
from ner.tokens import SentenceTokens
from ner.values import plain_colours

Span = tuple[int, int, int]
"""Label's position in ``LABELS``, first token, one past the last."""

_TYPE = LABELS.index("vehicle_type")
_NOUNS = frozenset(map(LABELS.index, NOUNS))
_MOTION, _PLACE, _WAY = map(LABELS.index, ("vehicle_motion", "vehicle_location", "vehicle_orientation"))
_AUXILIARIES = frozenset(("is", "was", "are", "were", "has", "had", "have"))
_WHERE = frozenset(("on", "at", "in", "by", "near"))
_PLACED = re.compile(r"park|stop|wait|stand|stood|sit|stationary")
"""What a place follows, whose preposition is no part of it: "parked on"."""
_PARTICIPLE = re.compile(r"(?:ing|in|ed|parkd|stopd)$|^(?:stationary|broken|gone|come|made|done|taken|about)$")
_GOING = frozenset(
    ("moving", "going", "driving", "heading", "travelling", "traveling", "coming", "goes", "moves", "drives")
)
_NO_MOTION = _AUXILIARIES | frozenset(
    (
        "the",
        "a",
        "an",
        "and",
        "to",
        "of",
        "then",
        "lane",
        "roundabout",
        "road",
        "street",
        "by",
        "out",
        "off",
        "on",
        "up",
    )
)
_NEGATORS = frozenset(
    ("not", "never", "n't", "nt", "n\u2019t", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "aint")
)
_AMOUNTS = (LABELS.index("vehicle_velocity"), LABELS.index("vehicle_range"))


def with_kinds(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Lay one type over every kind that a sentence names ("SWAT van", not "van").

    A kind is left as it is where the tagger saw a wider name, such as "flatbed" of "flatbed pickup" or "Tank" of
    "Tank 300"; where it took the word for a make, or one with other meanings for no vehicle; and where it took it for
    nothing in a sentence that names another vehicle ("towing a caravan").
    """
    for kind in find_kinds(text):
        first, end = tokens_of(kind.start, kind.end, tokens)
        touched = _touched(found, first, end)
        wider = any(span[1] < first or end < span[2] for span in touched)
        if first < end and not wider and _means(kind, first, end, touched, found):
            found = [span for span in found if span not in touched] + [(_TYPE, first, end)]
    return found


def _means(kind: KindMention, first: int, end: int, touched: list[Span], found: list[Span]) -> bool:
    """Tell whether words of no wider name mean a kind that the tagger has not seen as it is."""
    if not touched:
        return kind.sure and not any(span[0] in _NOUNS for span in found)
    if not kind.sure and any(span[0] == _MOTION for span in touched):  # the tagger saw vans that move
        return False
    named = [span[1:] for span in touched if span[0] in _NOUNS]
    return named != [(first, end)] and (kind.sure or bool(named))


def with_stops(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Lay one motion over every stop of which is said how long it was ("stopped for more than 2 minutes")."""
    for start, stop in find_stops(text):
        first, end = tokens_of(start, stop, tokens)
        if first < end:
            touched = [span for span in _touched(found, first, end) if span[0] in (_MOTION, *_AMOUNTS)]
            found = [span for span in found if span not in touched] + [(_MOTION, first, end)]
    return found


def with_auxiliaries(found: list[Span], tokens: SentenceTokens) -> list[Span]:
    """Give each motion the auxiliaries before it ("is" of "is turning"), and no "not" or "ones"."""
    words = [word.lower() for word in tokens.words]
    told = []
    for label, first, end in found:
        if label == _MOTION:
            end -= end - first > 1 and words[end - 1] in ("one", "ones")
            end -= end - first > 1 and words[end - 1] in _WHERE and _PLACED.match(words[end - 2]) is not None
            first = next((at + 1 for at in range(end - 2, first - 1, -1) if words[at] in _NEGATORS), first)
            begin = first - (first > 1 and words[first - 1] == "been")
            goes_on = begin > 0 and words[begin - 1] in _AUXILIARIES and _PARTICIPLE.search(words[first]) is not None
            first = begin - 1 if goes_on else first
            if end - first == 1 and words[first] in _NO_MOTION:
                continue
        told.append((label, first, end))
    return told


def with_ways(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Make of "left to right" a direction, its last word, and no place; nothing at all where it orders the answer."""
    told = list(ways(text))
    ordering = order_of_places(text) if told else None
    for start, stop in told:
        first, end = tokens_of(start, stop, tokens)
        touched = _touched(found, first, end)
        if ordering == (start, stop) or first == end:
            found = [span for span in found if span not in touched or span[0] not in (_PLACE, _WAY, _MOTION)]
            continue
        touched += [s for s in found if s[0] == _MOTION and s[2] == first and tokens.words[s[1]].lower() in _GOING]
        dropped = [span for span in touched if span[0] in (_PLACE, _WAY) or span[2] == first]
        found = [*(span for span in found if span not in dropped), (_WAY, end - 1, end)]
    return found


def with_distances(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Leave no place or direction to "nearest to the camera", which orders the answer."""
    if "est" not in text.lower():  # no superlative: looking for all of them takes a fifth of the time of a query
        return found
    for start, stop in distances(text):
        touched = _touched(found, *tokens_of(start, stop, tokens))
        found = [span for span in found if span not in touched or span[0] not in (_PLACE, _WAY, *_AMOUNTS)]
    return found


def _touched(found: list[Span], first: int, end: int) -> list[Span]:
    return [span for span in found if span[1] < end and first < span[2]]


def tokens_of(start: int, stop: int, tokens: SentenceTokens) -> tuple[int, int]:
    """Return the first token and one past the last of some characters; an empty range where they cut a token."""
    inside = [i for i in range(len(tokens)) if tokens.starts[i] < stop and start < tokens.end(i)]
    if not inside or tokens.starts[inside[0]] != start or tokens.end(inside[-1]) != stop:
        return 0, 0
    return inside[0], inside[-1] + 1


@lru_cache(maxsize=8192)
def _colours(words: str) -> tuple[int, ...]:
    return tuple(plain_colours(words))


def parted(label: str, start: int, end: int, text: str) -> list[tuple[int, int]]:
    """Part colours said in one breath ("red-white") that the lexicon does not know as one ("blue-grey").

    :param label: Of the keyword.
    :param start: Its first character.
    :param end: One past its last.
    :returns: First character and one past the last of each; the keyword as it is where there is one; none of marks.
    """
    if label != "vehicle_color":
        return [(start, end)]
    while end - start > 1 and not text[end - 1].isalnum():  # "black-" of "black-and-white"
        end -= 1
    cuts = [start, *(start + at for at in _colours(text[start:end])[1:]), end]
    parts = [text[a:b].rstrip(" -/+&|,") for a, b in pairwise(cuts)]
    return [(at, at + len(part)) for at, part in zip(cuts, parts, strict=False) if part]
