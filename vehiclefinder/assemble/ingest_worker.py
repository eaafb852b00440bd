"""The worker process of ingest: started by the service, for one job after the other."""

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.ingester import ingester
from vehiclefinder.control.sources.job_outcome import Ending, JobOutcome
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.worker import IngestWorker, WorkerContext
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.core.usage import Usage
from vehiclefinder.processes.channel import Channel
from vehiclefinder.processes.limits import ProcessLimits
from vehiclefinder.processes.worker_process import WorkerProcess
from vehiclefinder.runtime.providers import Provider, usable_providers
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.tracks.catalog import Catalog

RESERVED = 2 * 1024**3
"""Bytes that a process may reserve beyond its memory: stacks of threads, arenas of models, buffers of decoders."""


def start_ingest_process(settings: Settings) -> WorkerProcess:
    """Start a process that ingests; its settings reach it through a pipe.

    :raises OSError: No process can be started.
    """
    memory = settings.worker_memory_mb * 10**6
    reserved = memory + RESERVED if _on_cpu(settings) else None  # drivers of GPUs reserve far more than they use
    return WorkerProcess(ingest_jobs, (settings,), ProcessLimits(memory, reserved))


def ingest_jobs(channel: Channel, settings: Settings) -> None:
    """Do the jobs that come, and tell what came of each: what the process runs."""
    try:
        with open_catalog(settings) as catalog:
            usage = Usage()
            worker = IngestWorker(_context(settings, catalog, usage), _Link(channel, usage))
            while (work := channel.receive()) is not None:
                channel.tell(worker.do(work))
    except VehicleFinderError as error:  # the catalog cannot be opened: a job's own errors are outcomes
        channel.tell(JobOutcome(Ending.HINDERED, str(error)))


def _on_cpu(settings: Settings) -> bool:
    chosen = usable_providers()[0] if settings.provider is Provider.AUTO else settings.provider
    return chosen is Provider.CPU


def _context(settings: Settings, catalog: Catalog, usage: Usage) -> WorkerContext:
    database = catalog.database
    context = WorkerContext(
        JobQueue(database),
        JobLeases(database),
        SourcePolicy(settings.video_roots, settings.stream_hosts),
        lambda: ingester(settings, catalog, usage),
        Recordings(catalog.media, settings.recordings_gb * 10**9),
    )
    context.zone = settings.timezone
    return context


class _Link:
    """The supervision of a worker: the process that started this one."""

    def __init__(self, channel: Channel, usage: Usage) -> None:
        self._channel = channel
        self._usage = usage

    def stop_asked(self) -> bool:
        return self._channel.stop_asked()

    def beat(self) -> None:
        self._channel.tell(self._usage.take())
