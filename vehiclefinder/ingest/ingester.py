"""Video into the store: read, detect, track, embed, remember. One loop."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from vehiclefinder.core.camera_view import CameraView, RoadCalibration, masks_key
from vehiclefinder.core.types import ByteArray, Detections, FloatArray, Frame, Track
from vehiclefinder.core.usage import Usage
from vehiclefinder.ingest.road_measurement import measure
from vehiclefinder.ingest.sure_frames import SureFrames
from vehiclefinder.match.image_encoder import ImageEncoder, pool
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import MASKS, AlreadyThere, NewSource, Setting
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.sources.open import ReadSettings, Video, open_video
from vehiclefinder.video.sources.picture_layouts import located, sequence_name
from vehiclefinder.video.sources.privacy_mask import masked_frames
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.pipeline import TrackingSettings, track_vehicles
from vehiclefinder.video.tracking.road_plane import on_road


@dataclass(frozen=True, slots=True)
class IngestJob:
    """One source to ingest.

    :param path: A video file or a folder of frames.
    :param camera: Name of the camera; empty means the name of the file or folder.
    :param start_time: Time of the first frame, with its zone, or None where it is not known.
    :param read: Which frames to keep.
    """

    path: Path
    camera: str = ""
    start_time: datetime | None = None
    read: ReadSettings = field(default_factory=ReadSettings)

    @property
    def camera_name(self) -> str:
        """The camera's name, never empty."""
        return self.camera.strip() or sequence_name(self.path)


@dataclass(frozen=True, slots=True)
class SourceOrigin:
    """Where an open video comes from.

    :param fingerprint: The same for the same content, at most 64 characters.
    :param kind: ``file``, ``folder`` or ``stream``.
    """

    camera: str
    uri: str
    fingerprint: str
    kind: str
    start_time: datetime | None
    read: ReadSettings


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come: frames done, of about how many (None: not known), seconds into the source."""

    frames: int
    total: int | None
    position: float


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a job.

    :param source_id: The source in the catalog.
    :param tracks: How many tracks it holds.
    :param frames: Frames that were read; 0 where the source was there already.
    :param seconds: How long it took.
    :param already: True where the same content was ingested in the same way before.
    :param damage: What was lost of the source, or None where nothing was.
    :param notes: What else whoever asked for it should know.
    :param doubt: Why its number of tracks is not to be believed, or None.
    """

    source_id: int
    tracks: int
    frames: int
    seconds: float
    already: bool = False
    damage: str | None = None
    notes: tuple[str, ...] = ()
    doubt: str | None = None

    @property
    def warning(self) -> str | None:
        """What was lost of it and what is doubtful about it, or None where nothing is."""
        return "; ".join(text for text in (self.damage, self.doubt) if text) or None


class Ingester:
    """Puts sources into a catalog.

    :param catalog: Where tracks go.
    :param detector: Finds the vehicles of a frame.
    :param encoder: Turns their crops into vectors.
    :param settings: How vehicles are followed.
    :param usage: Told what is done; may be used from several threads at once, as all of this may.
    """

    def __init__(
        self,
        catalog: Catalog,
        detector: Detector,
        encoder: ImageEncoder,
        settings: TrackingSettings = TrackingSettings(),
        usage: Usage | None = None,
    ) -> None:
        self._catalog = catalog
        self._detector = detector
        self._encoder = encoder
        self._settings = settings
        self._usage = usage or Usage()

    def ingest(self, job: IngestJob, report: Callable[[Progress], None] = lambda progress: None) -> Ingested:
        """Ingest one source; what was ingested in the same way before is left as it is.

        A source that ends before its index says so is marked as failed, and nothing of it is found; ingest it again
        once it is whole. Of one that is damaged all is kept that can be read, and the damage is told.

        :param job: The source.
        :param report: Called after every frame.
        :raises VideoError: The source cannot be read, or broke off.
        :raises StoreError: The catalog cannot be written, or the source is being ingested right now.
        """
        path = located(job.path)
        with open_video(path, job.read) as video:
            kind = "folder" if path.is_dir() else "file"
            uri, content = str(path.resolve()), fingerprint(path)
            return self.ingest_open(
                video, SourceOrigin(job.camera_name, uri, content, kind, job.start_time, job.read), report
            )

    def ingest_open(
        self, video: Video, origin: SourceOrigin, report: Callable[[Progress], None] = lambda progress: None
    ) -> Ingested:
        """Do what :meth:`ingest` does, of a video that is open already."""
        began = time.monotonic()
        view = CameraStore(self._catalog.database).view(origin.camera)
        writer = self._catalog.begin(self._describe(origin, video, view))
        if isinstance(writer, AlreadyThere):
            return Ingested(writer.source_id, writer.tracks, 0, time.monotonic() - began, already=True)
        counter = _Counter(video.frame_count, report, self._usage)
        with writer:
            detector = SureFrames(self._detect, self._settings.sure)
            tracks = self._run(masked_frames(counter.watch(video), view.masks), detector, writer, view.calibration)
            done = Ingested(
                writer.source_id, tracks, counter.frames, 0.0, False, video.damage, video.notes, detector.doubt(tracks)
            )
            writer.finish(counter.position if video.duration is None else video.duration, done.warning)
        measure(self._catalog.database, origin.camera)  # the calibration may have changed meanwhile
        seconds = time.monotonic() - began
        self._usage.add(seconds=seconds)
        return replace(done, seconds=seconds)

    def _run(
        self, frames: Iterable[Frame], detector: Detector, writer: SourceWriter, calibration: RoadCalibration | None
    ) -> int:
        tracks = 0
        for track in track_vehicles(frames, detector, self._settings):
            road = on_road(track.path, track.frame_size, calibration) if calibration else None
            writer.add(track, self._embed(track), road)
            tracks += 1
            self._usage.add(tracks=1)
        return tracks

    def _detect(self, images: Sequence[ByteArray]) -> list[Detections]:
        began = time.monotonic()
        found = self._detector(images)
        self._usage.add(detections=sum(map(len, found)), detector_seconds=time.monotonic() - began)
        return found

    def _embed(self, track: Track) -> FloatArray:
        began = time.monotonic()
        vectors = self._encoder.encode([crop.image for crop in track.crops])
        self._usage.add(encoder_seconds=time.monotonic() - began)
        weights = np.maximum([crop.quality for crop in track.crops], 1e-6).astype(np.float32)
        return pool(vectors, weights)

    def _describe(self, origin: SourceOrigin, video: Video, view: CameraView) -> NewSource:
        settings: dict[str, Setting] = {name: getattr(origin.read, name) for name in ("stride", "fps", "folder_fps")}
        if origin.read.source_fps is not None:
            settings["source_fps"] = origin.read.source_fps
        if view.masks:
            settings[MASKS] = masks_key(view.masks)
        return NewSource(
            camera=origin.camera,
            uri=origin.uri,
            fingerprint=origin.fingerprint,
            kind=origin.kind,
            frame_size=video.size,
            encoder=self._encoder.id,
            start_time=origin.start_time,
            settings=settings,
        )


class _Counter:
    """Counts the frames that pass by."""

    def __init__(self, total: int | None, report: Callable[[Progress], None], usage: Usage) -> None:
        self.frames = 0
        self.position = 0.0
        self._total = total
        self._report = report
        self._usage = usage

    def watch(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            self.frames += 1
            self._usage.add(frames=1)
            self.position = frame.time
            yield frame
            self._report(Progress(self.frames, self._total, frame.time))
