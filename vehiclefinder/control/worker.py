"""Ingests what was asked for, one job after the other."""

import time
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Event

from vehiclefinder.errors import VehicleFinderError
from vehiclefinder.ingest import Ingester, Job, Origin, Progress
from vehiclefinder.store.jobs import JobKind, Jobs, Work
from vehiclefinder.store.schema import JobState
from vehiclefinder.video.address import StreamAddress
from vehiclefinder.video.read import ReadSettings, Video
from vehiclefinder.video.stream import LiveStream

EVERY = 1.0
"""Seconds between two notes of how far a job is."""


class _StoppedError(Exception):
    """The job was cancelled, or the service stops."""


class Worker:
    """Works through the queue.

    ``frames`` and ``tracks`` count what this process has done, ``seconds`` how long it took.

    :param jobs: The queue.
    :param open_ingester: Makes the ingester when there is something to ingest: it loads models.
    """

    def __init__(self, jobs: Jobs, open_ingester: Callable[[], Ingester]) -> None:
        self._jobs = jobs
        self._open_ingester = open_ingester
        self._stop = Event()
        self._began = False
        self.frames = self.tracks = 0
        self.seconds = 0.0

    @cached_property
    def _ingester(self) -> Ingester:
        return self._open_ingester()

    def stop(self) -> None:
        """Put the job that is being done back into the queue, soon."""
        self._stop.set()

    def step(self) -> bool:
        """Do the job that has waited longest, if any; only one process at a time may."""
        if not self._began:  # whoever worked before is gone, and left its job behind
            self._jobs.recover()
            self._began = True
        work = None if self._stop.is_set() else self._jobs.take()
        if work is None:
            return False
        try:
            self._do(work)
        except _StoppedError:
            self._jobs.release(work.job.id)
        except VehicleFinderError as error:
            self._jobs.end(work.job.id, JobState.FAILED, str(error))
        except BaseException:
            self._jobs.end(work.job.id, JobState.FAILED, "an unexpected failure; the log of the service says more")
            raise
        else:
            self._jobs.end(work.job.id, JobState.DONE)
        return True

    def _do(self, work: Work) -> None:
        job = work.job
        read = ReadSettings(stride=job.stride, fps=job.frame_limit)
        meter = _Meter(self._jobs, job.id, self._stop)
        if job.kind is JobKind.STREAM:
            self._receive(work, read, meter)
        else:
            done = self._ingester.ingest(Job(Path(work.locator), job.camera, job.start_time, read), meter.report)
            self._count(job.id, done.source_id, done.frames, done.tracks, done.seconds)
        meter.note()

    def _receive(self, work: Work, read: ReadSettings, meter: "_Meter") -> None:
        """Ingest a stream segment by segment: each can be searched as soon as it is over."""
        job, address = work.job, StreamAddress.parse(work.locator)
        with LiveStream(address, idle=meter.check) as stream:
            for segment in stream.segments():
                name = sha256(f"{job.id} {address} {segment.start_time.isoformat()}".encode()).hexdigest()
                origin = Origin(job.camera, address.shown, name, "stream", segment.start_time, read)
                # In this thread: what cancels a job must reach the receiver, and a stream is decoded ahead already.
                with Video(segment, ReadSettings(stride=read.stride, fps=read.fps, ahead=0)) as video:
                    done = self._ingester.ingest_open(video, origin, meter.report)
                meter.over(done.frames)
                self._count(job.id, done.source_id, done.frames, done.tracks, done.seconds)

    def _count(self, job_id: int, source_id: int, frames: int, tracks: int, seconds: float) -> None:
        self._jobs.made(job_id, source_id)
        self.frames += frames
        self.tracks += tracks
        self.seconds += seconds


class _Meter:
    """Notes how far a job is, and notices when it should stop.

    ``before`` is how many frames the segments had that are done.
    """

    def __init__(self, jobs: Jobs, job_id: int, stop: Event) -> None:
        self.before = 0
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
        self.before += frames
        self._last = Progress(0, None, 0.0)

    def check(self) -> None:
        """Write progress down once a second.

        :raises _StoppedError: The job was cancelled, or the service stops.
        """
        if self._stop.is_set():
            raise _StoppedError
        if time.monotonic() - self._noted >= EVERY and not self.note():
            raise _StoppedError

    def note(self) -> bool:
        """Write progress down; False where the job does not run any more."""
        self._noted = now = time.monotonic()
        frames = self.before + self._last.frames
        return self._jobs.report(self._job_id, frames, self._last.total, frames / (now - self._began))
