"""The question and the answer."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ner.filters import Question, SentenceFilters, asks_nothing_else, read_filters
from ner.keywords import Entity, Query
from ner.unused import left_over, question_of
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.types import Decision, Match
from vehiclefinder.finder.alternatives import wanted_vehicles
from vehiclefinder.finder.answer import COUNTED, Answer, contributions_of, match_of
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.current_catalog import CatalogFollower, CurrentCatalog
from vehiclefinder.finder.notes import CHECKABLE, grey, measurable, unchecked, unmeasured
from vehiclefinder.finder.ordering import Measures, Order
from vehiclefinder.finder.plan import Witness
from vehiclefinder.finder.ranking import RankedTracks, Ranking, Ways
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.similarity import likeness
from vehiclefinder.finder.stops import Stops
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.finder.unchecked import Understanding, may_match, withheld
from vehiclefinder.finder.unsearched import missing, remedy
from vehiclefinder.finder.zones import Zones
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.found import FoundTrack
from vehiclefinder.store.tracks.records import StoredTrack

AHEAD = "the time in the sentence lies ahead: nothing was seen then yet"
"""Said of a search that can find nothing because of when it looks."""


class Finder:
    """Answers sentences about the tracks of a catalog.

    :param reader: Sentence to targets, such as ``ner.reader.Reader``.
    :param decider: Vectors to probabilities and decisions.
    :param catalog: What was seen.
    :param index: The index over it.
    """

    def __init__(self, reader: Callable[[str], Query], decider: Decider, catalog: Catalog, index: IndexKeeper) -> None:
        self._reader = reader
        self._decider = decider
        self._catalog = catalog
        self._index = index
        self._follower = CatalogFollower(catalog, index)
        stops = Stops(catalog)
        self._scorer = TrackScorer(decider, stopped=stops)
        self._measures = Measures(stops, catalog.middles, catalog.image_speeds)
        self._ranking = Ranking(decider, self._scorer, self._measures)
        self._zones = Zones(catalog)

    def read(self, sentence: str) -> Query:
        """Return what is understood of a sentence.

        :raises ValueError: It is empty, too long or no text.
        """
        return self._reader(sentence)

    def index(self) -> TrackIndex:
        """Return the index of what can be found now.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.current()

    def coverage(self) -> Coverage:
        """Return which tracks cannot be found now, for want of vectors of the present model.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.coverage()

    def find(
        self,
        sentence: str,
        scope: Scope = Scope(),
        now: datetime | None = None,
        attributes: Sequence[AttributeFilter | AnyOf] = (),
        ignored: Collection[Entity] = (),
    ) -> Answer:
        """Find the vehicles that a sentence describes, and remember that it was asked.

        :param sentence: Plain English, at most 1,000 characters; may be empty where there are attributes.
        :param scope: Where and when to look, and how many matches to return; what the sentence says of cameras and
            times ("on camera 3", "between 8 and 9 this morning") is added where the scope leaves it open.
        :param now: What "today" counts from, with its zone; the present unless given.
        :param attributes: What each wanted vehicle must be besides.
        :param ignored: Keywords that the sentence is searched without: label, first character, one past the last.
        :raises ValueError: The sentence cannot be read, or the scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        answer = self.look(sentence, scope, now, attributes, ignored)
        asked = ", ".join((*filter(None, [sentence]), *map(str, attributes)))
        self._catalog.log_query(asked, answer.decision, max((m.score for m in answer.matches), default=None))
        return answer

    def look(
        self,
        sentence: str,
        scope: Scope = Scope(),
        now: datetime | None = None,
        attributes: Sequence[AttributeFilter | AnyOf] = (),
        ignored: Collection[Entity] = (),
    ) -> Answer:
        """Do what :meth:`find` does, for programs that ask the same for ever: it is not remembered."""
        began = time.perf_counter()
        query = Query("") if attributes and not sentence else self._reader(sentence)
        heard = query.without(ignored)
        wanted = [self._understood(ways) for ways in wanted_vehicles(heard, attributes)]
        current = self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        now, question = now or datetime.now(), question_of(query)
        filters = read_filters(sentence, now, cameras)
        left = left_over(query, (*question.spans, *filters.spans), ignored)
        scope, told = _narrowed(scope, filters, question, now, cameras)
        if not wanted and scope.asks_order_alone and asks_nothing_else(sentence, question):
            every = self.browse(scope)
            return replace(every, query=query, notes=(*told, *every.notes))
        allowed = self._allowed(scope, index, cameras)
        wanted = [
            tuple(replace(way, checks=measurable(way.checks, index.facts, allowed)) for way in ways) for ways in wanted
        ]
        ranked = [self._ranking.ranked(withheld(ways, left), index, allowed, scope) for ways in wanted]
        checks = [way.checks for ways in wanted for way in ways]
        untold = (
            *unchecked(checks, left),
            *unmeasured(checks, index.facts, allowed),
            *grey(checks, index.facts, allowed, cameras),
            *dict.fromkeys(note for one in ranked for note in one.notes),
            *((COUNTED,) if scope.count else ()),
            *scope.left_out(index.facts, cameras),
        )
        waiting, unseen = missing(current.coverage, index, scope, cameras)
        return Answer(
            query,
            self._matches(current, wanted, ranked),
            (*told, *untold, *unseen),
            time.perf_counter() - began,
            waiting,
            scope.order or Order.BEST,
            sum(one.found or 0 for one in ranked) if scope.judges_all else None,
            tuple(one.count for one in ranked if one.count),
            left,
        )

    def browse(self, scope: Scope = Scope()) -> Answer:
        """Return every vehicle of some cameras, times and zones, whatever it looks like: the newest first, or ordered.

        Each is a match of score 1, since nothing else was asked of it.

        :param scope: Where and when to look, in which order, and how many to return.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        began = time.perf_counter()
        order = scope.order if scope.order and scope.order is not Order.BEST else Order.NEWEST
        current = self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        rows = np.flatnonzero(self._allowed(scope, index, cameras))
        places, told = self._measures.ordered(order, rows, index.facts)
        ids = index.facts.track[rows[places[: scope.k]]].tolist()
        found = current.found(ids)
        matches = tuple(match_of(found[id_], 1.0, Decision.MATCH, ()) for id_ in ids if id_ in found)
        waiting, unseen = missing(current.coverage, index, scope, cameras)
        notes = (*told, *scope.left_out(index.facts, cameras), *unseen)
        return Answer(Query(""), matches, notes, time.perf_counter() - began, waiting, order, len(rows))

    def where(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Scope:
        """Return where and when a search for a sentence would look, and in which order; see :meth:`find`.

        :raises ValueError: The sentence cannot be read.
        :raises StoreError: The catalog cannot be read.
        """
        cameras = scope.seen(self._follower.current().cameras)
        now, query = now or datetime.now(), self._reader(sentence)
        return _narrowed(scope, read_filters(sentence, now, cameras), question_of(query), now, cameras)[0]

    def understanding(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Understanding:
        """Return what becomes of a sentence, whatever was seen.

        :raises ValueError: It cannot be read.
        :raises StoreError: The catalog cannot be read.
        """
        cameras = scope.seen(self._follower.current().cameras)
        query, filters = self._reader(sentence), read_filters(sentence, now or datetime.now(), cameras)
        question = question_of(query)
        left = left_over(query, (*question.spans, *filters.spans))
        wanted = [self._understood(ways) for ways in wanted_vehicles(query)]
        notes = unchecked([way.checks for ways in wanted for way in ways], left)
        return Understanding(left, notes, question.said, any(may_match(withheld(ways, left)) for ways in wanted))

    def require_checkable(self, sentence: str) -> None:
        """Refuse a sentence that no track could ever match.

        :raises ValueError: It cannot be read, or nothing in it could be checked.
        """
        wanted = wanted_vehicles(self._reader(sentence))
        checks = [check for ways in wanted for way in self._understood(ways) for check in way.checks]
        if all(check.witness is Witness.NOBODY for check in checks):
            raise ValueError(f"expected a sentence with a {CHECKABLE}, got {sentence!r}")

    def similar(self, track_id: int, scope: Scope = Scope()) -> Answer:
        """Find the vehicles that look like one that was seen, from whatever side.

        The score is a similarity, not a calibrated probability: half the cosine of the appearance, half the mean of
        those of type, service and colour. Nothing is decided by it, and every match is ``possible``. What each slot
        says is among the contributions.

        :param track_id: The track that the others are held against; it is not among them.
        :param scope: Where and when to look, and how many matches to return; the most alike are ordered by its order.
        :raises NotFoundError: There is no such track, or its camera does not exist for whoever asks.
        :raises ValueError: The scope names an unknown camera.
        :raises StoreError: The track has no vector of the present model, or the catalog cannot be read.
        """
        began = time.perf_counter()
        current = self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        track = self._catalog.track(track_id)
        if track.camera not in cameras:
            raise NotFoundError(f"no track {track_id} in the catalog")
        alike = likeness(index, _row(index, track, current.coverage), self._allowed(scope, index, cameras), scope.k)
        order = scope.order or Order.BEST
        places, told = self._measures.ordered(order, alike.rows, index.facts)
        ids = {int(index.facts.track[alike.rows[at]]): at for at in places.tolist() if alike.scores[at] >= scope.least}
        found = current.found(ids)
        matches = tuple(
            match_of(found[id_], float(alike.scores[at]), Decision.POSSIBLE, alike.contributions(at))
            for id_, at in ids.items()
            if id_ in found
        )
        waiting, unseen = missing(current.coverage, index, scope, cameras)
        notes = (*told, *scope.left_out(index.facts, cameras), *unseen)
        query = Query(f"similar to track {track_id}")
        return Answer(query, matches, notes, time.perf_counter() - began, waiting, order)

    def _understood(self, ways: Ways) -> Ways:
        return tuple(replace(way, checks=self._scorer.understood(way.checks)) for way in ways)

    def _allowed(self, scope: Scope, index: TrackIndex, cameras: Mapping[str, int]) -> NDArray[np.bool_]:
        allowed = scope.allows(index.facts, cameras)
        return allowed & self._zones.visited(index.facts, scope.zones, cameras) if scope.zones else allowed

    def _matches(
        self, current: CurrentCatalog, wanted: Sequence[Ways], ranked: Sequence[RankedTracks]
    ) -> tuple[Match, ...]:
        """The first of every wanted vehicle first, then the second, so that none crowds out another."""
        ids = [current.index.facts.track[tracks.rows].tolist() for tracks in ranked]
        found = current.found(dict.fromkeys(id_ for each in ids for id_ in each))
        places = [
            (rank, -float(ranked[vehicle].scores[rank]), vehicle, id_)
            for vehicle, each in enumerate(ids)
            for rank, id_ in enumerate(each)
        ]
        return tuple(
            self._match(found[id_], wanted[vehicle], ranked[vehicle], rank)
            for rank, _, vehicle, id_ in sorted(places)
            if id_ in found
        )

    def _match(self, track: FoundTrack, ways: Ways, tracks: RankedTracks, rank: int) -> Match:
        score, way = float(tracks.scores[rank]), ways[tracks.ways[rank]]
        decision = self._decider.decide(score)
        contributions = contributions_of(way.checks, tracks.probabilities[rank], track)
        return match_of(track, score, decision, contributions, way.target)


def _narrowed(
    scope: Scope, filters: SentenceFilters, question: Question, now: datetime, cameras: Mapping[str, int]
) -> tuple[Scope, tuple[str, ...]]:
    narrowed, notes = scope.narrowed(filters, cameras)
    if scope.since is None and narrowed.since and narrowed.since.timestamp() > now.timestamp():
        notes = (*notes, AHEAD)
    asked, told = narrowed.asked(question)
    return asked, (*notes, *told)


def _row(index: TrackIndex, track: StoredTrack, coverage: Coverage) -> int:
    rows = np.flatnonzero(index.facts.track == track.id)
    if not len(rows):
        why = remedy(coverage, track.source_id)
        raise StoreError(f"track {track.id} has no vector of the present model and cannot be compared: {why}")
    return int(rows[0])
