"""The question and the answer."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from ner.keywords import Entity, Query
from vehiclefinder.core.types import Decision, Match
from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.answer import COUNTED, Answer, ShardReport, contributions_of, counted_as, match_of
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.current_catalog import CurrentCatalog
from vehiclefinder.finder.joint_judgement import JointJudgement, SearchPlan
from vehiclefinder.finder.listing import Cursor, ListedTracks, ListOrder, joined
from vehiclefinder.finder.notes import unchecked
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence_scope import lists_all, narrowed
from vehiclefinder.finder.sentences import SentenceReader
from vehiclefinder.finder.shards.local import LocalShard, Look
from vehiclefinder.finder.shards.merging import Merged, merged, summed
from vehiclefinder.finder.shards.questions import (
    BrowsingQuestion,
    ListingQuestion,
    ShardQuestion,
    Told,
)
from vehiclefinder.finder.shards.searchers import Replies, Searchers
from vehiclefinder.finder.shards.told import Candidate
from vehiclefinder.finder.similar_tracks import SimilarTracks
from vehiclefinder.finder.unchecked import Understanding
from vehiclefinder.finder.unsearched import missing
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
        self._local = LocalShard(decider, catalog, index)
        self._follower = self._local.follower
        self.searchers = Searchers(self._local, index, zone)
        self._judgement = JointJudgement(self.searchers, self._local, decider.threshold)
        self._sentences = SentenceReader(reader, self._follower, self._local.zones, self._local.scorer, zone)
        self._similar = SimilarTracks(catalog, index, self._local, self.searchers)

    def read(self, sentence: str, scope: Scope = Scope()) -> Query:
        """Return what is understood of a sentence; see :meth:`SentenceReader.read`."""
        return self._sentences.read(sentence, scope)

    def where(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Scope:
        """Return where and when a search would look, and in which order; see :meth:`SentenceReader.where`."""
        return self._sentences.where(sentence, scope, now)

    def understanding(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Understanding:
        """Return what becomes of a sentence, whatever was seen; see :meth:`SentenceReader.understanding`."""
        return self._sentences.understanding(sentence, self._local.compass, scope, now)

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
        whole = self.searchers.shard.count == 1
        return self._index.coverage() if whole else self._catalog.coverage(self._index.encoder)

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
        look, cameras = Look(current, self._local.zones), scope.seen(current.cameras)
        query = Query("") if attributes and not sentence else self._sentences.tagged(sentence, current, scope)
        said = self._sentences.said(query, current, scope, now, ignored)
        if said.unread:
            return Answer(said.query, (), (said.query.note,), time.perf_counter() - began)
        wanted = self._sentences.wanted(said, attributes)
        scope, told = narrowed(scope, said, now, cameras)
        if lists_all(said, wanted, scope):
            every = self.browse(scope)
            return replace(every, query=said.query, notes=(*told, *every.notes))
        judged = self._judgement.of(SearchPlan(said, scope, tuple(wanted), cameras), look)
        survey, plan = judged.survey, judged.plan
        waiting, unseen = missing(survey.left, scope, cameras)
        report = self.searchers.report(judged.answered, judged.lost)
        untold = (
            *filter(None, [said.query.note]),
            *unchecked([way.checks for ways in plan for way in ways], said.unchecked, said.left),
            *judged.notes,
            *dict.fromkeys(note for one in judged.ranked for note in one.notes),
            *((COUNTED,) if scope.count else ()),
        )
        return Answer(
            said.query,
            self._matches(current, plan, judged.ranked),
            (*told, *untold, *unseen, *(report.notes if report else ())),
            time.perf_counter() - began,
            waiting,
            scope.order or Order.BEST,
            sum(one.vehicles for one in judged.ranked) if scope.judges_all else None,
            tuple(counted_as(ways, one.count) for ways, one in zip(plan, judged.ranked, strict=True) if one.count),
            said.unchecked,
            survey.searched,
            report,
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
        scope, look = replace(scope, order=order), self._local.look()
        replies = self.searchers.ask(BrowsingQuestion(scope), look)
        parts = [told.vehicles for told in replies.told.values()]
        every = merged(parts, order, scope.k, self._decider.threshold)
        found = look.current.found([one.track for one in every.first])
        first = [found[one.track] for one in every.first if one.track in found]
        matches = tuple(match_of(track, 1.0, Decision.MATCH, ()) for track in first)
        left, report = summed([told.left for told in replies.told.values()]), self._report(replies)
        waiting, unseen = missing(left, scope, scope.seen(look.current.cameras))
        notes = (*every.notes, *unseen, *(report.notes if report else ()))
        taken, many = time.perf_counter() - began, every.vehicles
        return Answer(Query(""), matches, notes, taken, waiting, order, many, searched=many, shards=report)

    def listed(self, scope: Scope, order: ListOrder, limit: int, after: Cursor | None = None) -> ListedTracks:
        """Return one page of every vehicle of some cameras, times, zones and sources.

        :param scope: Where and when to look.
        :param limit: How many at most.
        :param after: Where the page before ended.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        look = self._local.look()
        replies = self.searchers.ask(ListingQuestion(scope, order, limit, after), look)
        lists = replies.told.values()
        ids, following = joined([track for one in lists for track in one.tracks], order, limit)
        left, report = summed([one.left for one in lists]), self._report(replies)
        _, unseen = missing(left, scope, scope.seen(look.current.cameras))
        tracks = tuple(self._catalog.tracks(ids))
        return ListedTracks(tracks, following, (*unseen, *(report.notes if report else ())), report)

    def ask(self, question: ShardQuestion[Told], look: Look | None = None) -> tuple[list[Told], ShardReport | None]:
        """Return what each searcher tells, and which those were, where there are several.

        :param look: What this one looks at: that of now, or of another question before.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        replies = self.searchers.ask(question, look or self.look_now())
        return list(replies.told.values()), self._report(replies)

    def look_now(self) -> Look:
        """Return what questions look at now.

        :raises StoreError: The catalog cannot be read.
        """
        return self._local.look()

    def _report(self, replies: Replies[Any]) -> ShardReport | None:
        return self.searchers.report(replies.told.keys(), replies.lost)

    def _matches(self, current: CurrentCatalog, wanted: Sequence[Ways], ranked: Sequence[Merged]) -> tuple[Match, ...]:
        """The first of every wanted vehicle first, then the second, so that none crowds out another."""
        found = current.found(dict.fromkeys(one.track for each in ranked for one in each.first))
        places = [
            (rank, -one.score, vehicle, one.track, one)
            for vehicle, each in enumerate(ranked)
            for rank, one in enumerate(each.first)
            if one.track in found
        ]
        return tuple(
            self._match(found[one.track], wanted[vehicle], one)
            for _, _, vehicle, _, one in sorted(places, key=lambda place: place[:4])
        )

    def _match(self, track: FoundTrack, ways: Ways, one: Candidate) -> Match:
        way, decision = ways[one.way], self._decider.decide(one.score)
        return match_of(track, one.score, decision, contributions_of(way.checks, one.shares, track), way.target)
