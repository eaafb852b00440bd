"""What ingests: the pool of workers of a home, in a service or as all that a process does."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from vehiclefinder.assemble.accounts import accounts
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.ingest_worker import start_ingest_process
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.control.housekeeping import Housekeeping
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler
from vehiclefinder.control.sources.ingest_service import IngestService
from vehiclefinder.control.sources.worker_pool import PoolSettings, WorkerPool
from vehiclefinder.core.errors import LockedError
from vehiclefinder.core.usage import Usage
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.database.locks import FileLocks
from vehiclefinder.store.tracks.catalog import Catalog

INGEST_LOCK = "crew"
"""Name of the lock of the process that ingests for a home."""


def ingest_pool(settings: Settings, catalog: Catalog, usage: Usage) -> WorkerPool:
    """Return the workers of a home.

    :param usage: Told of what is ingested.
    """
    many = PoolSettings(settings.streams, settings.videos_at_once, settings.worker_silence)
    database, jobs = catalog.database, JobQueue(catalog.database, catalog.media)
    return WorkerPool(jobs, JobLeases(database), lambda: start_ingest_process(settings), usage, many)


def tidying_task(settings: Settings, catalog: Catalog) -> BackgroundTask:
    """Return the task that tidies a home."""
    hold = partial(FileLocks(catalog.home).hold, "housekeeping")
    return BackgroundTask("tidying", hold, Housekeeping(open_tidier(settings, catalog)).step)


@contextmanager
def open_ingest_service(settings: Settings) -> Iterator[IngestService]:
    """Open what ingests for a home, and answers no searches; it works while its scheduler is entered.

    :raises LockedError: Another process does it for the same home.
    :raises StoreError: The home or the database cannot be used.
    """
    with open_catalog(settings) as catalog:
        try:
            lock = FileLocks(catalog.home).hold(INGEST_LOCK)
        except LockedError as error:
            told = f"another process ingests for the home {catalog.home}: give each worker one of its own (--home)"
            raise LockedError(f"{told}, or one worker more to do at once (settings streams and workers)") from error
        with lock:
            usage = Usage()
            pool, people = ingest_pool(settings, catalog, usage), accounts(catalog.database)
            tasks = (BackgroundTask("ingest", None, pool.step), tidying_task(settings, catalog))
            yield IngestService(
                catalog=catalog,
                scheduler=Scheduler(tasks, pool.stop),
                usage=usage,
                tokens=people.tokens,
                sessions=people.sessions,
                identification=people.identification,
                rejections=people.rejections,
            )
