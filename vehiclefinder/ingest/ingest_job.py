"""One source to ingest, how it is looked at, how far it has come and what became of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from vehiclefinder.store.tracks.records import Setting
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.picture_layouts import located, sequence_name
from vehiclefinder.video.sources.recording_times import GIVEN, RecordingStart
from vehiclefinder.video.sources.segment_files import segment_files
from vehiclefinder.video.tracking.detector import Detector, PicoDet
from vehiclefinder.video.tracking.input_side import SIDES, for_video
from vehiclefinder.video.tracking.pipeline import TrackingSettings


@dataclass(frozen=True, slots=True)
class Looks:
    """How the frames of one source are looked at, where that is not as the settings say.

    :param per_second: How often in a second, see :class:`CadenceSettings`; None: as the settings say.
    :param side: Longest side of the detector's input, pixels; None: as the settings say.
    """

    per_second: float | None = None
    side: int | None = None

    def __post_init__(self) -> None:
        if (self.per_second is not None and self.per_second <= 0) or (self.side is not None and self.side not in SIDES):
            got = f"{self.per_second} and {self.side}"
            raise ValueError(f"expected looks a second above 0 and a side of {', '.join(map(str, SIDES))}, got {got}")

    def settings(self, settings: TrackingSettings) -> TrackingSettings:
        """Return how vehicles are followed."""
        if self.per_second is None:
            return settings
        return replace(settings, cadence=replace(settings.cadence, per_second=self.per_second))

    def detector(self, detector: Detector) -> Detector:
        """Return what looks at the frames of one video."""
        if self.side is not None and isinstance(detector, PicoDet):
            return detector.at(self.side)
        return for_video(detector)

    def told(self) -> dict[str, Setting]:
        """Return what differs from the settings, as the source keeps it."""
        given = {"per_second": self.per_second, "side": self.side}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class BoxesFile:
    """A file of boxes that somebody else found, see :mod:`vehiclefinder.exchange.taken`.

    :param tracked: They are taken with their tracks; else they are followed here, as if our detector had found them.
    """

    path: Path
    tracked: bool


@dataclass(frozen=True, slots=True)
class IngestJob:
    """One source to ingest.

    :param path: A video file, a folder of frames, or one of the files of one recording.
    :param camera: Name of the camera; empty means what the file's name says of it, or else the name of file or folder.
    :param start_time: Time of the first frame, with its zone; None where the name or the container is to say it.
    :param read: Which frames to keep.
    :param original: The path or name that it had where it comes from, if that is another one.
    :param replaces: The source in whose place it comes once it is whole; None: it is one more.
    :param looks: How often and how large frames are looked at.
    :param boxes: What somebody else found in it; None lets it be found here.
    :param uri: What the catalog calls it, if that is not its path.
    """

    path: Path
    camera: str = ""
    start_time: datetime | None = None
    read: ReadSettings = field(default_factory=ReadSettings)
    original: str = ""
    replaces: int | None = None
    looks: Looks = Looks()
    boxes: BoxesFile | None = None
    uri: str = ""

    def start(self) -> RecordingStart | None:
        """Return when it began, or None where nothing says so.

        :raises VideoError: It cannot be opened.
        """
        if self.start_time is not None:
            return RecordingStart(self.start_time, GIVEN)
        path = located(self.path)
        files = segment_files(path, self.read.times)
        return self.read.times.start(files[0] if files else path, self.original)

    def camera_name(self, start: RecordingStart | None) -> str:
        """Return the camera's name, never empty, once it is known what the file's name says."""
        return self.camera.strip() or (start.camera if start else "") or sequence_name(self.path)


@dataclass(frozen=True, slots=True)
class SourceOrigin:
    """Where an open video comes from.

    :param fingerprint: The same for the same content, at most 64 characters.
    :param kind: ``file``, ``folder`` or ``stream``.
    :param start_from: What says when it began, in words; empty where nothing does.
    """

    camera: str
    uri: str
    fingerprint: str
    kind: str
    start_time: datetime | None
    read: ReadSettings
    start_from: str = ""
    replaces: int | None = None
    looks: Looks = Looks()


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
    :param duration: Seconds from its first frame to the end of the last.
    :param start: When it began, as far as that was asked now; None where nothing says so.
    :param left_out: How many tracks more there were, whose pictures show no vehicle.
    """

    source_id: int
    tracks: int
    frames: int
    seconds: float
    already: bool = False
    damage: str | None = None
    notes: tuple[str, ...] = ()
    doubt: str | None = None
    duration: float = 0.0
    start: RecordingStart | None = None
    left_out: int = 0

    @property
    def warning(self) -> str | None:
        """What was lost of it and what is doubtful about it, or None where nothing is."""
        return "; ".join(text for text in (self.damage, self.doubt) if text) or None
