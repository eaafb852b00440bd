"""The values that flow between the rooms: frozen, and checked once, where they are made.

Conventions, everywhere: images are ``uint8 (H, W, 3)`` RGB; boxes are ``float32`` ``x1, y1, x2, y2`` in
pixels of the frame; times are seconds from the first frame of the source, by the stream's own clock;
angles are degrees of travel in the image, 0 = towards the camera (down), 90 = right, 180 = away (up),
270 = left (the convention of UA-DETRAC-ML).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
ByteArray = NDArray[np.uint8]

VEHICLE_CLASSES = ("car", "bus", "truck", "motorcycle", "bicycle")
"""What a detector may say, in the order of ``Detections.label``."""

GRID = ("top left", "top", "top right", "left", "centre", "right", "bottom left", "bottom", "bottom right")
"""The 3 x 3 cells of the image, row by row, in the order of ``Track.place``."""


class Motion(StrEnum):
    """What a track did, judged from its path."""

    STRAIGHT = "straight"
    LEFT = "left"
    RIGHT = "right"
    STOPPED = "stopped"
    U_TURN = "u_turn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a path in which a vehicle did one thing.

    :param motion: What it did.
    :param start: Seconds in the source.
    :param end: Seconds in the source, not before ``start``.
    :param heading_start: Degrees of travel in the image where it begins; None where the vehicle hardly moved.
    :param heading_end: Degrees of travel where it ends, likewise.
    """

    motion: Motion
    start: float
    end: float
    heading_start: float | None = None
    heading_end: float | None = None

    def __post_init__(self) -> None:
        _require(self.start <= self.end, "a phase that ends after it began", (self.start, self.end))
        for heading in self.headings:
            _require(0 <= heading < 360, "a heading in [0, 360)", heading)

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end - self.start

    @property
    def headings(self) -> tuple[float, ...]:
        """Those of its two headings that are known."""
        return tuple(heading for heading in (self.heading_start, self.heading_end) if heading is not None)


TURNS = (Motion.LEFT, Motion.RIGHT, Motion.U_TURN)


def main_motion(phases: Sequence[Phase]) -> Motion:
    """Return the one word for a whole path: its longest turn, or else what it did for the longest time."""
    turns = [phase for phase in phases if phase.motion in TURNS]
    told = turns or [phase for phase in phases if phase.motion is not Motion.UNKNOWN]
    return max(told, key=lambda phase: phase.seconds).motion if told else Motion.UNKNOWN


class Decision(StrEnum):
    """How sure a match is, best first."""

    MATCH = "match"
    POSSIBLE = "possible"
    NONE = "none"


def _require(ok: bool, expected: str, got: object) -> None:
    if not ok:
        raise ValueError(f"expected {expected}, got {got}")


def _require_image(image: ByteArray) -> None:
    _require(image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3, "uint8 (H, W, 3)", image.shape)
    _require(image.size > 0, "a non-empty image", image.shape)


class Frame:
    """One picture of a source, which is made when somebody looks at it: most frames of a video nobody does.

    :param image: uint8 (H, W, 3), RGB, or what makes it, once.
    :param time: Seconds from the first frame, from the stream's presentation time stamps.
    """

    def __init__(self, image: ByteArray | Callable[[], ByteArray], time: float) -> None:
        _require(np.isfinite(time), "a finite time in seconds", time)
        self.time = time
        self._image = image
        if not callable(image):
            _require_image(image)

    @cached_property
    def image(self) -> ByteArray:
        """The picture, uint8 (H, W, 3), RGB."""
        image = self._image() if callable(self._image) else self._image
        _require_image(image)
        return image

    def at(self, time: float) -> "Frame":
        """Return the same picture at another time, seconds."""
        return Frame(lambda: self.image, time)

    def edited(self, edit: Callable[[ByteArray], ByteArray]) -> "Frame":
        """Return a frame whose picture is what ``edit`` makes of this one."""
        return Frame(lambda: edit(self.image), self.time)


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """The vehicles of one frame, as a struct of arrays.

    :param xyxy: float32 (n, 4), pixels, clipped to the frame.
    :param score: float32 (n,), in [0, 1].
    :param label: int64 (n,), index into ``VEHICLE_CLASSES``.
    """

    xyxy: FloatArray
    score: FloatArray
    label: IntArray

    def __post_init__(self) -> None:
        n = len(self.score)
        _require(self.xyxy.shape == (n, 4) and self.xyxy.dtype == np.float32, f"float32 ({n}, 4)", self.xyxy.shape)
        _require(self.label.shape == (n,) and self.score.shape == (n,), f"({n},) scores, labels", self.label.shape)

    def __len__(self) -> int:
        return len(self.score)

    def __getitem__(self, rows: NDArray[np.bool_] | IntArray) -> "Detections":
        return Detections(self.xyxy[rows], self.score[rows], self.label[rows])

    @classmethod
    def empty(cls) -> "Detections":
        """No vehicle at all."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """The picture of one vehicle at one moment.

    :param image: uint8 (h, w, 3), RGB, never empty.
    :param time: Seconds in the source.
    :param box: float32 (4,), xyxy pixels of the frame that it was cut from.
    :param quality: Larger is better; comparable within one track.
    """

    image: ByteArray
    time: float
    box: FloatArray
    quality: float

    def __post_init__(self) -> None:
        _require_image(self.image)
        _require(self.box.shape == (4,), "a box (4,)", self.box.shape)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a track, and its class, are called where it comes from: another tracker found it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One vehicle over time, with what its path says about it.

    :param id: Unique within one run of the tracker; the catalog gives every stored track an id of its own.
    :param label: The class by consensus, one of ``VEHICLE_CLASSES``.
    :param times: float32 (n,), seconds in the source, rising, n >= 1.
    :param boxes: float32 (n, 4), xyxy pixels.
    :param frame_size: (width, height) of the frames, pixels.
    :param heading: Degrees of travel in the image, or None where the vehicle hardly moved.
    :param motion: What the path did.
    :param place: float32 (9,), share of the track's time spent in each cell of ``GRID``, sums to 1.
    :param speed: Mean speed, image heights per second.
    :param crops: The best pictures, best first.
    :param monochrome: Whether its pictures are without colour, as by infra-red; None where that was not measured.
    :param phases: What the path did, one thing after the other, but for short times in which the frame's edge cut the
        vehicle; empty where only ``motion`` and ``heading`` are known.
    :param score: Mean score of its detections over its time, in [0, 1]; None where that is not known.
    :param origin: None where it was found here.
    """

    id: int
    label: str
    times: FloatArray
    boxes: FloatArray
    frame_size: tuple[int, int]
    heading: float | None
    motion: Motion
    place: FloatArray
    speed: float
    crops: tuple[Crop, ...] = field(default=())
    monochrome: bool | None = None
    phases: tuple[Phase, ...] = ()
    score: float | None = None
    origin: Origin | None = None

    def __post_init__(self) -> None:
        n = len(self.times)
        _require(n >= 1, "at least one box", n)
        _require(self.boxes.shape == (n, 4), f"boxes ({n}, 4)", self.boxes.shape)
        _require(bool(np.all(np.diff(self.times) >= 0)), "times that rise", "times that fall")
        _require(self.label in VEHICLE_CLASSES, f"a label of {VEHICLE_CLASSES}", self.label)
        _require(self.place.shape == (len(GRID),), f"place ({len(GRID)},)", self.place.shape)
        _require(self.heading is None or 0 <= self.heading < 360, "a heading in [0, 360)", self.heading)

    @property
    def path(self) -> FloatArray:
        """Rows of t, x1, y1, x2, y2 in seconds and pixels, float32 (n, 5)."""
        return np.column_stack([self.times, self.boxes])

    @property
    def start(self) -> float:
        """Seconds in the source of the first box."""
        return float(self.times[0])

    @property
    def end(self) -> float:
        """Seconds in the source of the last box."""
        return float(self.times[-1])


@dataclass(frozen=True, slots=True)
class OnRoad:
    """What a path says in metres; None where too little of it lies on the calibrated part of the road.

    :param calibration: Id of the calibration that it was measured by.
    :param speed: Median speed, km/h.
    :param nearest: Least distance from the camera, metres.
    :param farthest: Largest distance from the camera, metres.
    :param phases: What it did, judged on the road.
    """

    calibration: str
    speed: float | None = None
    nearest: float | None = None
    farthest: float | None = None
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one keyword added to a match.

    :param keyword: The words of the sentence.
    :param label: The NER label of the keyword.
    :param probability: Calibrated probability in [0, 1] that the track satisfies it; None where it could not be
        checked, in which case it did not count.
    :param note: Why it could not be checked, or empty.
    :param seconds: When the track does what the keyword asks, begin and end in seconds in the source; None where that
        is no matter of time.
    """

    keyword: str
    label: str
    probability: float | None
    note: str = ""
    seconds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A track that was held against a sentence.

    ``start``, ``end`` and ``best_time`` are seconds in the source; ``best_box`` is xyxy pixels at ``best_time`` in a
    frame of ``frame_size`` (width, height); ``score`` is calibrated, in [0, 1], larger is better; ``crop`` is a path;
    ``target`` is the number of the wanted vehicle in the sentence, from 0; ``seen`` is when the track began, or None
    where the time of the video is not known.
    """

    track: int
    camera: str
    source: str
    score: float
    decision: Decision
    start: float
    end: float
    best_time: float
    best_box: tuple[float, float, float, float]
    frame_size: tuple[int, int]
    label: str
    contributions: tuple[Contribution, ...]
    crop: str
    target: int = 0
    seen: datetime | None = None

    def __post_init__(self) -> None:
        _require(0.0 <= self.score <= 1.0, "a score in [0, 1]", self.score)
