"""Binds keywords to vehicles: keywords that overlap are one mention, and each mention hangs on the head of a vehicle.

The tagger learns one class per mention. ``SELF`` makes it the head of a vehicle; the others name the vehicle by the
order of heads, so any number of vehicles can be told apart with five classes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from ner.keywords import Keyword, Query, Target, TargetRole
from ner.labels import NOUNS

_LAST = re.compile(r",?\s*(?:or|and)\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_LISTED = re.compile(r"^\s*,\s*(?:an?|the)?\s", re.IGNORECASE)
_SHARING = re.compile(r"\b(?:both|all|each|they|which|that)\b", re.IGNORECASE)
_ONE_OF = re.compile(r"\b(?:one|other|another)\b[\w\s]{0,20}$|\b1\s+$|\b(?:an?|the)\s+$", re.IGNORECASE)


_NOUNS = frozenset(NOUNS)


class Attach(IntEnum):
    """Which vehicle a mention belongs to."""

    SELF = 0
    NEXT = 1
    PREVIOUS = 2
    FIRST = 3
    ALL = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """Keywords whose spans overlap, such as a brand, its model and the fine type over both.

    :param keywords: At least one.
    """

    keywords: tuple[Keyword, ...]
    start: int = field(init=False)
    """First character."""
    end: int = field(init=False)
    """One past the last character."""
    names_vehicle: bool = field(init=False)
    """Whether it can be the head of a vehicle."""

    def __post_init__(self) -> None:
        keywords = self.keywords
        only = len(keywords) == 1
        start = keywords[0].start if only else min([keyword.start for keyword in keywords])
        end = keywords[0].end if only else max([keyword.end for keyword in keywords])
        named = keywords[0].label in _NOUNS if only else any(keyword.label in _NOUNS for keyword in keywords)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "names_vehicle", named)

    @property
    def has_noun(self) -> bool:
        """Whether a noun is named, such as "van", rather than a make alone."""
        return any(keyword.label == "vehicle_type" for keyword in self.keywords)


def mentions_of(keywords: Sequence[Keyword]) -> list[Mention]:
    """Join keywords that overlap, in the order of the sentence."""
    groups: list[list[Keyword]] = []
    end = -1
    for keyword in sorted(keywords, key=lambda k: (k.start, -k.end)):
        if keyword.start < end:
            groups[-1].append(keyword)
        else:
            groups.append([keyword])
        end = max(end, keyword.end)
    return [Mention(tuple(group)) for group in groups]


def attachments(query: Query) -> list[tuple[Mention, Attach, TargetRole]]:
    """Return what the tagger should say of each mention; the role is that of its (first) vehicle."""
    mentions = mentions_of(query.keywords)
    members = [[i for i, t in enumerate(query.targets) if m.keywords[0] in t.keywords] for m in mentions]
    heads = {_head(mentions, members, i): i for i in range(len(query.targets))}
    order = sorted(heads)
    rows = []
    for place, mention in enumerate(mentions):
        role = query.targets[members[place][0]].role
        rows.append((mention, _class(place, members[place], heads, order), role))
    return rows


def bind(
    mentions: Sequence[Mention], attach: Sequence[Attach], context: Sequence[bool], anything: bool = False
) -> tuple[Target, ...]:
    """Turn what the tagger says of each mention into targets.

    :param mentions: In the order of the sentence.
    :param attach: The class of each; ``SELF`` only where the mention names a vehicle.
    :param context: Whether the vehicle that the mention heads is only mentioned.
    :param anything: Whether the sentence may want none of those that it names, as "anything bigger than a van".
    """
    heads = [place for place, kind in enumerate(attach) if kind is Attach.SELF]
    if not heads:
        return (Target(tuple(k for mention in mentions for k in mention.keywords)),) if mentions else ()
    groups: dict[int, list[Keyword]] = {head: [] for head in heads}
    for place, mention in enumerate(mentions):
        for head in _heads_of(place, attach[place], heads):
            groups[head].extend(mention.keywords)
    roles = [TargetRole.CONTEXT if context[head] else TargetRole.TARGET for head in heads]
    if TargetRole.TARGET not in roles and not anything:
        roles[0] = TargetRole.TARGET
    return tuple(Target(tuple(groups[head]), role) for head, role in zip(heads, roles, strict=True))


def with_nearest_paint(mentions: Sequence[Mention], attach: Sequence[Attach], text: str) -> list[Attach]:
    """Let a colour right before a vehicle be that vehicle's: the van is white in "red car or white van"."""

    def paints_next(place: int) -> bool:
        mention, following = mentions[place], mentions[place + 1]
        painted = all(keyword.label == "vehicle_color" for keyword in mention.keywords)
        return painted and attach[place + 1] is Attach.SELF and text[mention.end : following.start].isspace()

    return [
        Attach.NEXT if kind is not Attach.ALL and place + 1 < len(mentions) and paints_next(place) else kind
        for place, kind in enumerate(attach)
    ]


def with_listed_vehicles(mentions: Sequence[Mention], attach: Sequence[Attach], text: str) -> list[Attach]:
    """Let the last of a list be a vehicle of its own: "red cars, blue vans or buses" asks for no blue bus."""
    told = list(attach)
    for place in range(2, len(mentions)):
        joint = text[mentions[place - 1].end : mentions[place].start]
        before = [at for at in range(place) if told[at] is Attach.SELF]
        listed = (
            len(before) > 1
            and before[-1] == place - 1
            and _LISTED.search(text[mentions[before[-2]].end : mentions[place - 1].start])
        )
        if mentions[place].names_vehicle and listed and _LAST.fullmatch(joint):
            told[place] = Attach.SELF
    return told


def with_appositions(mentions: Sequence[Mention], attach: Sequence[Attach], text: str) -> list[Attach]:
    """Let a make right behind a noun and a comma name that vehicle: "minibus, Ford Transit, black" is one."""

    def is_told(place: int) -> bool:
        before, mention, following = mentions[place - 1], mentions[place], mentions[place + 1 : place + 2]
        goes_on = any(one.names_vehicle and text[mention.end : one.start].isspace() for one in following)
        return before.has_noun and not (mention.has_noun or goes_on) and text[before.end : mention.start] == ", "

    return [
        Attach.PREVIOUS if place and kind is Attach.SELF and mentions[place].names_vehicle and is_told(place) else kind
        for place, kind in enumerate(attach)
    ]


def with_own_words(mentions: Sequence[Mention], attach: Sequence[Attach], text: str) -> list[Attach]:
    """Let no vehicle share a word whose like another has alone: "trucks on the left and buses on the right"."""

    def has_own(place: int) -> bool:
        label = mentions[place].keywords[0].label
        return any(
            mentions[other].keywords[0].label == label and attach[other] not in (Attach.ALL, Attach.SELF)
            for other in range(place)
        )

    return [
        Attach.PREVIOUS
        if kind is Attach.ALL
        and place
        and mentions[place - 1].names_vehicle
        and attach[place - 1] is Attach.SELF
        and has_own(place)
        and _SHARING.search(text, mentions[place - 1].end, mentions[place].start) is None
        else kind
        for place, kind in enumerate(attach)
    ]


def is_one_of(mention: Mention, text: str, named: bool = True) -> bool:
    """Tell whether words that name no vehicle may stand for one of several: "two buses, one white and one blue".

    :param named: Whether the sentence names a vehicle; where it names none, a place stands for none either.
    """
    painted = named or all(keyword.label == "vehicle_color" for keyword in mention.keywords)
    return painted and _ONE_OF.search(text[: mention.start]) is not None


def _heads_of(place: int, kind: Attach, heads: list[int]) -> list[int]:
    before = [head for head in heads if head < place]
    after = [head for head in heads if head > place]
    if kind is Attach.SELF:
        return [place]
    if kind is Attach.ALL:
        return heads
    if kind is Attach.FIRST:
        return heads[:1]
    if kind is Attach.NEXT:
        return after[:1] or before[-1:]
    return before[-1:] or after[:1]


def _head(mentions: list[Mention], members: list[list[int]], target: int) -> int:
    """Return the mention that names the vehicle: its plain noun, else its make, else whatever there is."""
    own = [place for place, owners in enumerate(members) if owners == [target]] or [
        place for place, owners in enumerate(members) if target in owners
    ]
    return min(own, key=lambda place: (_rank(mentions[place]), place))


def _rank(mention: Mention) -> int:
    labels = {keyword.label for keyword in mention.keywords if not keyword.negated}
    if "vehicle_type" in labels:
        return 0
    if labels & set(NOUNS):
        return 1
    return 2 if mention.names_vehicle else 3


def _class(place: int, owners: list[int], heads: dict[int, int], order: list[int]) -> Attach:
    if place in heads:
        return Attach.SELF
    if len(owners) > 1:
        return Attach.ALL
    before = [heads[head] for head in order if head < place]
    after = [heads[head] for head in order if head > place]
    if before and before[-1] in owners:
        return Attach.PREVIOUS
    if after and after[0] in owners:
        return Attach.NEXT
    return Attach.FIRST if heads[order[0]] in owners else Attach.PREVIOUS
