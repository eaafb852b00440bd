"""The question which vehicles look like one that was seen."""

import time

import numpy as np

from ner.keywords import Query
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer, match_of
from vehiclefinder.finder.current_catalog import CatalogFollower
from vehiclefinder.finder.ordering import Measures, Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.similarity import likeness
from vehiclefinder.finder.unsearched import missing, remedy
from vehiclefinder.finder.zones import Zones
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.records import StoredTrack


class SimilarTracks:
    """Finds tracks that look like another one.

    :param catalog: What was seen.
    :param follower: The catalog as it is now, with its index.
    :param zones: Those to which a search may be limited.
    :param measures: What tracks are ordered by.
    """

    def __init__(self, catalog: Catalog, follower: CatalogFollower, zones: Zones, measures: Measures) -> None:
        self._catalog = catalog
        self._follower = follower
        self._zones = zones
        self._measures = measures

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
        current = self._follower.current()
        index, cameras = current.index, scope.seen(current.cameras)
        track = self._catalog.track(track_id)
        if track.camera not in cameras:
            raise NotFoundError(f"no track {track_id} in the catalog")
        allowed = self._zones.allowed(scope, index.facts, cameras)
        alike = likeness(index, _row(index, track, current.coverage), allowed, scope.k)
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
        taken, others = time.perf_counter() - began, int(allowed.sum())
        return Answer(query, matches, notes, taken, waiting, order, searched=others)


def _row(index: TrackIndex, track: StoredTrack, coverage: Coverage) -> int:
    rows = np.flatnonzero(index.facts.track == track.id)
    if not len(rows):
        why = remedy(coverage, track.source_id)
        raise StoreError(f"track {track.id} has no vector of the present model and cannot be compared: {why}")
    return int(rows[0])
