"""A process that ingests and answers no searches, as those see it who watch over it."""

from collections.abc import Sequence
from dataclasses import dataclass

from vehiclefinder.control.identification import Identification
from vehiclefinder.control.rejections import Rejections
from vehiclefinder.control.scheduler import Scheduler
from vehiclefinder.control.sessions import Sessions
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.core.usage import Usage
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.tracks.catalog import Catalog


@dataclass(frozen=True, slots=True)
class IngestService:
    """What ingests while ``scheduler`` is entered, and who may ask how it fares.

    :param usage: What was ingested.
    :param identification: Tells who asks, by whatever they show.
    :param rejections: Told of those who show what is no good.
    """

    catalog: Catalog
    scheduler: Scheduler
    usage: Usage
    tokens: AccessTokens
    sessions: Sessions
    identification: Identification
    rejections: Rejections

    def waiting(self) -> int:
        """How many videos and streams wait to be ingested, or are, by whichever worker."""
        return JobQueue(self.catalog.database).open()

    def ready(self) -> Sequence[str]:
        """Make sure that jobs can be taken.

        :returns: What hinders that for now, such as a full disk; none where all is well.
        :raises StoreError: The catalog cannot be used.
        """
        self.waiting()
        failing = [f"{task.name}: {task.error}" for task in self.scheduler.status() if task.error]
        return [*filter(None, [self.catalog.unwritable()]), *failing]
