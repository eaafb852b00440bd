"""What goes into the catalog and what comes out of it, free of any database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from vehiclefinder.core.moments import moment_of
from vehiclefinder.core.types import GRID, Decision, FloatArray, Motion, OnRoad, Origin, Phase
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.files.media import MediaFile

Setting = str | int | float | bool | None

MASKS = "masks"
"""The setting that holds the privacy masks of a source, by ``camera_view.masks_key``; absent without any."""


BOXES = "boxes_from"
"""The setting that says which boxes of somebody else a source was made of, as a hash; absent where it was none."""

START_FROM = "start_time_from"
"""The setting that says where the start time of a source was taken from; absent where it is not known."""

SEGMENTS = "segments"
"""The setting that says where the files of a folder lie in its recording, as JSON: name -> seconds."""

LEFT_OUT = "left_out"
"""The setting that says how many tracks of a source showed no vehicle and were left out; absent where none was."""

REMARKS = frozenset({START_FROM, SEGMENTS, LEFT_OUT})
"""Settings that tell something of a source and decide nothing of its tracks: they are no part of its identity."""


def identity_of(fingerprint: str, camera: str, settings: Mapping[str, Setting], encoder: str) -> str:
    """Return the identity of a source, see :attr:`NewSource.identity`."""
    deciding = {name: value for name, value in settings.items() if name not in REMARKS}
    parts = [fingerprint, camera, deciding, encoder]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def shown_name(uri: str) -> str:
    """Return what a video is called: the name of its file or folder, or the whole address of a stream."""
    return uri if "://" in uri else PurePath(uri).name


@dataclass(frozen=True, slots=True)
class NewSource:
    """A video that is about to be ingested.

    :param camera: Name of the camera, not empty.
    :param uri: Where the video lies.
    :param fingerprint: Identity of its content, see :func:`vehiclefinder.store.files.fingerprint.fingerprint`.
    :param kind: Such as ``"file"`` or ``"folder"``.
    :param frame_size: (width, height), pixels.
    :param encoder: Identity of the encoder that makes the vectors.
    :param start_time: Aware time of the first frame, or None where it is not known.
    :param settings: What else decides the tracks, such as the stride; and ``REMARKS``.
    """

    camera: str
    uri: str
    fingerprint: str
    kind: str
    frame_size: tuple[int, int]
    encoder: str
    start_time: datetime | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < len(self.camera.strip()) <= 200:
            raise ValueError(f"expected a camera name of 1 to 200 characters, got {self.camera!r}")
        if self.start_time is not None and self.start_time.tzinfo is None:
            raise ValueError(f"expected a start time with its zone, got {self.start_time}")

    @property
    def identity(self) -> str:
        """The same for the same content, camera, settings and encoder: such a source is stored once.

        Neither the place of the file nor its start time counts.
        """
        return identity_of(self.fingerprint, self.camera, self.settings, self.encoder)


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """The same content was ingested in the same way before.

    :param source_id: The source that holds its tracks.
    :param tracks: How many it holds.
    """

    source_id: int
    tracks: int


@dataclass(frozen=True, slots=True)
class StoredCamera:
    """A camera, with what it has been seen."""

    id: int
    name: str
    sources: int
    tracks: int


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source, whatever became of it; ``duration`` is in seconds, ``frame_size`` is (width, height)."""

    id: int
    camera: str
    uri: str
    fingerprint: str
    kind: str
    frame_size: tuple[int, int]
    start_time: datetime | None
    duration: float | None
    settings: Mapping[str, Setting]
    encoder: str
    status: SourceStatus
    error: str | None
    created: datetime
    tracks: int

    @property
    def name(self) -> str:
        """What it is called, without where it lies."""
        return shown_name(self.uri)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``, that say nothing of where it lies."""
        return {
            "id": self.id,
            "camera": self.camera,
            "name": self.name,
            "kind": self.kind,
            "start_time": self.start_time and self.start_time.isoformat(),
            "start_time_from": self.settings.get(START_FROM),
            "duration": self.duration,
            "frame_size": list(self.frame_size),
            "status": self.status,
            "error": self.error and self.error.replace(self.uri, self.name),
            "created": self.created.isoformat(),
            "tracks": self.tracks,
            "left_out": self.settings.get(LEFT_OUT, 0),
        }


@dataclass(frozen=True, slots=True, eq=False)
class StoredCrop:
    """A picture of a track: ``time`` in seconds in the source, ``box`` float32 (4,) xyxy pixels, a JPEG in ``file``."""

    time: float
    box: FloatArray
    quality: float
    file: MediaFile


@dataclass(frozen=True, slots=True, eq=False)
class StoredTrack:
    """A track of a finished source.

    :param source: Where the video lies.
    :param start_time: Time of the source's first frame, or None.
    :param start: Seconds in the source.
    :param end: Seconds in the source.
    :param place: float32 (9,), share of the time in each cell of ``GRID``.
    :param frame_size: (width, height), pixels.
    :param path: float32 (n, 5), rows of t (seconds in the source), x1, y1, x2, y2 (pixels).
    :param crops: Best first.
    :param road: What was measured by the camera's calibration; None where it has none.
    :param monochrome: Whether its pictures are without colour; None where that was not measured.
    :param phases: What it did, one thing after the other, on the road where that is known, else in the image; of a
        track from before they were kept, one for all its time.
    :param origin: What it is called where it comes from; None where it was found here.
    """

    id: int
    camera: str
    source_id: int
    source: str
    start_time: datetime | None
    label: str
    start: float
    end: float
    heading: float | None
    motion: Motion
    place: FloatArray
    speed: float
    frame_size: tuple[int, int]
    path: FloatArray
    crops: tuple[StoredCrop, ...]
    road: OnRoad | None = None
    monochrome: bool | None = None
    phases: tuple[Phase, ...] = ()
    origin: Origin | None = None

    @property
    def seen(self) -> datetime | None:
        """When it came into view, or None where the time of the video is not known."""
        return moment_of(self.start_time, self.start)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``; ``place`` by the names of ``GRID``."""
        road = self.road or OnRoad("")
        return {
            "track": self.id,
            "camera": self.camera,
            "source": self.source,
            "start_time": self.start_time.isoformat() if self.start_time else None,
            "seen": self.seen.isoformat() if self.seen else None,
            "label": self.label,
            "external_id": self.origin and self.origin.name,
            "external_class": self.origin and self.origin.label,
            "start": self.start,
            "end": self.end,
            "heading": self.heading,
            "motion": self.motion,
            "phases": [asdict(phase) for phase in self.phases],
            "place": {cell: round(float(share), 3) for cell, share in zip(GRID, self.place, strict=True) if share > 0},
            "speed": self.speed,
            "speed_kmh": _tenths(road.speed),
            "nearest_m": _tenths(road.nearest),
            "farthest_m": _tenths(road.farthest),
            "monochrome": self.monochrome,
            "frame_size": list(self.frame_size),
            "crops": [_crop_json(crop) for crop in self.crops],
            "path": [_rounded(row) for row in self.path],
        }


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """What an operator asked, when (UTC), and the answer's decision and best score."""

    sentence: str
    time: datetime
    decision: Decision
    best_score: float | None


@dataclass(frozen=True, slots=True)
class Health:
    """State of a catalog.

    :param rows: Table name -> number of rows.
    :param unfinished: Sources whose ingest runs, failed or was interrupted.
    :param problems: What the database itself found wrong; empty when it is sound.
    """

    catalog: str
    schema_version: int
    generation: int
    rows: Mapping[str, int]
    unfinished: int
    problems: tuple[str, ...]


def _crop_json(crop: StoredCrop) -> dict[str, Any]:
    return {"time": crop.time, "box": _rounded(crop.box), "quality": crop.quality, "path": str(crop.file)}


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _rounded(row: FloatArray) -> list[float]:
    return [round(float(value), 3) for value in row]
