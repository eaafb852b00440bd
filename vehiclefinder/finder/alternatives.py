"""And, or and not: which demands make up a wanted vehicle, and which of them will do instead of others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from ner.grouping import Mention, mentions_of
from ner.keywords import Query, Target
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.plan import Check, kind_of, plan, wanted_targets

MOST = 64
"""Ways in which one wanted vehicle may be fulfilled."""
_OR = re.compile(
    r"(?:,\s*)?or(?P<rest>(?:\s+(?:an?|the|that|which|who|it|is|isn't|are|was|were|has|had|being|either|one|at|on|in|from"
    r"|to|with|going|not))*)|/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WantedVehicle:
    """One way of fulfilling what is asked for.

    :param target: Number of the wanted vehicle in the sentence, from 0.
    :param checks: All of them must hold.
    """

    target: int
    checks: tuple[Check, ...]


Ways = tuple[WantedVehicle, ...]
"""A vehicle that is looked for: any of its alternatives will do."""


def wanted_vehicles(query: Query, attributes: Sequence[AttributeFilter | AnyOf] = ()) -> list[Ways]:
    """Return the vehicles that are looked for, each with the alternatives of which any will do.

    :param query: The sentence, read; its vehicles that "or" joins are alternatives of one.
    :param attributes: What each vehicle must be besides.
    :raises ValueError: One vehicle could be fulfilled in more than 64 ways.
    """
    wanted: list[list[WantedVehicle]] = []
    besides = [tuple(besides) for besides in product(*map(_choices, attributes))]
    targets = wanted_targets(query) or ([Target(())] if attributes else [])
    for number, target in enumerate(targets):
        if not (target.alternative and wanted):
            wanted.append([])
        for part in parted(target, query.text):
            checks = plan(part, query.text) if part.keywords else ()
            wanted[-1] += [WantedVehicle(number, (*checks, *(c for more in way for c in more))) for way in besides]
        if len(wanted[-1]) > MOST:
            raise ValueError(f"expected at most {MOST} ways to be what is asked for, got {len(wanted[-1])} or more")
    return [tuple(one) for one in wanted]


def parted(target: Target, sentence: str) -> list[Target]:
    """Return the vehicle once for each choice between demands of different kinds: "white or turning left".

    Values of one kind, such as "white or silver", are alternatives of one demand; neither of two things that are ruled
    out by one "not" will do.

    :param sentence: What it was read from.
    """
    mentions = mentions_of(target.keywords)
    joints = [_parts(a, b, sentence) for a, b in pairwise(mentions)]
    parts, chains = [], _chains(mentions, joints, sentence)
    free = [mention for mention in mentions if not any(mention in part for chain in chains for part in chain)]
    for choice in product(*chains):
        kept = {id(mention) for mention in (*free, *(mention for part in choice for mention in part))}
        parts.append([keyword for mention in mentions if id(mention) in kept for keyword in mention.keywords])
        if len(parts) > MOST:
            break
    return [replace(target, keywords=tuple(keywords)) for keywords in parts]


def _choices(attribute: AttributeFilter | AnyOf) -> list[tuple[Check, ...]]:
    each = attribute.filters if isinstance(attribute, AnyOf) else (attribute,)
    return [plan(Target((one.keyword,)), one.text) for one in each]


def _parts(first: Mention, second: Mention, sentence: str) -> bool:
    """Whether "or" stands between demands of different kinds."""
    match = _OR.fullmatch(sentence[first.end : second.start].strip())
    one, other = first.keywords[-1], second.keywords[0]
    if match is None or kind_of(one) == kind_of(other):
        return False
    again = "not" in (match["rest"] or "").lower() or "n't" in (match["rest"] or "").lower()
    return again or not (one.negated and other.negated)


def _chains(mentions: Sequence[Mention], joints: Sequence[bool], sentence: str) -> list[list[list[Mention]]]:
    """The choices: of each the parts between which "or" stands, mentions that nothing comes between."""
    chains: list[list[list[Mention]]] = []
    for run in _runs(mentions, joints, sentence):
        parts: list[list[Mention]] = [[]]
        for place in run:
            parts[-1].append(mentions[place])
            if place < len(joints) and joints[place]:
                parts.append([])
        if len(parts) > 1:
            chains.append(_headless(parts))
    return chains


def _headless(parts: list[list[Mention]]) -> list[list[Mention]]:
    """The parts without the word for the vehicle where they share it: "white or stopped van", not "car or red van"."""
    bare = [[mention for mention in part if not mention.names_vehicle] for part in parts]
    shared = all(bare) and bare != parts and not all(len(a) < len(b) for a, b in zip(bare, parts, strict=True))
    return bare if shared else parts


def _runs(mentions: Sequence[Mention], joints: Sequence[bool], sentence: str) -> Iterator[list[int]]:
    """Places of mentions that stand side by side, with nothing or a parting "or" between."""
    run = [0]
    for place in range(1, len(mentions)):
        between = sentence[mentions[place - 1].end : mentions[place].start]
        if joints[place - 1] or not between.strip() or _OR.fullmatch(between.strip()):
            run.append(place)
        else:
            yield run
            run = [place]
    if mentions:
        yield run
