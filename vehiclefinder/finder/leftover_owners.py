"""Of which of several wanted vehicles a leftover speaks, where that is plain."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ner.keywords import Keyword, Query
from ner.leftovers import Leftover
from vehiclefinder.finder.plan import wanted_targets

_JOINT = re.compile(r"\b(?:and|or|plus)\b|[,;/&]", re.IGNORECASE)
_DETERMINED = re.compile(r"\s*(?:an?|the|another|one|this|that)\b", re.IGNORECASE)
_ONE_THING = re.compile(
    r"[\s-]*(?:(?:with|without|carrying|towing|pulling|that\s+has|which\s+has)\s+)?(?:(?:an?|its)\s+)?"
)
"""What leads from the last vehicle to something of it alone, but not "both with ladders"."""

Span = tuple[int, int]


def owners_of(leftovers: Sequence[Leftover], query: Query) -> frozenset[int] | None:
    """Return the numbers of the wanted vehicles of which some leftovers say more; None where that may be all.

    :param leftovers: What nobody used of an English sentence.
    :param query: The sentence, read.
    """
    targets = wanted_targets(query)
    if len(targets) < 2 or query.language != "en":
        return None
    extents = [_extent(target.keywords, [o.keywords for o in targets if o is not target]) for target in targets]
    told = [extent for extent in extents if extent is not None]
    if len(told) < len(targets) or any(a[1] > b[0] for a, b in pairwise(told)):
        return None
    owners = [_owner(one, told, query.text) for one in leftovers if one.of_vehicle]
    return None if None in owners else frozenset(owner for owner in owners if owner is not None)


def _extent(keywords: Sequence[Keyword], others: Sequence[Sequence[Keyword]]) -> Span | None:
    """Return from where to where the words of a vehicle reach, or None where it shares some with another."""
    if any(keyword in other for keyword in keywords for other in others):
        return None
    return min(k.start for k in keywords), max(k.end for k in keywords)


def _owner(leftover: Leftover, extents: Sequence[Span], text: str) -> int | None:
    """Return which vehicle a leftover speaks of: within its words, or on its side of what joins it to the next."""
    for number, (start, end) in enumerate(extents):
        if start <= leftover.start and leftover.end <= end:
            return number
    after = next((n for n, (start, _) in enumerate(extents) if leftover.end <= start), len(extents))
    if after == 0:
        stands_before = not text[leftover.end : extents[0][0]].strip(" -")
        between = _joint(text, extents[0][1], extents[1][0])
        own = between is not None and _DETERMINED.match(text, between[1]) is not None
        return 0 if stands_before and own else None
    if after == len(extents):
        return after - 1 if _of_last(text, extents[-1][1], leftover) else None
    joint = _joint(text, extents[after - 1][1], extents[after][0])
    if joint is None or (leftover.start < joint[1] and joint[0] < leftover.end):
        return None
    return after - 1 if leftover.end <= joint[0] else after


def _of_last(text: str, end: int, leftover: Leftover) -> bool:
    """Whether what follows upon the last vehicle is of it alone: "a red car with a dent", but not "with ladders"."""
    gap = text[end : leftover.start]
    single = re.search(r"\b(?:an?|its)\s+$", gap) or _DETERMINED.match(leftover.text)
    return single is not None and _ONE_THING.fullmatch(gap) is not None


def _joint(text: str, start: int, end: int) -> Span | None:
    """Return the last word or mark that joins two vehicles between two places."""
    found = [match.span() for match in _JOINT.finditer(text, start, end)]
    return found[-1] if found else None
