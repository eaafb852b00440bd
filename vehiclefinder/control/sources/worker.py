"""Ingests what was asked for, one job after the other."""

import time
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Event, Lock

from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import without_path
from vehiclefinder.control.sources.stream_ingest import StreamIngest, StreamParts
from vehiclefinder.core.errors import VehicleFinderError, VideoError
from vehiclefinder.ingest.ingester import Ingester, IngestJob, Progress
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind, JobQueue
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.tracks.records import shown_name
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.recording_times import TimeRules

EVERY = 1.0
"""Seconds between two notes of how far a job is."""


class _StoppedError(Exception):
    """The job was cancelled, or the service stops."""

    def __init__(self) -> None:
        super().__init__("it was cancelled, or the service stopped")


class WorkerContext:
    """What workers share.

    :param jobs: The queue.
    :param policy: Where videos may come from, asked again when a job begins: it may have waited for long.
    :param open_ingester: Makes the ingester, for all of them, when there is something to ingest: it loads models.
    :param recordings: Where streams are kept.

    ``zone`` is that of the times in names, as :class:`TimeRules` takes it.
    """

    def __init__(
        self, jobs: JobQueue, policy: SourcePolicy, open_ingester: Callable[[], Ingester], recordings: Recordings
    ) -> None:
        self.zone: str | None = None
        self.jobs = jobs
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
    """Works through the jobs of some kinds.

    :param kinds: The kinds of jobs that it takes.
    """

    def __init__(self, context: WorkerContext, kinds: Collection[JobKind] = tuple(JobKind)) -> None:
        self._context = context
        self._jobs = context.jobs
        self._kinds = kinds
        self._stop = Event()

    def stop(self) -> None:
        """Put the job that is being done back into the queue, soon."""
        self._stop.set()

    def take(self) -> ClaimedJob | None:
        """Take the job that has waited longest; None where there is none, or the worker was stopped."""
        return None if self._stop.is_set() else self._jobs.take(self._kinds)

    def run(self, work: ClaimedJob) -> None:
        """Do a job, and others until none waits."""
        self.do(work)
        while self.step():
            pass

    def step(self) -> bool:
        """Do the job that has waited longest; False where there is none."""
        work = self.take()
        if work is not None:
            self.do(work)
        return work is not None

    def do(self, work: ClaimedJob) -> None:
        """Do a job that was taken."""
        try:
            damage = self._do(work)
        except _StoppedError:
            if not self._jobs.release(work.job.id):  # it was cancelled
                _discard(work)
        except VehicleFinderError as error:
            told = without_path(error, Path(work.locator), shown_name(work.job.uri))
            self._jobs.end(work.job.id, JobState.FAILED, told)
        except BaseException:
            self._jobs.end(work.job.id, JobState.FAILED, "an unexpected failure; the log of the service says more")
            raise
        else:
            self._jobs.end(work.job.id, JobState.DONE, damage)

    def _do(self, work: ClaimedJob) -> str | None:
        """Do a job, and return what was lost of its video or is doubtful, or None where nothing is."""
        job, zone = work.job, self._context.zone
        times = TimeRules(zone, camera=job.camera)
        read = ReadSettings(stride=job.stride, fps=job.frame_limit, source_fps=job.source_fps, times=times)
        meter = _Meter(self._jobs, work.job.id, self._stop)
        stream = work.job.kind is JobKind.STREAM
        damage = self._receive(work, read, meter) if stream else self._read(work, read, meter)
        meter.note()
        return damage

    def _read(self, work: ClaimedJob, read: ReadSettings, meter: "_Meter") -> str | None:
        job = work.job
        sent = job.kind is JobKind.UPLOAD
        path = Path(work.locator) if sent else self._context.policy.path(work.locator)
        task = IngestJob(path, job.camera, job.start_time, read, original=job.uri if sent else "")
        try:
            done = self._context.ingester().ingest(task, meter.report)
        except VideoError:
            _discard(work)
            raise
        self._jobs.made(job.id, done.source_id)
        return done.warning

    def _receive(self, work: ClaimedJob, read: ReadSettings, meter: "_Meter") -> str | None:
        """Ingest a stream segment by segment: each can be searched as soon as it is over, the last one too."""
        context, address = self._context, self._context.policy.stream(work.locator)
        parts = StreamParts(self._jobs, context.ingester(), context.recordings, read)
        ingest = StreamIngest(work.job, address, parts, meter)
        meter.then = ingest.close
        lost = ingest.run()
        if meter.stopped:
            raise _StoppedError
        return lost


def _discard(work: ClaimedJob) -> None:
    """Remove what was sent, where nothing came of it."""
    if work.job.kind is JobKind.UPLOAD:
        file_copies.discard(Path(work.locator))


def _raise_stopped() -> None:
    raise _StoppedError


class _Meter:
    """Notes how far a job is, and notices when it should stop.

    ``stopped`` says that it should, and ``then`` is called once when it does: it raises unless it is set.
    """

    def __init__(self, jobs: JobQueue, job_id: int, stop: Event) -> None:
        self.stopped = False
        self.then: Callable[[], object] = _raise_stopped
        self._before = 0
        self._jobs = jobs
        self._job_id = job_id
        self._stop = stop
        self._began = self._noted = time.monotonic()
        self._last = Progress(0, None, 0.0)

    def report(self, progress: Progress) -> None:
        """Take note of progress, and of whether to go on."""
        self._last = progress
        self.check()

    def over(self, frames: int) -> None:
        """Take note that a segment is over, which had so many frames."""
        self._before += frames
        self._last = Progress(0, None, 0.0)

    def check(self) -> None:
        """Write progress down once a second, and see whether to go on."""
        if not self.stopped and not self._goes_on():
            self.stopped = True
            self.then()

    def note(self) -> bool:
        """Write progress down; False where the job does not run any more."""
        self._noted = now = time.monotonic()
        frames = self._before + self._last.frames
        return self._jobs.report(self._job_id, frames, self._last.total, frames / (now - self._began))

    def _goes_on(self) -> bool:
        if self._stop.is_set():
            return False
        return time.monotonic() - self._noted < EVERY or self.note()
