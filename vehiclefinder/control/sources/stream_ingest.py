"""Ingests a live stream segment by segment, whatever happens to the camera, the network, the disk or the database."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError, VideoError
from vehiclefinder.ingest.ingest_job import Progress, SourceOrigin
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.store.control.jobs import JobQueue, StoredJob
from vehiclefinder.video.sources.open import ReadSettings, Video
from vehiclefinder.video.sources.stream import LiveStream, Segment, SegmentSettings
from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_receiver import Outage, StreamSettings

EVERY = 1.0
"""Seconds between two tries to write down what could not be written."""

AGAIN = 2.0
"""Seconds of a stream that pass by after a segment could not be stored, until what is left of it is tried."""

WARNED_EVERY = 60.0
"""Seconds between two lines of the log that say so."""

log = logging.getLogger(__name__)


class StreamMeter(Protocol):
    """Notes how far a job is, and notices when it should stop."""

    def report(self, progress: Progress) -> None:
        """Take note of progress, and of whether to go on."""

    def over(self, frames: int) -> None:
        """Take note that a segment is over, which had so many frames."""

    def check(self) -> None:
        """See whether to go on."""


@dataclass(frozen=True, slots=True)
class StreamParts:
    """What a stream is ingested with.

    :param read: How frames are thinned.
    :param settings: How it is received.
    :param seconds: Length of a segment.
    """

    jobs: JobQueue
    ingester: Ingester
    recordings: Recordings
    read: ReadSettings
    settings: StreamSettings = field(default_factory=StreamSettings)
    seconds: float = SegmentSettings().seconds


class StreamIngest:
    """Receives the stream of one job until it is closed; a file of known length ends.

    What was ingested of a segment is lost where that cannot be stored, and the job says so; soon it is tried again with
    what is left of it.
    """

    def __init__(self, job: StoredJob, address: StreamAddress, parts: StreamParts, meter: StreamMeter) -> None:
        self._job = job
        self._address = address
        self._parts = parts
        self._meter = meter
        self._journal = _Journal(parts.jobs, job.id)
        self._warned = -WARNED_EVERY
        self._recorded: list[Path] = []
        cut = SegmentSettings(parts.seconds, parts.recordings.folder)
        self._stream = LiveStream(address, parts.settings, cut, self._idle)

    def run(self) -> str | None:
        """Ingest it to its end, or until :meth:`close`; return what was lost, or None.

        :raises VideoError: A file breaks off.
        """
        with ThreadPoolExecutor(1) as keeper, self._stream:  # a store that is slow must not hold up the stream
            for segment in self._stream.segments():
                self._journal.came()
                keeper.submit(self._keep, segment.recording)
                try:
                    self._ingest(segment)
                    self._journal.stored()
                except (StoreError, VideoError) as error:
                    self._journal.lost(segment, error)
                    self._attempt(self._meter.check)
                    segment.skip(AGAIN)
        self._keep()
        self._journal.write()
        return self._journal.remark

    def close(self) -> None:
        """Stop receiving; what was received is still ingested."""
        self._stream.close()

    def _ingest(self, segment: Segment) -> None:
        job, parts = self._job, self._parts
        name = sha256(f"{job.id} {self._address} {segment.start_time.isoformat()}".encode()).hexdigest()
        uri = parts.recordings.address(segment.recording) if segment.recording else self._address.shown
        origin = SourceOrigin(job.camera, uri, name, job.kind.value, segment.start_time, parts.read)
        # In this thread: what cancels a job must reach the receiver, and a stream is decoded ahead already.
        with Video(segment, ReadSettings(stride=parts.read.stride, fps=parts.read.fps, ahead=0)) as video:
            done = parts.ingester.ingest_open(video, origin, self._report)
        self._meter.over(done.frames)
        parts.jobs.made(job.id, done.source_id)
        if segment.recording and segment.recording not in self._recorded:
            self._recorded.append(segment.recording)

    def _keep(self, but: Path | None = None) -> None:
        """Bring what was recorded to where others find it; what fails is tried again with the next segment.

        :param but: What may still be written: what follows a segment that lost something may be in the same file.
        """
        recordings = self._parts.recordings
        try:
            recordings.trim()
            for recording in [one for one in self._recorded if one != but]:
                recordings.keep(recording)
                self._recorded.remove(recording)
        except StoreError as error:
            log.warning("stream %d: what was recorded stays where it was made for now: %s", self._job.id, error)

    def _report(self, progress: Progress) -> None:
        self._attempt(lambda: self._meter.report(progress))
        self._journal.write()

    def _attempt(self, note: Callable[[], object]) -> None:
        """Note how far it is; that may fail, and is tried again before long."""
        try:
            note()
        except StoreError as error:
            if time.monotonic() - self._warned >= WARNED_EVERY:
                self._warned = time.monotonic()
                log.warning("the progress of stream %d cannot be noted for now: %s", self._job.id, error)

    def _idle(self) -> None:
        self._attempt(self._meter.check)
        if self._stream.outage is not None:
            self._journal.went(self._stream.outage)
        self._journal.write()


class _Journal:
    """What the job should say of its stream, written as soon as the database takes it.

    ``remark`` is what was lost so far.
    """

    def __init__(self, jobs: JobQueue, job_id: int) -> None:
        self.remark: str | None = None
        self._jobs = jobs
        self._job_id = job_id
        self._gaps = 0
        self._gap: str | None = None
        self._outage: Outage | None = None
        self._tried = 0.0
        self._is_noted = self._is_remarked = self._is_written = True

    def came(self) -> None:
        """A segment has begun: there is a picture. What a service before has noted is over, too."""
        self._outage, self._is_noted = None, False
        self.write()

    def went(self, outage: Outage) -> None:
        """The stream is away."""
        if outage != self._outage:
            log.warning("stream %d is away since %s: %s", self._job_id, outage.since.isoformat(), outage.reason)
            self._outage, self._is_noted = outage, False

    def lost(self, segment: Segment, error: Exception) -> None:
        """A segment was not stored; those that follow one another are one gap."""
        if self._gap is None:
            self._gap = segment.start_time.strftime("%Y-%m-%d %H:%M:%S")
            self._gaps += 1
            log.error("stream %d: the segment of %s UTC was not stored: %s", self._job_id, self._gap, error)
        more = f"; {self._gaps} gaps so far" if self._gaps > 1 else ""
        why = error.reason if isinstance(error, ReadOnlyStoreError) else error
        self.remark = f"segment of {self._gap} UTC not stored: {why}{more}"
        self._is_remarked = False
        self.write()

    def stored(self) -> None:
        """A segment was stored."""
        self._gap = None

    def write(self) -> None:
        """Write down what is not yet; where that fails it is tried again, at most once a second."""
        if (self._is_noted and self._is_remarked) or time.monotonic() - self._tried < EVERY:
            return
        try:
            if not self._is_noted:
                since, reason = (self._outage.since, self._outage.reason) if self._outage else (None, None)
                self._jobs.away(self._job_id, since, reason)
                self._is_noted = True
            if self.remark and not self._is_remarked:
                self._jobs.remark(self._job_id, self.remark)
                self._is_remarked = True
            self._is_written = True
        except StoreError as error:
            self._tried = time.monotonic()
            if self._is_written:  # else it was told
                log.warning("what became of stream %d cannot be noted yet: %s", self._job_id, error)
            self._is_written = False
