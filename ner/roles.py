"""Vehicles that only place or measure another one: "faster than the bus", "between the bus and the truck"."""

import re
from collections.abc import Sequence

from ner.grouping import Attach, Mention

_ARTICLE = r"(?:(?:an?|the|that|this|another|any)\s+)?"
_THAN = re.compile(
    rf"(?<!\bmore)(?<!\bless)(?<!\bfewer)(?<!\bother)(?<!\brather)(?<!\bdifferent)\s+than\s+{_ARTICLE}$", re.I
)
_BESIDE = re.compile(
    rf"\b(?:behind|in\s+front\s+of|next\s+to|beside|alongside|ahead\s+of|following|overtaking|chasing|tailing|towing|(?:overtaken|followed|passed|chased|towed)\s+by)"
    rf"\s+{_ARTICLE}$",
    re.I,
)
_BETWEEN = re.compile(rf"\bbetween\s+{_ARTICLE}$", re.I)
_ANY = re.compile(
    r"\b(?:than|between|behind|front|next|beside|alongside|ahead|following|overtak\w+|followed"
    r"|passed|chas\w+|tailing|tow\w+)\b",
    re.I,
)
"""What a sentence must hold for any of these to be found."""
_LISTED = re.compile(rf"\s*,\s*{_ARTICLE}|(?P<last>\s*,?\s*or\s+{_ARTICLE})", re.I)
_AND = re.compile(rf"\s+and\s+{_ARTICLE}", re.I)


_ANYTHING = re.compile(r"\b(?:any|some|every)thing\b|\bwhatever\b", re.I)
"""What stands for a vehicle without naming it."""


def wants_anything(mentions: Sequence[Mention], text: str) -> bool:
    """Whether what is wanted is not named: "anything bigger than a van" wants no van."""
    return bool(mentions) and _ANYTHING.search(text, 0, mentions[0].start) is not None


def compared(mentions: Sequence[Mention], attach: Sequence[Attach], text: str) -> frozenset[int]:
    """Return the mentions that head a vehicle which only places or measures another one.

    :param mentions: In the order of the sentence.
    :param attach: What the tagger says of each.
    :param text: The sentence.
    """
    if _ANY.search(text) is None:
        return frozenset()
    found: set[int] = set()
    first = next((place for place, mention in enumerate(mentions) if mention.names_vehicle), len(mentions))
    for place in range(len(mentions)):
        if not mentions[place].names_vehicle or _goes_on(mentions, place, text):
            continue
        begin = _begin(mentions, attach, place, text)
        before = text[: mentions[begin].start]
        if _THAN.search(before) or (begin > first and _BESIDE.search(before)):
            found |= {place, *_listed(mentions, attach, place, text)}
        elif begin > first and _BETWEEN.search(before):
            found |= {place} | _second(mentions, attach, place, text)
    return frozenset(found)


def _goes_on(mentions: Sequence[Mention], place: int, text: str) -> bool:
    """Whether the next mention belongs to the same name, such as "van" of "Ford van"."""
    following = mentions[place + 1 : place + 2]
    return any(one.names_vehicle and text[mentions[place].end : one.start].isspace() for one in following)


def _begin(mentions: Sequence[Mention], attach: Sequence[Attach], place: int, text: str) -> int:
    """The first of the mentions that stand right before a noun and belong to it."""
    while (
        place and text[mentions[place - 1].end : mentions[place].start].isspace() and attach[place - 1] is Attach.NEXT
    ):
        place -= 1
    return place


def _listed(mentions: Sequence[Mention], attach: Sequence[Attach], place: int, text: str) -> set[int]:
    """The others of "a truck, a bus or a van"."""
    others: set[int] = set()
    for other in range(place + 1, len(mentions)):
        if mentions[other].names_vehicle and not _goes_on(mentions, other, text):
            begin = _begin(mentions, attach, other, text)
            joint = _LISTED.fullmatch(text[mentions[place].end : mentions[begin].start])
            if joint is None:
                return set()
            others.add(other)
            if joint["last"]:
                return others
            place = other
    return set()


def _second(mentions: Sequence[Mention], attach: Sequence[Attach], place: int, text: str) -> set[int]:
    """The other one of "between the bus and the truck"."""
    for other in range(place + 1, len(mentions)):
        if mentions[other].names_vehicle and not _goes_on(mentions, other, text):
            begin = _begin(mentions, attach, other, text)
            joint = text[mentions[place].end : mentions[begin].start]
            return {other} if _AND.fullmatch(joint) else set()
    return set()
