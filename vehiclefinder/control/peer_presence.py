"""Which searchers answer, as it was when they were asked last: nobody waits long to be told that."""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic

from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.shards.searchers import Searchers

EVERY = 10.0
"""Seconds after which they are asked again, if anybody wants to know."""
PATIENCE = 1.0
"""Seconds that whoever wants to know waits; then they are told what was known before."""

log = logging.getLogger(__name__)


class PeerPresence:
    """Asks the searchers of a catalog whether they answer, in the background; any thread may use it.

    :param clock: Tells seconds that only rise.
    """

    def __init__(self, searchers: Searchers, clock: Callable[[], float] = monotonic) -> None:
        self._searchers = searchers
        self._clock = clock
        self._lock = Lock()
        self._asking: Thread | None = None
        self._since = 0.0
        self._found: ShardReport | None = None

    def report(self) -> ShardReport | None:
        """Return which answer; None where there is one alone, or nothing is known yet."""
        if self._searchers.shard.count > 1:
            self._asked().join(PATIENCE)
        return self._found

    def _asked(self) -> Thread:
        with self._lock:
            due = self._clock() - self._since >= EVERY
            if self._asking is None or (due and not self._asking.is_alive()):
                self._asking, self._since = Thread(target=self._ask, name="peers", daemon=True), self._clock()
                self._asking.start()
            return self._asking

    def _ask(self) -> None:
        try:
            replies = self._searchers.present()
        except VehicleFinderError as error:
            log.warning("the searchers of this catalog cannot be asked: %s", error)
            return
        found = self._searchers.report(replies.told, replies.lost)
        if found and found.reasons and (self._found is None or self._found.reasons != found.reasons):
            log.warning("%d of %d shards answer: %s", found.answered, found.asked, "; ".join(found.reasons))
        self._found = found
