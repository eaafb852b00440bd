"""Video into the store: read, detect, track, embed, remember. One loop."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from vehiclefinder.core.camera_view import CameraView, RoadCalibration, masks_key
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.core.types import FloatArray, Frame, Track
from vehiclefinder.core.usage import Usage
from vehiclefinder.ingest.given_vehicles import GivenVehicles, given_vehicles
from vehiclefinder.ingest.ingest_job import Ingested, IngestJob, Progress, SourceOrigin
from vehiclefinder.ingest.ingest_meter import IngestMeter
from vehiclefinder.ingest.road_measurement import measure
from vehiclefinder.ingest.sure_frames import SureFrames
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import (
    BOXES,
    LEFT_OUT,
    MASKS,
    SEGMENTS,
    START_FROM,
    AlreadyThere,
    NewSource,
    Setting,
)
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.sources.open import Video, open_video
from vehiclefinder.video.sources.picture_layouts import located
from vehiclefinder.video.sources.privacy_mask import masked_frames
from vehiclefinder.video.sources.recording_times import RecordingStart
from vehiclefinder.video.sources.segment_files import segment_files
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.motion import never_left
from vehiclefinder.video.tracking.pipeline import TrackingSettings, track_vehicles
from vehiclefinder.video.tracking.road_plane import on_road


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
        with open_video(job.path, job.read) as video:
            start = job.start()
            given = _given(job, video)
            done = self.ingest_open(video, _origin(job, start), report, given)
        return replace(
            done,
            start=start,
            notes=(*done.notes, *self._doubts(done, start, SiteClock(time_zone(job.read.times.zone)))),
        )

    def ingest_open(
        self,
        video: Video,
        origin: SourceOrigin,
        report: Callable[[Progress], None] = lambda progress: None,
        given: GivenVehicles | None = None,
    ) -> Ingested:
        """Do what :meth:`ingest` does, of a video that is open already.

        :param given: What somebody else found in it.
        """
        began = time.monotonic()
        view = CameraStore(self._catalog.database).view(origin.camera)
        new = self._describe(origin, video, view, given)
        again = origin.replaces
        writer = self._catalog.begin(new) if again is None else self._catalog.begin_again(new, again)
        if isinstance(writer, AlreadyThere):
            held = self._catalog.source(writer.source_id).duration or 0.0
            return Ingested(writer.source_id, writer.tracks, 0, time.monotonic() - began, already=True, duration=held)
        meter = IngestMeter(self._usage, origin.camera)
        counter = _Counter(video.frame_count, report)
        with writer:
            found = meter.counted(given.detector if given else origin.looks.detector(self._detector))
            detector = SureFrames(found, self._settings.sure)
            frames = masked_frames(counter.watch(meter.read(video)), view.masks)
            follow = given.tracks if given else track_vehicles
            vehicles = follow(frames, detector, origin.looks.settings(self._settings), self._encoder)
            tracks, left_out = self._run(vehicles, _Output(writer, view.calibration, meter))
            duration = counter.position if video.duration is None else video.duration
            done = Ingested(
                writer.source_id,
                tracks,
                counter.frames,
                0.0,
                damage=video.damage,
                notes=(*video.notes, *(given.notes(tracks + left_out) if given else ()), *_left_out(left_out)),
                doubt=detector.doubt(tracks + left_out),
                duration=duration,
                left_out=left_out,
            )
            remarks: dict[str, Setting] = {SEGMENTS: video.layout.to_text()} if video.layout else {}
            writer.finish(duration, done.warning, remarks | ({LEFT_OUT: left_out} if left_out else {}))
        measure(self._catalog.database, origin.camera)  # the calibration may have changed meanwhile
        seconds = time.monotonic() - began
        meter.charge()
        meter.add(seconds=seconds)
        return replace(done, seconds=seconds)

    def _doubts(self, done: Ingested, start: RecordingStart | None, clock: SiteClock) -> tuple[str, ...]:
        told = (*((start.note,) if start and start.note else ()), *self._twice(done))
        kept = self._catalog.source(done.source_id).start_time if done.already else None
        if start is None or not done.already or kept == start.moment:
            return told
        was = f"begins at {clock.iso(kept)}" if kept else "has no start time"
        return (*told, f"source {done.source_id} {was}, and keeps that: 'sources set' changes it")

    def _twice(self, done: Ingested) -> tuple[str, ...]:
        """Tell of a folder that was ingested before, when it held other files: those that stayed are found twice."""
        source = self._catalog.source(done.source_id)
        if SEGMENTS not in source.settings:
            return ()
        before = [one.id for one in self._catalog.sources() if (one.uri, one.camera) == (source.uri, source.camera)]
        return tuple(f"source {one} is of the same folder, with other files" for one in before if one != source.id)

    def _run(self, vehicles: Iterable[Track], output: "_Output") -> tuple[int, int]:
        """Write the tracks of vehicles; return how many they are, and how many others there were."""
        tracks = left_out = 0
        for track in vehicles:
            with output.meter.stage("encode"):
                vector = self._embed(track)
            if vector is None:
                left_out += 1
                continue
            output.add(track, vector)
            tracks += 1
        return tracks, left_out

    def _embed(self, track: Track) -> FloatArray | None:
        """Return the vector of a track, or None where it is no vehicle, as far as looks, scores and motion tell."""
        crops, qualities = [crop.image for crop in track.crops], [crop.quality for crop in track.crops]
        vector, vehicle = self._encoder.see_track(crops, qualities)
        limits, stands = self._encoder.limits, never_left(track.boxes)
        if track.origin:  # another has said that it is one
            return vector
        return vector if vehicle is None or limits.accept(vehicle, track.score, stands) else None

    def _describe(self, origin: SourceOrigin, video: Video, view: CameraView, given: GivenVehicles | None) -> NewSource:
        settings: dict[str, Setting] = {name: getattr(origin.read, name) for name in ("stride", "fps", "folder_fps")}
        if origin.read.source_fps is not None:
            settings["source_fps"] = origin.read.source_fps
        settings |= origin.looks.told()
        if view.masks:
            settings[MASKS] = masks_key(view.masks)
        if given:
            settings[BOXES] = given.boxes.origin
        if origin.start_from:
            settings[START_FROM] = origin.start_from
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


def _left_out(count: int) -> tuple[str, ...]:
    return (f"tracks left out, whose pictures show no vehicle: {count}",) if count else ()


def _given(job: IngestJob, video: Video) -> GivenVehicles | None:
    if job.boxes is None:
        return None
    return given_vehicles(job.boxes.path, job.boxes.tracked, located(job.path), video, job.read)


def _origin(job: IngestJob, start: RecordingStart | None) -> SourceOrigin:
    path = located(job.path)
    return SourceOrigin(
        camera=job.camera_name(start),
        uri=job.uri or str(path.resolve()),
        fingerprint=fingerprint(
            path, {file.relative_to(path).as_posix() for file in segment_files(path, job.read.times)} or None
        ),
        kind="folder" if path.is_dir() else "file",
        start_time=start.moment if start else None,
        read=job.read,
        start_from=start.origin if start else "",
        replaces=job.replaces,
        looks=job.looks,
    )


@dataclass(frozen=True, slots=True)
class _Output:
    """Where tracks go, of a camera whose road may be calibrated."""

    writer: SourceWriter
    calibration: RoadCalibration | None
    meter: IngestMeter

    def add(self, track: Track, vector: FloatArray) -> None:
        road = on_road(track.path, track.frame_size, self.calibration) if self.calibration else None
        with self.meter.stage("write"):
            self.writer.add(track, vector, road)
        self.meter.add(tracks=1)


class _Counter:
    """Counts the frames that pass by."""

    def __init__(self, total: int | None, report: Callable[[Progress], None]) -> None:
        self.frames = 0
        self.position = 0.0
        self._total = total
        self._report = report

    def watch(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            self.frames += 1
            self.position = frame.time
            yield frame
            self._report(Progress(self.frames, self._total, frame.time))
