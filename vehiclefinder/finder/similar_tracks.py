"""The question which vehicles look like one that was seen."""

import time
from collections.abc import Mapping, Sequence

import numpy as np

from ner.keywords import Query
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer, match_of
from vehiclefinder.finder.ordering import SPEEDS, Order, arranged, tallied
from vehiclefinder.finder.ordering import told as said_of
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.local import LocalShard, Look
from vehiclefinder.finder.shards.merging import summed
from vehiclefinder.finder.shards.questions import SimilarQuestion
from vehiclefinder.finder.shards.searchers import Searchers
from vehiclefinder.finder.shards.told import AlikeTrack
from vehiclefinder.finder.similarity import TrackLooks, slot_contributions
from vehiclefinder.finder.unsearched import missing, remedy
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.found import FoundTrack
from vehiclefinder.store.tracks.records import StoredTrack


class SimilarTracks:
    """Finds tracks that look like another one.

    :param catalog: What was seen.
    :param index: The index over it.
    :param local: What this process tells of it.
    :param searchers: Who is asked.
    """

    def __init__(self, catalog: Catalog, index: IndexKeeper, local: LocalShard, searchers: Searchers) -> None:
        self._catalog = catalog
        self._index = index
        self._local = local
        self._searchers = searchers

    def find(self, track_id: int, scope: Scope = Scope()) -> Answer:
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
        look = self._local.look()
        cameras, track = scope.seen(look.current.cameras), self._catalog.track(track_id)
        if track.camera not in cameras:
            raise NotFoundError(f"no track {track_id} in the catalog")
        looks = self._looks(look, track)
        question = SimilarQuestion(scope, track_id, tuple(looks.vector.tolist()), looks.grey)
        replies = self._searchers.ask(question, look)
        parts = replies.told.values()
        alike = _most_alike([one for part in parts for one in part.alike], scope.k)
        slots = next((part.slots for part in parts if part.slots), ())
        found = look.current.found([one.track for one in alike])
        ordered, told = self._ordered(scope.order or Order.BEST, [one for one in alike if one.track in found], found)
        matches = tuple(
            match_of(found[one.track], one.score, Decision.POSSIBLE, slot_contributions(slots, one.cosines))
            for one in ordered
            if one.score >= scope.least
        )
        report = self._searchers.report(replies.told.keys(), replies.lost)
        waiting, unseen = missing(summed([part.left for part in parts]), scope, cameras)
        notes = (*told, *unseen, *(report.notes if report else ()))
        query, order = Query(f"similar to track {track_id}"), scope.order or Order.BEST
        taken, others = time.perf_counter() - began, sum(part.searched for part in parts)
        return Answer(query, matches, notes, taken, waiting, order, searched=others, shards=report)

    def _ordered(
        self, order: Order, alike: Sequence[AlikeTrack], found: Mapping[int, FoundTrack]
    ) -> tuple[Sequence[AlikeTrack], tuple[str, ...]]:
        """Return tracks in an order, and what must be said of it."""
        if order is Order.BEST:
            return alike, ()
        tracks = np.array([one.track for one in alike], np.int64)
        values = np.array([np.nan if one.value is None else one.value for one in alike], np.float64)
        in_image = order in SPEEDS and len(alike) > 0 and bool(np.isnan(values).all())
        if in_image:
            values = self._catalog.image_speeds(tracks).astype(np.float64)
        cameras = np.array([found[one.track].camera_id for one in alike], np.int64)
        places = arranged(order, values, tracks).tolist()
        return [alike[at] for at in places], said_of(order, tallied(values, cameras), in_image)

    def _looks(self, look: Look, track: StoredTrack) -> TrackLooks:
        """Return what a track looks like, whichever searcher holds it."""
        facts = look.index.facts
        rows = np.flatnonzero(facts.track == track.id)
        if len(rows):
            return TrackLooks(track.id, look.index.vectors(rows[:1])[0], bool(facts.monochrome[rows[0]]))
        coverage, encoder = look.current.coverage, self._index.encoder
        if track.source_id not in self._index.shard:
            coverage = self._catalog.coverage(encoder)
            held = self._catalog.vectors(encoder, [track.id])
            if track.id in held:
                vector = held[track.id].astype(np.float16).astype(np.float32)  # as the index has it
                return TrackLooks(track.id, vector, bool(track.monochrome))
        why = remedy(coverage, track.source_id)
        raise StoreError(f"track {track.id} has no vector of the present model and cannot be compared: {why}")


def _most_alike(near: Sequence[AlikeTrack], k: int) -> list[AlikeTrack]:
    """Return the k most alike of the k nearest with colour and the k nearest without."""
    coloured, others = ([one for one in near if one.coloured is sort] for sort in (True, False))
    by_sort = [sorted(some, key=lambda one: (-one.nearness, one.track))[:k] for some in (coloured, others)]
    return sorted((one for some in by_sort for one in some), key=lambda one: (-one.score, one.track))[:k]
