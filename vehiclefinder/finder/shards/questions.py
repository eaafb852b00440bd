"""What is asked of every searcher: plain values, so that each may be asked over the network."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.listing import Cursor, ListOrder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.told import Browsed, ListedShare, Resembling, Survey, WantedCandidates

Told = TypeVar("Told")


class ShardQuestion(Generic[Told]):
    """Something that each searcher tells of the sources that it holds; ``scope`` says what exists for whoever asks."""

    __slots__ = ()


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
