"""Videos that somebody asks to have ingested: what may be asked for, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from vehiclefinder.control.cameras import require_camera_name
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.owned_videos import UPLOADS
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.sources.formats import SUFFIXES as SUFFIXES
from vehiclefinder.video.sources.isolation import isolated
from vehiclefinder.video.sources.probe import probe

UPLOAD_BYTES = 8 * 1024**3
"""A day of one camera at 750 kbit/s."""
CHUNK = 1024**2


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """A video as it is asked for: by its path or by the address of a stream.

    :param camera: Name of the camera, as :func:`~vehiclefinder.control.cameras.require_camera_name` wants it.
    :param start_time: Aware time of the first frame, or None where it is not known; streams bring their own.
    :param stride: Keep every n-th frame.
    :param fps: Keep at most so many frames per second; None keeps all.
    :param source_fps: Frames per second of a video without a clock; None takes what it says of itself.
    """

    camera: str
    path: str | None = None
    url: str | None = None
    start_time: datetime | None = None
    stride: int = 1
    fps: float | None = None
    source_fps: float | None = None

    def __post_init__(self) -> None:
        require_camera_name(self.camera.strip())
        if (self.path is None) == (self.url is None):
            raise ValueError("expected a path or the address of a stream, and one of them alone")
        if self.stride < 1 or any(rate is not None and rate <= 0 for rate in (self.fps, self.source_fps)):
            got = f"{self.stride}, {self.fps} and {self.source_fps}"
            raise ValueError(f"expected stride >= 1, fps > 0 and source_fps > 0, got {got}")
        if self.start_time is not None and self.start_time.tzinfo is None:
            raise ValueError(f"expected a start time with a zone, got {self.start_time}")


class Sources:
    """Takes videos to ingest, and tells how far they are.

    :param jobs: The queue.
    :param policy: Where videos may come from.
    """

    def __init__(self, catalog: Catalog, jobs: JobQueue, audit: AuditLog, policy: SourcePolicy) -> None:
        self._media = catalog.media
        self._jobs = jobs
        self._audit = audit
        self._policy = policy

    def submit(self, who: Identity, request: SourceRequest) -> StoredJob:
        """Queue a video that is there, or a stream.

        :raises ForbiddenError: They are no admin, or the video does not lie where videos may come from.
        :raises NotFoundError: The camera does not exist for them, or there is no such video.
        :raises ValueError: The address or the path is none, or leads to no video.
        """
        self._require(who, request.camera)
        if request.url is not None:
            address = self._policy.stream(request.url)
            kind, uri, locator = JobKind.STREAM, address.shown, address.secret
        else:
            path = self._policy.path(request.path or "")
            _require_video(path, path.name, request.camera.strip())
            kind, uri, locator = (JobKind.FOLDER if path.is_dir() else JobKind.FILE), str(path), str(path)
        new = NewJob(
            request.camera.strip(),
            kind,
            uri,
            locator,
            who.name,
            request.start_time,
            request.stride,
            request.fps,
            request.source_fps,
        )
        return self._add(who, new)

    def upload(
        self, who: Identity, file: BinaryIO, name: str, camera: str, start_time: datetime | None = None
    ) -> StoredJob:
        """Keep a video that is sent, and queue it.

        :param file: Read to its end, which must come within 8 GiB.
        :param name: As it is called where it comes from; only its ending is used.
        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: The camera does not exist for them.
        :raises ValueError: It is no video, or none that may be sent; nothing is kept of it.
        :raises StoreError: It cannot be kept.
        """
        self._require(who, camera)
        require_camera_name(camera.strip())
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(f"expected a video that ends in {', '.join(SUFFIXES)}, got {Path(name).name[:100]!r}")
        shown = Path(name).name[:200]
        locator = self._kept(file, suffix, shown)
        return self._add(who, NewJob(camera.strip(), JobKind.UPLOAD, shown, locator, who.name, start_time))

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredJob]:
        """Return what was asked for of the cameras that exist for them, newest first.

        :param after: Only those older than the job of this id.
        """
        return self._jobs.list(who.cameras, limit, after)

    def get(self, who: Identity, job_id: int) -> StoredJob:
        """Return one job.

        :raises NotFoundError: There is no such job, or not for them.
        """
        job = self._jobs.get(job_id)
        who.require_camera(job.camera, f"job {job_id}")
        return job

    def cancel(self, who: Identity, job_id: int) -> StoredJob:
        """End a job that waits or runs; what it has found so far of a stream stays.

        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: There is no such job, or not for them.
        :raises ConflictError: It had ended before.
        """
        who.require(Role.ADMIN)
        self.get(who, job_id)
        work = self._jobs.cancel(job_id)
        job = work.job
        if job.kind is JobKind.UPLOAD and job.started is None:  # else the worker does, once it lets go of it
            self._jobs.discard(work)
        self._audit.write(who, "source.cancel", {"job": job.id}, job.camera)
        return job

    def waiting(self) -> int:
        """How many jobs wait or run."""
        return self._jobs.open()

    def _require(self, who: Identity, camera: str) -> None:
        who.require(Role.ADMIN)
        who.require_camera(camera.strip(), "such camera")

    def _add(self, who: Identity, new: NewJob) -> StoredJob:
        job = self._jobs.add(new)
        self._audit.write(who, "source.add", {"job": job.id, "kind": job.kind.value, "uri": job.uri}, job.camera)
        return job

    def _kept(self, file: BinaryIO, suffix: str, shown: str) -> str:
        name = f"{uuid4().hex}{suffix}"
        with file_copies.staging(self._media.home) as folder:
            try:
                with (folder / name).open("xb") as staged:
                    _copy(file, staged)
            except OSError as error:
                raise write_error("the upload cannot be kept", error) from error
            _require_video(folder / name, shown)
            self._media.keep(folder / name, f"{UPLOADS}/{name}")
        return self._media.address(f"{UPLOADS}/{name}")


def _require_video(path: Path, shown: str, camera: str = "") -> None:
    try:
        isolated(probe, path, camera)
    except VideoError as error:
        raise ValueError(f"expected a video: {without_path(error, path, shown)}") from error


def without_path(error: Exception, path: object, shown: str) -> str:
    """Return what an error says, with a name in place of the path on this machine: programs elsewhere read it."""
    return str(error).replace(str(path), shown)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    left = UPLOAD_BYTES
    while chunk := source.read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise ValueError(f"expected a video of at most {UPLOAD_BYTES} bytes, got more")
        target.write(chunk)
