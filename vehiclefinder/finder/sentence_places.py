"""What a sentence says of the compass and of zones: bound to its vehicles, and to the zones that are drawn."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ner.filters.compass import CompassMention, read_compass
from ner.filters.places import ZoneMention, read_places
from ner.keywords import Keyword, Query, Target, TargetRole
from vehiclefinder.finder.scope import Scope, ScopeField

COMPASS = "compass"
"""The label of what is asked of the compass."""
_JOINT = re.compile(r"[\s,/-]*(?:(?:and|or|nor|but|not|then)\b[\s,/-]*)*", re.IGNORECASE)
_AFTER = re.compile(r"(?!.*bound)(?!\w/?b$)\S+\s", re.IGNORECASE)
"""What stands after its vehicle, such as "heading north"; "northbound" stands on either side."""
_BOTH = re.compile(r"\b(?:both|all)(?:\s+of\s+them)?(?:\s+are|\s+were)?\s+$", re.IGNORECASE)
_NOT_WITHIN = re.compile(r"[.;!?]")
EVERY = re.compile(
    r"\b(?:any|some|every)(?:thing|body|one)\b|\b(?:show|give|get|find|list|tell|me|us|please|the|an?|what|whatever|which|who|that"
    r"|is|was|are|were|has|have|been|all|any|every|of|ever|seen|not|there|vehicles?|traffic|and|or)\b|\W+",
    re.IGNORECASE,
)
"""Words that ask for every vehicle."""
_PLACES = frozenset(("vehicle_orientation", "vehicle_location"))


@dataclass(frozen=True, slots=True)
class SentencePlaces:
    """A sentence with its compass points and zones.

    :param query: The sentence, read; compass points are keywords of the vehicles that they belong to, and words that
        only name a point or a zone are keywords no more.
    :param compass: Every compass point.
    :param zones: Every zone.
    :param drawn: Camera and name of all zones that exist for whoever asks.
    """

    query: Query
    compass: tuple[CompassMention, ...] = ()
    zones: tuple[ZoneMention, ...] = ()
    drawn: tuple[tuple[str, str], ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where all of it stands in the sentence, in its order: first character, one past the last."""
        of_zones = [(one.start, one.end) for one in self.zones]
        return tuple(sorted([*of_zones, *((one.start, one.end) for one in self.compass)]))


def sentence_places(query: Query, cameras: Iterable[str] = (), zones: Iterable[tuple[str, str]] = ()) -> SentencePlaces:
    """Read the compass points and zones of a sentence.

    :param query: The sentence, read.
    :param cameras: Names of all cameras, which are no direction.
    :param zones: Camera and name of all zones.
    """
    drawn = tuple(zones)
    names = tuple(dict.fromkeys(name for _, name in drawn))
    compass = read_compass(query.text, (*cameras, *names))
    named = read_places(query.text, names, [(one.start, one.end) for one in compass])
    if not compass and not named:
        return SentencePlaces(query, drawn=drawn)
    return SentencePlaces(_bound(_without(query, compass, named), compass), compass, named, drawn)


def zoned(scope: Scope, places: SentencePlaces, cameras: Mapping[str, int]) -> tuple[Scope, tuple[str, ...]]:
    """Limit a scope to the zones that a sentence names, and tell what was made of it.

    Zones that are set already stand; those that the sentence rules out are left out besides.

    :param cameras: Name -> id of the cameras that exist for whoever asks.
    """
    if ScopeField.ZONES in scope.unheard:
        return scope, ()
    notes, within, outside = [], list[tuple[str, str]](), list[tuple[str, str]]()
    searched = scope.searched(cameras)
    for one in places.zones:
        meant = [zone for zone in places.drawn if zone[0] in searched and zone[1] in one.zones]
        if not meant:
            where = " of the cameras that are searched" if one.zones else ""
            notes.append(f"no zone{where} is called {one.said}; draw one to search it")
        elif one.negated:
            outside += meant
            notes.append(f"what was in {_told(one, meant)} is left out")
        elif scope.zones:
            notes.append(f"{_told(one, meant)} did not count: zones are set besides the sentence")
        else:
            within += meant
            notes.append(f"only what was in {_told(one, meant)} is searched")
    within, outside = list(dict.fromkeys(within)), list(dict.fromkeys(outside))
    narrowed = replace(scope, zones=scope.zones or tuple(within), excluded_zones=(*scope.excluded_zones, *outside))
    return narrowed, tuple(dict.fromkeys(notes))


def _told(mention: ZoneMention, meant: Sequence[tuple[str, str]]) -> str:
    names = ", ".join(dict.fromkeys(name for _, name in meant))
    cameras = list(dict.fromkeys(camera for camera, _ in meant))
    of = f"cameras {', '.join(cameras[:-1])} and {cameras[-1]}" if len(cameras) > 1 else f"camera {cameras[0]}"
    words = "" if mention.said.casefold() == names.casefold() else f" (“{mention.said}”)"
    return f"zone {names} of {of}{words}"


def _without(query: Query, compass: Sequence[CompassMention], zones: Sequence[ZoneMention]) -> Query:
    """Leave out keywords that are only words of a point or a zone, such as the bus of a bus lane."""

    def within(keyword: Keyword) -> bool:
        if any(one.start <= keyword.start and keyword.end <= one.end for one in compass):
            return keyword.label != "vehicle_motion" or keyword.value in (None, "moving")
        if keyword.label in _PLACES and any(one.start < keyword.end and keyword.start < one.end for one in compass):
            return True
        inside = [one for one in zones if one.start <= keyword.start and keyword.end <= one.end]
        return any(one.zones or keyword.label not in _PLACES for one in inside)

    return query.without([k.entity for k in query.keywords if within(k)])


def _bound(query: Query, mentions: Sequence[CompassMention]) -> Query:
    """Let every compass point be a keyword of the vehicle whose words are nearest."""
    targets = [list(target.keywords) for target in query.targets]
    owners: list[int] = []
    for number, one in enumerate(mentions):
        joined = number > 0 and _JOINT.fullmatch(query.text, mentions[number - 1].end, one.start)
        owners = owners if joined else _owners(query, one)
        said = query.text[one.start : one.end]
        keyword = Keyword(COMPASS, said, one.start, one.end, one.negated, one.value)
        if not query.targets and not targets:
            targets = [[]]
        for owner in owners:
            targets[owner].append(keyword)
    made = query.targets or tuple(Target(()) for _ in targets)
    return replace(
        query,
        targets=tuple(
            replace(target, keywords=tuple(sorted(keywords, key=lambda k: (k.start, k.end))))
            for target, keywords in zip(made, targets, strict=True)
        ),
    )


def _owners(query: Query, mention: CompassMention) -> list[int]:
    wanted = [number for number, target in enumerate(query.targets) if target.role is TargetRole.TARGET]
    if _BOTH.search(query.text, 0, mention.start):
        return wanted
    if len(query.targets) < 2:
        return [0]
    shared = set.intersection(*(set(target.keywords) for target in query.targets))
    own = [[k for k in target.keywords if k not in shared] or list(target.keywords) for target in query.targets]
    after = _AFTER.match(query.text, mention.start, mention.end) is not None
    return [min(range(len(own)), key=lambda number: _distance(query.text, own[number], mention, after))]


def _distance(text: str, keywords: Sequence[Keyword], mention: CompassMention, after: bool) -> tuple[bool, int, bool]:
    """How far a vehicle's nearest word is; "heading north" belongs to a later one only where there is none before."""
    ways = []
    for keyword in keywords:
        follows = keyword.start >= mention.end
        gap = text[mention.end : keyword.start] if follows else text[keyword.end : mention.start]
        ways.append(((after and follows) or _NOT_WITHIN.search(gap) is not None, len(gap), follows))
    return min(ways)
