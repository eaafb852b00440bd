"""Which vehicles of a sentence are alternatives: those of "a red bus or a white van", but not of "a bus and a van"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ner.keywords import Keyword, Target, TargetRole
from ner.labels import NOUNS

_OR = re.compile(r"(?:^|[\s,])(?:and/)?or\b(?!.*\band\b)|^\s*/\s*$", re.IGNORECASE | re.DOTALL)
_BARE_OR = re.compile(r"\s*,?\s*or\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*(?:an?\b|the\b)?\s*", re.IGNORECASE)


def joined(targets: tuple[Target, ...], text: str) -> tuple[Target, ...]:
    """Mark the vehicles that "or" joins to the one before; in a list the last joint counts for all its commas.

    What may be found instead of a wanted vehicle is wanted, too. Of what is ruled out nothing is an alternative:
    neither of "not a car or a truck" will do, so both are demands on one vehicle.

    :param targets: In the order of the sentence.
    :param text: The sentence.
    """
    told: list[Target] = []
    ors = _joints(targets, text)
    for target, instead in zip(targets, ors, strict=True):
        before = told[-1] if told else None
        if before and instead and _ruled_out(before) and (_ruled_out(target) or _bare(target)):
            more = (replace(k, negated=True) for k in target.keywords if k not in before.keywords)
            told[-1] = replace(before, keywords=(*before.keywords, *more))
        elif before and instead and before.role is TargetRole.TARGET:
            told.append(replace(target, role=TargetRole.TARGET, alternative=True))
        else:
            told.append(target)
    return tuple(told)


def ruled_out_alike(targets: tuple[Target, ...], text: str) -> tuple[Target, ...]:
    """Let a "not" reach what "or" joins to it in the same vehicle: "a red car, not a taxi or a bus" is no bus."""
    if not any(keyword.negated for target in targets for keyword in target.keywords):
        return targets
    return tuple(replace(target, keywords=_alike(target.keywords, text)) for target in targets)


def _alike(keywords: Sequence[Keyword], text: str) -> tuple[Keyword, ...]:
    told: list[Keyword] = []
    for keyword in keywords:
        before = next((one for one in told if _BARE_OR.fullmatch(text[one.end : keyword.start])), None)
        reached = before is not None and before.negated and before.label == keyword.label
        told.append(replace(keyword, negated=True) if reached else keyword)
    return tuple(told)


def _joints(targets: Sequence[Target], text: str) -> list[bool]:
    """Whether "or" joins each vehicle to the one before."""
    ors: list[bool] = []
    follows = False
    for before, target in reversed(list(pairwise(targets))):
        words = _between(before, target, text)
        follows = _OR.search(words) is not None or (follows and _COMMA.fullmatch(words) is not None)
        ors.append(follows)
    return [False, *reversed(ors)][: len(targets)]


def _between(before: Target, target: Target, text: str) -> str:
    """The words between two vehicles, without what they share."""
    own = [keyword for keyword in target.keywords if keyword not in before.keywords] or list(target.keywords)
    start = min(keyword.start for keyword in own)
    end = max((keyword.end for keyword in before.keywords if keyword.end <= start), default=start)
    return text[end:start]


def _bare(target: Target) -> bool:
    """Whether nothing but a vehicle is named, to which a "not" before the other one reaches."""
    return all(keyword.label in NOUNS for keyword in target.keywords)


def _ruled_out(target: Target) -> bool:
    nouns = [keyword for keyword in target.keywords if keyword.label in NOUNS]
    return bool(nouns) and all(keyword.negated for keyword in nouns)
