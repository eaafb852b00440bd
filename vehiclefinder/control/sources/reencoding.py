"""Takes what was ingested over to a new model, while the service runs."""

import logging
from collections.abc import Callable, Iterator

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.store.control.jobs import JobQueue

log = logging.getLogger(__name__)


class Reencoding:
    """Encodes anew what another model has encoded that was there when the service began; ingest goes first.

    :param is_needed: Whether there is anything to do.
    :param open_reencoder: Loads the model; asked only where there is.
    :param jobs: While any of them waits or runs, there is a pause after every batch.
    """

    def __init__(self, is_needed: Callable[[], bool], open_reencoder: Callable[[], Reencoder], jobs: JobQueue) -> None:
        self._is_needed = is_needed
        self._open = open_reencoder
        self._jobs = jobs
        self._reencoder: Reencoder | None = None
        self._steps: Iterator[None] | None = None
        self._over = False

    def step(self) -> bool:
        """Encode one batch.

        :returns: Whether there is more to do at once; not while another process is at it.
        :raises VehicleFinderError: It failed; the next step goes on where this one began.
        """
        if self._over:
            return False
        if self._reencoder is None:
            if not self._is_needed():
                self._over = True
                return False
            self._reencoder = self._open()
        try:
            self._over = not self._go_on(self._reencoder)
        except ConflictError as error:
            log.info("encoding anew waits: %s", error)
            self._steps = None
            return False
        except BaseException:
            self._steps = None
            raise
        if self._over:
            self._tell(self._reencoder)
            self._reencoder = self._steps = None
        return not self._over and not self._jobs.open()

    def _go_on(self, reencoder: Reencoder) -> bool:
        with reencoder.lock():
            self._steps = self._steps or reencoder.steps()
            return next(self._steps, self) is not self

    def _tell(self, reencoder: Reencoder) -> None:
        done = reencoder.done
        log.info("%d tracks of %d sources were encoded anew", done.tracks, done.sources)
        if done.lost:
            log.warning("%d tracks cannot be searched: their pictures are missing", done.lost)
