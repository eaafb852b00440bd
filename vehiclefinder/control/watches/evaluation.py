"""Evaluation of watches: holds every new source against every watch."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from vehiclefinder.control.watches.watch_rules import WatchRules, watch_hits
from vehiclefinder.core.errors import StoreError
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.finder import Finder
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.watch_records import StoredWatch, WatchHit
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog

log = logging.getLogger(__name__)


class _MissingError(StoreError):
    """The searcher that holds a source did not answer."""

    def __init__(self, told: str, shards: ShardReport) -> None:
        super().__init__(told)
        self.shards = shards


class WatchEvaluator:
    """Raises the alerts of a catalog; only one process does so at a time, see :class:`Scheduler`.

    What comes while a watch snoozes is never told. Of one source a watch tells of the best 1,000 tracks per wanted
    vehicle; "the fastest" and "the last" choose none of them, since others come after it. "Between 8 and 9" is every
    day's; "today" counts from when a source is looked at.

    :param zone: That of the site, which schedules go by; None means this machine's.
    """

    def __init__(self, catalog: Catalog, finder: Finder, zone: tzinfo | None = None) -> None:
        self._catalog = catalog
        self._finder = finder
        self._watches = WatchStore(catalog.database)
        self._alerts = AlertStore(catalog.database, catalog.media)
        self._cameras = CameraStore(catalog.database)
        self._zone = zone
        self._done: tuple[str, int] | None = None

    def step(self) -> bool:
        """Let one watch look at one new source; quick where nothing is new.

        A watch that fails holds no other one up.

        :returns: Whether there may be more to do at once.
        :raises VehicleFinderError: Something could not be read or stored; the next step tries again.
        """
        generation = self._catalog.generation()
        if generation == self._done:
            return False
        failures: list[Exception] = []
        for watch in self._watches.all(active=True):
            try:
                if self._look(watch):
                    return True
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]
        self._done = generation
        return False

    def _look(self, watch: StoredWatch) -> bool:
        """Let a watch look at the first source that is new to it; False where none is.

        A source that lies with a searcher that does not answer waits for it, and holds no other one up.
        """
        missing: _MissingError | None = None
        for source in self._encoded(self._watches.pending_sources(watch.id)):
            if missing and missing.shards.lacks(source):
                continue
            try:
                hits = self._seen(watch, source)
            except _MissingError as error:
                missing = error
            else:
                self._alerts.record(watch.id, source, hits)
                return True
        if missing:
            raise missing
        return False

    def _encoded(self, sources: Sequence[int]) -> Sequence[int]:
        """Leave out the sources that wait for a new model, which must not be held against a watch unseen."""
        if not sources:
            return ()
        waiting = {gap.source for gap in self._finder.coverage().gaps if gap.outdated}
        return [source for source in sources if source not in waiting]

    def _seen(self, watch: StoredWatch, source: int) -> Sequence[WatchHit]:
        if watch.snoozes(datetime.now(UTC)):
            return []
        rules = WatchRules.of(watch)
        scope = rules.scope(self._cameras.zones() if watch.zones else ())
        if scope is None:
            log.warning("watch %d looks at zones that are gone", watch.id)
            return []
        try:
            answer = self._finder.look(watch.sentence, replace(scope, sources=(source,)))
        except ValueError as error:  # other models may no longer read what was read when the watch was made
            log.warning("watch %d cannot be asked: %s", watch.id, error)
            return []
        if answer.shards and answer.shards.lacks(source):
            told = f"source {source} was not held against watch {watch.id}: {answer.shards.notes[0]}"
            raise _MissingError(told, answer.shards)
        return watch_hits(answer.matches, watch.least, rules.times(self._zone))
