"""What the columns of this process tell: of all sources, or of those of its shard."""

import time
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from vehiclefinder import __version__
from vehiclefinder.core.types import IntArray
from vehiclefinder.finder.compass import CompassWitness
from vehiclefinder.finder.current_catalog import CatalogFollower, CurrentCatalog
from vehiclefinder.finder.listing import first_of_page
from vehiclefinder.finder.notes import unmeasured_tracks
from vehiclefinder.finder.ordering import Measures, Order
from vehiclefinder.finder.passing import began, binned, extent, next_rows
from vehiclefinder.finder.plan import Check
from vehiclefinder.finder.ranking import Ranking
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.questions import (
    BinningQuestion,
    BrowsingQuestion,
    CountingQuestion,
    ExtentQuestion,
    ListingQuestion,
    PassingQuestion,
    PresenceQuestion,
    RankingQuestion,
    ShardQuestion,
    SimilarQuestion,
    SurveyQuestion,
    Told,
)
from vehiclefinder.finder.shards.told import (
    AlikeTrack,
    BinnedShare,
    Browsed,
    CheckTally,
    CountedShare,
    ExtentShare,
    ListedShare,
    Presence,
    Resembling,
    Survey,
    WantedCandidates,
)
from vehiclefinder.finder.similarity import TrackLooks, likeness
from vehiclefinder.finder.stops import Stops
from vehiclefinder.finder.track_counts import TrackCounter, began_within
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.finder.unsearched import LeftOut, left_out
from vehiclefinder.finder.zones import Zones
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog


class Look:
    """What one search looks at: the catalog of one moment.

    :ivar current: It.
    :ivar index: Its columns.
    """

    def __init__(self, current: CurrentCatalog, zones: Zones) -> None:
        self.current = current
        self.index: TrackIndex = current.index
        self._zones = zones
        self._allowed: dict[Scope, NDArray[np.bool_]] = {}
        self._timed: dict[Scope, IntArray] = {}

    def allowed(self, scope: Scope) -> NDArray[np.bool_]:
        """Return which tracks are searched, bool (n,), worked out once.

        :raises ValueError: The scope names an unknown camera or zone.
        """
        if scope not in self._allowed:
            cameras = scope.seen(self.current.cameras)
            self._allowed[scope] = self._zones.allowed(scope, self.index.facts, cameras)
        return self._allowed[scope]

    def timed(self, scope: Scope) -> IntArray:
        """Return the rows of those that are searched and whose time is known, worked out once."""
        if scope not in self._timed:
            self._timed[scope] = np.flatnonzero(self.allowed(scope) & ~np.isnan(self.index.facts.start))
        return self._timed[scope]

    def left_out(self, scope: Scope) -> LeftOut:
        """Return what is not searched."""
        return left_out(self.current.coverage, self.index, scope, scope.seen(self.current.cameras))


class LocalShard:
    """Answers what searchers are asked, of the columns of this process.

    :param decider: Vectors to probabilities and decisions.
    :param catalog: What was seen.
    :param index: The index over it.
    """

    def __init__(self, decider: Decider, catalog: Catalog, index: IndexKeeper) -> None:
        stops = Stops(catalog)
        self.follower = CatalogFollower(catalog, index)
        self.zones = Zones(catalog)
        self.compass = CompassWitness(catalog)
        self.scorer = TrackScorer(decider, stopped=stops, bearings=self.compass.bearings)
        self.measures = Measures(stops, catalog.middles, catalog.image_speeds)
        self._ranking = Ranking(decider, self.scorer, self.measures)
        self._counter = TrackCounter()
        self._told: dict[type[ShardQuestion[Any]], Callable[[Any, Look], Any]] = {
            PresenceQuestion: lambda question, look: Presence(__version__, time.time()),
            SurveyQuestion: self._survey,
            RankingQuestion: self._ranked,
            BrowsingQuestion: self._browsed,
            ListingQuestion: self._listed,
            SimilarQuestion: self._similar,
            CountingQuestion: self._counted,
            ExtentQuestion: self._extent,
            BinningQuestion: self._binned,
            PassingQuestion: self._passing,
        }

    def look(self) -> Look:
        """Return what a search looks at now.

        :raises StoreError: The catalog cannot be read.
        """
        return Look(self.follower.current(), self.zones)

    def tell(self, question: ShardQuestion[Told], look: Look) -> Told:
        """Answer a question.

        :raises ValueError: Its scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        return cast(Told, self._told[type(question)](question, look))

    def _survey(self, question: SurveyQuestion, look: Look) -> Survey:
        scope, facts, allowed = question.scope, look.index.facts, look.allowed(question.scope)
        checks = [check for ways in question.wanted for way in ways for check in way.checks]
        grey = (
            facts.camera[allowed & facts.monochrome] if any(check.of_colour for check in checks) else facts.camera[:0]
        )
        return Survey(
            int(np.count_nonzero(allowed)),
            tuple(self._tally(check, look.index, allowed) for check in checks),
            self.compass.tally(question.wanted, facts, allowed),
            len(grey),
            tuple(np.unique(grey).tolist()),
            look.left_out(scope),
        )

    def _tally(self, check: Check, index: TrackIndex, allowed: NDArray[np.bool_]) -> CheckTally:
        return CheckTally(unmeasured_tracks(check, index.facts, allowed), *self.scorer.passing(check, index, allowed))

    def _ranked(self, question: RankingQuestion, look: Look) -> tuple[WantedCandidates, ...]:
        allowed = look.allowed(question.scope)
        return tuple(self._ranking.ranked(ways, look.index, allowed, question.scope) for ways in question.wanted)

    def _browsed(self, question: BrowsingQuestion, look: Look) -> Browsed:
        vehicles = self._ranking.browsed(look.index, look.allowed(question.scope), question.scope)
        return Browsed(vehicles, look.left_out(question.scope))

    def _listed(self, question: ListingQuestion, look: Look) -> ListedShare:
        facts, allowed = look.index.facts, look.allowed(question.scope)
        rows = first_of_page(facts, allowed, question.order, question.limit + 1, question.after)
        starts = [None if np.isnan(start) else start for start in facts.start[rows].tolist()]
        tracks = zip(facts.track[rows].tolist(), starts, strict=True)
        return ListedShare(tuple(tracks), look.left_out(question.scope))

    def _similar(self, question: SimilarQuestion, look: Look) -> Resembling:
        scope, facts, allowed = question.scope, look.index.facts, look.allowed(question.scope)
        looks = TrackLooks(question.track, np.array(question.vector, np.float32), question.grey)
        alike = likeness(look.index, looks, allowed, scope.k)
        values = self._values(scope.order or Order.BEST, alike.rows, look.index)
        cosines = [tuple(None if np.isnan(one) else one for one in row) for row in alike.cosines.tolist()]
        sorts = np.arange(len(alike.rows)) < alike.coloured
        tracks, near, scores = facts.track[alike.rows], alike.nearness, alike.scores
        told = zip(tracks.tolist(), sorts.tolist(), near.tolist(), scores.tolist(), cosines, values, strict=True)
        left = look.left_out(scope)
        return Resembling(alike.slots, tuple(AlikeTrack(*one) for one in told), int(np.count_nonzero(allowed)), left)

    def _values(self, order: Order, rows: IntArray, index: TrackIndex) -> list[float | None]:
        if order is Order.BEST:
            return [None] * len(rows)
        values = self.measures.values(order, rows, index.facts)[0].tolist()
        return [None if np.isnan(value) else value for value in values]

    def _counted(self, question: CountingQuestion, look: Look) -> CountedShare:
        scope, facts = question.scope, look.index.facts
        searched = scope.of_cameras(facts, scope.seen(look.current.cameras))
        rows = np.flatnonzero(searched & began_within(scope, facts))
        counted = self._counter.counted(look.index, rows, question.grouping)
        untimed = int(np.isnan(facts.start[searched]).sum())
        return CountedShare(tuple(counted) if len(counted) <= question.most else (), len(counted), untimed)

    def _extent(self, question: ExtentQuestion, look: Look) -> ExtentShare:
        return extent(look.index.facts, look.timed(question.scope))

    def _binned(self, question: BinningQuestion, look: Look) -> BinnedShare:
        facts, edges = look.index.facts, question.edges
        rows = began(facts, look.timed(question.scope), edges[0], edges[-1])
        of_cameras = rows[np.isin(facts.camera[rows], question.cameras)]
        return binned(facts, of_cameras, question.cameras, edges)

    def _passing(self, question: PassingQuestion, look: Look) -> tuple[tuple[float, int], ...]:
        facts = look.index.facts
        rows = began(facts, look.timed(question.scope), question.since, question.until)
        first = next_rows(facts, rows, question.after, question.limit, falling=question.falling)
        return tuple(zip(facts.start[first].tolist(), facts.track[first].tolist(), strict=True))
