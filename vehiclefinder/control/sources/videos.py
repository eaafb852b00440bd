"""What was ingested: shown, corrected, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from vehiclefinder.control.cameras import require_camera_name
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError
from vehiclefinder.ingest.ingest_job import IngestJob, Looks
from vehiclefinder.ingest.road_measurement import measure
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob, StoredJob
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredSource
from vehiclefinder.store.tracks.source_correction import SourceCorrection
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.recording_times import TimeRules


@dataclass(frozen=True, slots=True)
class VideoChange:
    """What is to change of a video.

    :param camera: Name of its camera; None leaves it.
    :param start_time: Aware time of its first frame; None leaves it.
    :param untimed: Forget when it began.
    """

    camera: str | None = None
    start_time: datetime | None = None
    untimed: bool = False

    def __post_init__(self) -> None:
        if self.camera is None and self.start_time is None and not self.untimed:
            raise ValueError("expected a camera or a start time to change, got neither")
        if self.start_time is not None and (self.untimed or self.start_time.tzinfo is None):
            raise ValueError(f"expected one start time, with a zone, got {self.start_time}")


@dataclass(frozen=True, slots=True)
class IngestAgain:
    """How a video is to be ingested again; what is None stays as it was.

    :param camera: Name of its camera.
    :param start_time: Aware time of its first frame.
    :param fps: Keep at most so many frames per second.
    :param looks: How often and how large frames are looked at.
    """

    camera: str | None = None
    start_time: datetime | None = None
    fps: float | None = None
    looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        if self.fps is not None and self.fps <= 0:
            raise ValueError(f"expected fps above 0, got {self.fps}")
        if self.start_time is not None and self.start_time.tzinfo is None:
            raise ValueError(f"expected a start time with a zone, got {self.start_time}")


class Videos:
    """Shows ingested videos to those for whom their cameras exist, and lets admins correct and delete them.

    :param catalog: Where they are kept.
    :param audit: Told who changed what.
    """

    def __init__(self, catalog: Catalog, audit: AuditLog) -> None:
        self._catalog = catalog
        self._audit = audit
        self._jobs = JobQueue(catalog.database)

    def list(
        self, who: Identity, limit: int = 50, after: int | None = None, camera: str | None = None
    ) -> Sequence[StoredSource]:
        """Return the videos of the cameras that exist for them, newest first, unfinished ones too.

        :param after: Only those older than the video of this id.
        :param camera: Only of this camera; None means all.
        """
        newest_first = reversed(self._catalog.sources())
        seen = (one for one in newest_first if who.sees(one.camera) and camera in (None, one.camera))
        return [one for one in seen if after is None or one.id < after][:limit]

    def get(self, who: Identity, video_id: int) -> StoredSource:
        """Return one video.

        :raises NotFoundError: There is no such video, or not for them.
        """
        source = self._catalog.source(video_id)
        who.require_camera(source.camera, f"source {video_id} in the catalog")
        return source

    def update(self, who: Identity, video_id: int, change: VideoChange) -> StoredSource:
        """Correct when a video began or whose camera it is; searches find its tracks there at once.

        What cases, alerts and feedback hold of it are copies, and stay. A camera that is not there yet is made. Tracks
        are measured on the road of the new camera; what its privacy masks hide is hidden from now on.

        :raises ValueError: The camera's name is not valid.
        :raises ForbiddenError: They are no admin, or limited to other cameras than the new one.
        :raises NotFoundError: There is no such video, or not for them.
        :raises ConflictError: The camera has the same video already, or it is being ingested right now.
        """
        who.require(Role.ADMIN)
        before = self.get(who, video_id)
        camera = before.camera if change.camera is None else change.camera.strip()
        require_camera_name(camera)
        if not who.sees(camera):
            raise ForbiddenError(f"{who.name} is limited to other cameras")
        start = None if change.untimed else change.start_time or before.start_time
        self._catalog.correct_source(video_id, SourceCorrection(camera, start))
        measure(self._catalog.database, camera)
        after = self._catalog.source(video_id)
        detail = {"video": video_id, "before": _told(before), "after": _told(after)}
        self._audit.write(who, "video.update", detail, camera)
        return after

    def ingest_again(self, who: Identity, video_id: int, how: IngestAgain) -> StoredJob:
        """Queue a video to be ingested again, in other ways; its tracks of now are found until the new ones are whole.

        Then they go, and addresses of theirs lead nowhere; cases, alerts and feedback keep their copies.

        :raises ValueError: The camera's name is not valid, or the video is not there any more.
        :raises ForbiddenError: They are no admin, or limited to other cameras than the new one.
        :raises NotFoundError: There is no such video, or not for them.
        :raises ConflictError: It is not finished.
        """
        old, camera = self._to_replace(who, video_id, how)
        job = self._jobs.add(_again(self._catalog.media, old, camera, how, who.name))
        self._write_again(who, old, job.id, camera, how)
        return job

    def task_again(self, who: Identity, video_id: int, how: IngestAgain, zone: str | None = None) -> IngestJob:
        """Return what ingests a video again at once, in this process; see :meth:`ingest_again`, which queues it.

        :param zone: Of the times in names of files, as :class:`TimeRules` takes it.
        """
        old, camera = self._to_replace(who, video_id, how)
        new = _again(self._catalog.media, old, camera, how, who.name)
        times = TimeRules(zone, camera=camera)
        read = ReadSettings(stride=new.stride, fps=new.fps, source_fps=new.source_fps, times=times)
        path = owned_videos.fetch(self._catalog.media, old.uri)
        task = IngestJob(path, camera, new.start_time, read, replaces=old.id, looks=how.looks, uri=old.uri)
        self._write_again(who, old, None, camera, how)
        return task

    def _to_replace(self, who: Identity, video_id: int, how: IngestAgain) -> tuple[StoredSource, str]:
        """Return a video that may be ingested again, and the camera that it will be of."""
        who.require(Role.ADMIN)
        old = self.get(who, video_id)
        camera = old.camera if how.camera is None else how.camera.strip()
        require_camera_name(camera)
        if not who.sees(camera):
            raise ForbiddenError(f"{who.name} is limited to other cameras")
        if old.status is not SourceStatus.DONE:
            raise ConflictError(f"source {video_id} is not finished: {old.status}")
        return old, camera

    def _write_again(self, who: Identity, old: StoredSource, job: int | None, camera: str, how: IngestAgain) -> None:
        detail = {"video": old.id, "job": job, "before": _told(old), "settings": dict(how.looks.told())}
        self._audit.write(who, "video.reingest", detail, camera)

    def delete(self, who: Identity, video_id: int) -> StoredSource:
        """Remove a video with tracks and pictures, its file too where that was sent or recorded; return what it was.

        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: There is no such video, or not for them.
        :raises ConflictError: It is being ingested right now.
        :raises StoreError: It could not be removed.
        """
        who.require(Role.ADMIN)
        source = self.get(who, video_id)
        self._catalog.remove_source(video_id)
        self._audit.write(who, "video.delete", {"video": video_id, "name": source.name, **_told(source)}, source.camera)
        return source


def _again(media: Media, old: StoredSource, camera: str, how: IngestAgain, who: str) -> NewJob:
    path = Path(old.uri)
    if not (path.exists() or owned_videos.size(media, old.uri)):
        raise ValueError(f"expected a video that is still there, got {old.name!r}, which is gone")
    rates = {name: value for name in ("fps", "source_fps") if isinstance(value := old.settings.get(name), int | float)}
    stride, rate = old.settings.get("stride"), how.fps or rates.get("fps")
    return NewJob(
        camera,
        JobKind.FOLDER if path.is_dir() else JobKind.FILE,
        str(path),
        str(path),
        who,
        how.start_time or old.start_time,
        stride if isinstance(stride, int) else 1,
        rate,
        rates.get("source_fps"),
        how.looks.per_second,
        how.looks.side,
        old.id,
    )


def _told(source: StoredSource) -> dict[str, Any]:
    return {"camera": source.camera, "start_time": source.start_time and source.start_time.isoformat()}
