"""The question and the answer."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

import numpy as np

from ner.keywords import Entity, Query
from vehiclefinder.core.types import Decision, Match
from vehiclefinder.finder.answer import COUNTED, Answer, contributions_of, match_of
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.compass import CompassWitness
from vehiclefinder.finder.current_catalog import CatalogFollower, CurrentCatalog
from vehiclefinder.finder.listing import Cursor, ListedTracks, ListOrder, page
from vehiclefinder.finder.notes import grey, measurable, unchecked, unmeasured
from vehiclefinder.finder.ordering import Measures, Order
from vehiclefinder.finder.ranking import RankedTracks, Ranking, Ways
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence_scope import lists_all, narrowed
from vehiclefinder.finder.sentences import SentenceReader
from vehiclefinder.finder.similar_tracks import SimilarTracks
from vehiclefinder.finder.stops import Stops
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.finder.unchecked import Understanding, withheld
from vehiclefinder.finder.unsearched import missing
from vehiclefinder.finder.zones import Zones
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.found import FoundTrack


class Finder:
    """Answers sentences about the tracks of a catalog.

    :param reader: Sentence to targets, such as ``ner.reader.Reader``.
    :param decider: Vectors to probabilities and decisions.
    :param catalog: What was seen.
    :param index: The index over it.
    :param zone: Of the times in sentences; None means this machine's.
    """

    def __init__(
        self,
        reader: Callable[[str], Query],
        decider: Decider,
        catalog: Catalog,
        index: IndexKeeper,
        zone: tzinfo | None = None,
    ) -> None:
        self._decider = decider
        self._catalog = catalog
        self._index = index
        self._zone = zone
        self._follower = CatalogFollower(catalog, index)
        stops = Stops(catalog)
        self._compass = CompassWitness(catalog)
        scorer = TrackScorer(decider, stopped=stops, bearings=self._compass.bearings)
        self._measures = Measures(stops, catalog.middles, catalog.image_speeds)
        self._ranking = Ranking(decider, scorer, self._measures)
        self._zones = Zones(catalog)
        self._sentences = SentenceReader(reader, self._follower, self._zones, scorer, zone)
        self._similar = SimilarTracks(catalog, self._follower, self._zones, self._measures)

    def read(self, sentence: str, scope: Scope = Scope()) -> Query:
        """Return what is understood of a sentence; see :meth:`SentenceReader.read`."""
        return self._sentences.read(sentence, scope)

    def where(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Scope:
        """Return where and when a search would look, and in which order; see :meth:`SentenceReader.where`."""
        return self._sentences.where(sentence, scope, now)

    def understanding(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Understanding:
        """Return what becomes of a sentence, whatever was seen; see :meth:`SentenceReader.understanding`."""
        return self._sentences.understanding(sentence, self._compass, scope, now)

    def require_checkable(self, sentence: str) -> None:
        """Refuse a sentence that no track could ever match; see :meth:`SentenceReader.require_checkable`."""
        self._sentences.require_checkable(sentence)

    def similar(self, track_id: int, scope: Scope = Scope()) -> Answer:
        """Find the vehicles that look like one that was seen; see :meth:`SimilarTracks.find`."""
        return self._similar.find(track_id, scope)

    def index(self) -> TrackIndex:
        """Return the index of what can be found now.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.current()

    def prepare(self) -> None:
        """Read now what the next search would have to read: what was stored since the last one.

        :raises StoreError: The catalog cannot be read.
        """
        self._follower.current()

    def coverage(self) -> Coverage:
        """Return which tracks cannot be found now, for want of vectors of the present model.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.coverage()

    def unwritten(self) -> tuple[str, ...]:
        """Return what could not be written of late, or cannot be, in plain words: answers are right all the same."""
        reason, index = self._catalog.unwritable(), self._index.unwritten
        return (
            *((f"nothing can be stored now: {reason}; the log of queries is not written",) if reason else ()),
            *((f"the index is held in memory alone: {index}",) if index else ()),
        )

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
        now, current = now or datetime.now(self._zone), self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        query = Query("") if attributes and not sentence else self._sentences.tagged(sentence, current, scope)
        said = self._sentences.said(query, current, scope, now, ignored)
        if said.unread:
            return Answer(said.query, (), (said.query.note,), time.perf_counter() - began)
        wanted = self._sentences.wanted(said, attributes)
        scope, told = narrowed(scope, said, now, cameras)
        if lists_all(said, wanted, scope):
            every = self.browse(scope)
            return replace(every, query=said.query, notes=(*told, *every.notes))
        allowed = self._zones.allowed(scope, index.facts, cameras)
        wanted = [
            tuple(replace(way, checks=measurable(way.checks, index.facts, allowed)) for way in ways) for ways in wanted
        ]
        wanted, north = self._compass.tellable(wanted, index.facts, allowed, cameras)
        ranked = [self._ranking.ranked(withheld(ways, said), index, allowed, scope) for ways in wanted]
        checks = [way.checks for ways in wanted for way in ways]
        untold = (
            *filter(None, [said.query.note]),
            *unchecked(checks, said.unchecked, said.left),
            *unmeasured(checks, index.facts, allowed),
            *north,
            *grey(checks, index.facts, allowed, cameras),
            *dict.fromkeys(note for one in ranked for note in one.notes),
            *((COUNTED,) if scope.count else ()),
            *scope.left_out(index.facts, cameras),
        )
        waiting, unseen = missing(current.coverage, index, scope, cameras)
        return Answer(
            said.query,
            self._matches(current, wanted, ranked),
            (*told, *untold, *unseen),
            time.perf_counter() - began,
            waiting,
            scope.order or Order.BEST,
            sum(one.found or 0 for one in ranked) if scope.judges_all else None,
            tuple(one.count for one in ranked if one.count),
            said.unchecked,
            int(allowed.sum()),
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
        rows = np.flatnonzero(self._zones.allowed(scope, index.facts, cameras))
        places, told = self._measures.ordered(order, rows, index.facts)
        ids = index.facts.track[rows[places[: scope.k]]].tolist()
        found = current.found(ids)
        matches = tuple(match_of(found[id_], 1.0, Decision.MATCH, ()) for id_ in ids if id_ in found)
        waiting, unseen = missing(current.coverage, index, scope, cameras)
        notes = (*told, *scope.left_out(index.facts, cameras), *unseen)
        many = len(rows)
        return Answer(Query(""), matches, notes, time.perf_counter() - began, waiting, order, many, searched=many)

    def listed(self, scope: Scope, order: ListOrder, limit: int, after: Cursor | None = None) -> ListedTracks:
        """Return one page of every vehicle of some cameras, times, zones and sources.

        :param scope: Where and when to look.
        :param limit: How many at most.
        :param after: Where the page before ended.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        current = self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        found = page(index.facts, self._zones.allowed(scope, index.facts, cameras), order, limit, after)
        _, unseen = missing(current.coverage, index, scope, cameras)
        notes = (*scope.left_out(index.facts, cameras), *unseen)
        return ListedTracks(tuple(self._catalog.tracks(found.ids)), found.next, notes)

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
