"""What is asked of every searcher: plain values, so that each may be asked over the network."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.grouping import Grouping
from vehiclefinder.finder.listing import Cursor, ListOrder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.told import (
    BinnedShare,
    Browsed,
    CountedShare,
    ExtentShare,
    ListedShare,
    Presence,
    Resembling,
    Survey,
    WantedCandidates,
)

Told = TypeVar("Told")


class ShardQuestion(Generic[Told]):
    """Something that each searcher tells of the sources that it holds; ``scope`` says what exists for whoever asks."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PresenceQuestion(ShardQuestion[Presence]):
    """Whether it answers."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class SurveyQuestion(ShardQuestion[Survey]):
    """What must be known of all tracks before any is judged.

    :param scope: Where and when to look, as the sentence narrowed it.
    :param wanted: The vehicles that are looked for.
    """

    scope: Scope
    wanted: tuple[Ways, ...]


@dataclass(frozen=True, slots=True)
class RankingQuestion(ShardQuestion[tuple[WantedCandidates, ...]]):
    """Which tracks are first as each wanted vehicle, and how many there are.

    :param wanted: The vehicles, with how frequently each check is passed that may be untold.
    """

    scope: Scope
    wanted: tuple[Ways, ...]


@dataclass(frozen=True, slots=True)
class BrowsingQuestion(ShardQuestion[Browsed]):
    """Which tracks are first of all, whatever they look like; the scope has the order."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class ListingQuestion(ShardQuestion[ListedShare]):
    """Which tracks are on a page of all.

    :param limit: How many there are on it at most.
    :param after: Where the page before ended.
    """

    scope: Scope
    order: ListOrder
    limit: int
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class SimilarQuestion(ShardQuestion[Resembling]):
    """Which tracks look most like one.

    :param track: Its id; it is not among them.
    :param vector: What it looks like.
    :param grey: Whether its pictures are without colour.
    """

    scope: Scope
    track: int
    vector: tuple[float, ...]
    grey: bool


@dataclass(frozen=True, slots=True)
class CountingQuestion(ShardQuestion[CountedShare]):
    """How many tracks there are of which sort, by when they were first seen.

    :param most: Rows at most.
    """

    scope: Scope
    grouping: Grouping
    most: int


@dataclass(frozen=True, slots=True)
class ExtentQuestion(ShardQuestion[ExtentShare]):
    """From when to when tracks were seen."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class BinningQuestion(ShardQuestion[BinnedShare]):
    """How many tracks of which camera were first seen in which bin.

    :param cameras: Ids of those that are counted.
    :param edges: Where n bins begin and end, n + 1, seconds since 1970 UTC, rising.
    """

    scope: Scope
    cameras: tuple[int, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PassingQuestion(ShardQuestion[tuple[tuple[float, int], ...]]):
    """Which tracks come next in the order of time: when they were first seen, and their numbers.

    :param since: They were first seen then or later, seconds since 1970 UTC.
    :param until: Before then.
    :param after: Begin and number of the last one before.
    :param falling: The latest first.
    """

    scope: Scope
    since: float
    until: float
    limit: int
    after: tuple[float, int] | None
    falling: bool
