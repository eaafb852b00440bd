"""Ingests what was asked for, one job after the other: what a worker process does."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from vehiclefinder.control.sources.job_meter import JobMeter, Pulse, StoppedError, Supervision
from vehiclefinder.control.sources.job_outcome import Ending, JobOutcome
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import without_path
from vehiclefinder.control.sources.stream_ingest import StreamIngest, StreamParts
from vehiclefinder.core.errors import (
    ConflictError,
    LockedError,
    ModelError,
    NotFoundError,
    StoreError,
    VehicleFinderError,
    VideoError,
)
from vehiclefinder.ingest.ingest_job import IngestJob, Looks
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind, JobQueue
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.tracks.records import shown_name
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.recording_times import TimeRules

log = logging.getLogger(__name__)


class WorkerContext:
    """What workers share.

    :param jobs: The queue, told of what was made.
    :param leases: Told how far a job is, by whoever holds it.
    :param policy: Where videos may come from, asked again when a job begins: it may have waited for long.
    :param open_ingester: Makes the ingester, for all of them, when there is something to ingest: it loads models.
    :param recordings: Where streams are kept.

    ``zone`` is that of the times in names, as :class:`TimeRules` takes it.
    """

    def __init__(
        self,
        jobs: JobQueue,
        leases: JobLeases,
        policy: SourcePolicy,
        open_ingester: Callable[[], Ingester],
        recordings: Recordings,
    ) -> None:
        self.zone: str | None = None
        self.jobs = jobs
        self.leases = leases
        self.policy = policy
        self.recordings = recordings
        self._open_ingester = open_ingester
        self._ingester: Ingester | None = None
        self._lock = Lock()

    def ingester(self) -> Ingester:
        """Return the ingester."""
        with self._lock:
            self._ingester = self._ingester or self._open_ingester()
            return self._ingester


class IngestWorker:
    """Works through jobs that others have taken, and end."""

    def __init__(self, context: WorkerContext, supervision: Supervision) -> None:
        self._context = context
        self._jobs = context.jobs
        self._supervision = supervision

    def do(self, work: ClaimedJob) -> JobOutcome:
        """Do a job."""
        try:
            return JobOutcome(Ending.DONE, self._do(work))
        except StoppedError:
            return JobOutcome(Ending.STOPPED)
        except VehicleFinderError as error:
            told = without_path(error, Path(work.locator), shown_name(work.job.uri))
            return JobOutcome(_ending(error), told, isinstance(error, VideoError))
        except Exception:
            log.exception("job %d failed", work.job.id)
            return JobOutcome(Ending.CRASHED, "an unexpected failure; the log of the service says more")

    def _do(self, work: ClaimedJob) -> str | None:
        """Do a job, and return what was lost of its video or is doubtful, or None where nothing is."""
        job, zone = work.job, self._context.zone
        times = TimeRules(zone, camera=job.camera)
        read = ReadSettings(stride=job.stride, fps=job.frame_limit, source_fps=job.source_fps, times=times)
        meter = JobMeter(self._context.leases, work, self._supervision)
        stream = work.job.kind is JobKind.STREAM
        damage = self._receive(work, read, meter) if stream else self._read(work, read, meter)
        meter.note()
        return damage

    def _read(self, work: ClaimedJob, read: ReadSettings, meter: JobMeter) -> str | None:
        job = work.job
        sent = job.kind is JobKind.UPLOAD
        held = sent or job.replaces is not None  # what is in the catalog was let in when it came there
        looks, uri = Looks(job.per_second, job.side), work.locator if owned_videos.name_of(work.locator) else ""
        with self._lent(work, held) as path:
            original = job.uri if sent else ""
            task = IngestJob(path, job.camera, job.start_time, read, original, job.replaces, looks, uri=uri)
            done = self._context.ingester().ingest(task, meter.report)
        self._jobs.made(job.id, done.source_id)
        return done.warning

    @contextmanager
    def _lent(self, work: ClaimedJob, held: bool) -> Iterator[Path]:
        """Lend the video of a job, whose errors then tell nothing of where on this machine it lay."""
        if not held:
            yield self._context.policy.path(work.locator)
            return
        pulse = Pulse(self._supervision)  # a long video takes minutes to come
        with owned_videos.lend(self._context.recordings.media, work.locator, pulse) as path:
            try:
                yield path
            except VideoError as error:
                raise type(error)(without_path(error, path, shown_name(work.job.uri))) from error

    def _receive(self, work: ClaimedJob, read: ReadSettings, meter: JobMeter) -> str | None:
        """Ingest a stream segment by segment: each can be searched as soon as it is over, the last one too."""
        context, address = self._context, self._context.policy.stream(work.locator)
        parts = StreamParts(self._jobs, context.ingester(), context.recordings, read)
        ingest = StreamIngest(work.job, address, parts, meter)
        meter.then = ingest.close
        lost = ingest.run()
        if meter.stopped:
            raise StoppedError
        return lost


def _ending(error: VehicleFinderError) -> Ending:
    """Tell whether the machine is at fault, or the job."""
    if isinstance(error, NotFoundError | ConflictError) and not isinstance(error, LockedError):
        return Ending.FAILED
    return Ending.HINDERED if isinstance(error, StoreError | ModelError) else Ending.FAILED
