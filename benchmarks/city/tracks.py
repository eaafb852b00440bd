"""The tracks of a simulated city, as columns, some sources at a time: the same ones for the same size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.city.month import BEGIN, DAYS
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray, IntArray
from vehiclefinder.match.image_encoder import unit_slots
from vehiclefinder.match.slots import APPEARANCE, DIM, RANGES, SLOTS, TYPES
from vehiclefinder.store.database.half_vectors import halved
from vehiclefinder.store.tracks.phase_packing import MOTIONS

Columns = Mapping[str, Any]
"""Name of a column -> an array of n values, n rows of bytes uint8 (n, width), or what all rows have."""
PER_CAMERA = 25_000
"""Tracks of a camera in a month, as 2,000 cameras see 50 million."""
BATCH = 40_000
"""Tracks that are made at a time, about."""
PATH = 24
"""Boxes of a track."""
PICTURES = 3
FRAME = (1280, 720)
NOISE = 0.75
"""How far a vector is off the prototype of its value, as a length beside 1."""
MOTION_SHARES = {"straight": 0.62, "left": 0.1, "right": 0.1, "stopped": 0.13, "u_turn": 0.01, "unknown": 0.04}
MOVING = ("straight", "left", "right", "u_turn")
LABELS = {"van": "truck", "pickup": "truck"} | {label: label for label in VEHICLE_CLASSES}
"""What the detector calls a type, where it is no car."""


@dataclass(frozen=True)
class Looks:
    """What vehicles look like: of each slot with values their vectors (values, width), and how frequent they are."""

    prototypes: Mapping[str, FloatArray]
    shares: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class City:
    """A month of a city.

    :param tracks: How many there are in all.
    :param per_source: Tracks of a source, on average.
    :param shard: Whose sources are made; the others have their ids all the same.
    """

    tracks: int
    encoder: str
    looks: Looks = field(repr=False)
    per_source: float = 20.0
    shard: Shard = WHOLE

    @property
    def cameras(self) -> int:
        """How many there are; a small city is a small part of a large one."""
        return max(4, round(self.tracks / PER_CAMERA))

    @property
    def sources(self) -> int:
        """How many there are of all shards."""
        return max(self.cameras, round(self.tracks / self.per_source))

    @property
    def seconds(self) -> float:
        """Length of a recording: those of a camera follow one another."""
        return DAYS * 86400.0 / (-(-self.sources // self.cameras))

    def batches(self) -> Iterator["Batch"]:
        """Make all tracks of the shard, some sources at a time."""
        every = np.arange(1, self.sources + 1)
        ours = every[every % self.shard.count == self.shard.number]
        total, step = round(self.tracks * len(ours) / len(every)), max(1, round(BATCH / self.per_source))
        made = 0
        for start in range(0, len(ours), step):
            end = min(start + step, len(ours))
            count = round(total * end / len(ours)) - made
            yield Batch(self, ours[start:end], made + 1, count)
            made += count


class Batch:
    """The tracks of some sources.

    :param sources: Their ids.
    :param first: Id of the first track.
    :param count: How many tracks there are.
    """

    def __init__(self, city: City, sources: IntArray, first: int, count: int) -> None:
        self.city, self.sources, self.count = city, sources, count
        self.ids = np.arange(first, first + count)
        self._random = np.random.default_rng(first)
        self._types = self._random.choice(len(TYPES), count, p=_even(city.looks.shares["type"]))
        motions = list(MOTION_SHARES)
        self._motion = self._random.choice(len(motions), count, p=list(MOTION_SHARES.values()))
        # Rows of one kind have columns of one width, which is what a fast copy wants; so they come one after the other.
        self._labels = np.array([LABELS.get(name, "car") for name in TYPES])[self._types]
        self._kinds = np.array(motions)[self._motion]
        order = np.lexsort((self._kinds, self._labels))
        self._types, self._labels, self._kinds = self._types[order], self._labels[order], self._kinds[order]
        self.source = self._random.choice(sources, count)

    def source_columns(self) -> Columns:
        """Return the columns of ``sources``."""
        numbers, of = self.sources - 1, self.city
        begin = BEGIN.timestamp() + (numbers // of.cameras) * of.seconds
        identity = texts([sha256(b"%d" % number).hexdigest() for number in self.sources])
        counted = np.bincount(np.searchsorted(self.sources, self.source), minlength=len(self.sources))
        return {
            "id": self.sources, "camera_id": numbers % of.cameras + 1, "identity": identity, "fingerprint": identity,
            "uri": _numbered("/video/", self.sources, ".mp4"), "kind": "file",
            "width": FRAME[0], "height": FRAME[1], "start_time": begin, "duration": of.seconds, "settings": "{}",
            "encoder": of.encoder, "status": "done", "error": None, "created": begin + of.seconds,
            "tracks": counted, "vectors": counted,
        }  # fmt: skip

    def track_columns(self) -> Iterator[Columns]:
        """Yield the columns of ``tracks``, kind by kind."""
        n, random = self.count, self._random
        start = random.uniform(0.0, max(self.city.seconds - 10.0, 1.0), n)
        end, heading = start + random.gamma(4.0, 1.5, n), random.uniform(0.0, 359.9, n)
        place = random.dirichlet(np.full(9, 0.3), n).astype("<f4")
        path, speed, grey = self._paths(start, end), random.gamma(2.0, 0.1, n), random.random(n) < 0.05
        for label in np.unique(self._labels):
            for motion in np.unique(self._kinds[self._labels == label]):
                some = np.flatnonzero((self._labels == label) & (self._kinds == motion))
                moves = motion in MOVING
                yield {
                    "id": self.ids[some], "source_id": self.source[some], "label": str(label), "start": start[some],
                    "end": end[some], "heading": heading[some] if moves else None, "motion": str(motion),
                    "place": _bytes(place[some]), "speed": speed[some], "width": FRAME[0], "height": FRAME[1],
                    "path": _bytes(path[some]), "monochrome": grey[some],
                    "phases": _phases(str(motion), start[some], end[some], heading[some] if moves else None),
                }  # fmt: skip

    def vector_columns(self) -> Columns:
        """Return the columns of ``embeddings``; the vectors as float32 (n, d)."""
        vectors = np.empty((self.count, DIM), np.float32)
        for slot, part in RANGES.items():
            noise = self._random.standard_normal((self.count, part.stop - part.start), np.float32)
            if slot == APPEARANCE:
                vectors[:, part] = noise
                continue
            values = self._types if slot == "type" else self._values(slot)
            off = NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
            vectors[:, part] = self.city.looks.prototypes[slot][values] + noise * off
        vectors = halved(unit_slots(vectors))
        checksum = np.fromiter((crc32(row.tobytes()) for row in vectors), np.int64, self.count)
        return {"track_id": self.ids, "encoder": self.city.encoder, "vector": vectors, "checksum": checksum}

    def picture_columns(self) -> Columns:
        """Return the columns of ``crops``; there are no files."""
        ids, rank = np.repeat(self.ids, PICTURES), np.tile(np.arange(PICTURES), self.count)
        box = np.tile(np.array([100, 100, 260, 220], "<f4"), (len(ids), 1))
        names = _numbered("crops/", ids, "-?.jpg")
        names[:, names.shape[1] - 5] = rank + ord("0")
        time, quality = np.repeat(self._random.uniform(0, 60, self.count), PICTURES), 1.0 - 0.2 * rank
        return {"track_id": ids, "rank": rank, "time": time, "box": _bytes(box), "quality": quality, "file": names}

    def _values(self, slot: str) -> IntArray:
        shares = _even(self.city.looks.shares[slot])
        return self._random.choice(len(SLOTS[slot]), self.count, p=shares)

    def _paths(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> FloatArray:
        """Return straight paths, float32 (n, boxes, 5)."""
        n, random, at = self.count, self._random, np.linspace(0.0, 1.0, PATH)[None, :, None]
        low, high = np.array([0.0, 0.0]), np.array([FRAME[0] - 160.0, FRAME[1] - 120.0])
        begin, stop = random.uniform(low, high, (n, 1, 2)), random.uniform(low, high, (n, 1, 2))
        corner, size = begin + (stop - begin) * at, np.array([160.0, 120.0])
        times = start[:, None, None] + (end - start)[:, None, None] * at
        return np.concatenate([times, corner, corner + size], axis=2).astype("<f4")


def texts(values: Sequence[str]) -> NDArray[np.uint8]:
    """Return texts of one length as bytes, uint8 (n, length)."""
    return np.frombuffer("".join(values).encode(), np.uint8).reshape(len(values), -1)


def _numbered(before: str, numbers: IntArray, after: str) -> NDArray[np.uint8]:
    """Return texts with a number of ten digits within, as bytes, uint8 (n, length)."""
    digits = numbers[:, None] // 10 ** np.arange(9, -1, -1) % 10 + ord("0")
    ends = [np.broadcast_to(np.frombuffer(one.encode(), np.uint8), (len(numbers), len(one))) for one in (before, after)]
    return np.concatenate([ends[0], digits.astype(np.uint8), ends[1]], axis=1)


def _phases(
    motion: str, start: NDArray[np.float64], end: NDArray[np.float64], heading: NDArray[np.float64] | None
) -> NDArray[np.uint8] | None:
    if motion == "unknown":
        return None
    code = np.full(len(start), [str(one) for one in MOTIONS].index(motion))
    where = np.full(len(start), np.nan) if heading is None else heading
    return _bytes(np.stack([code, start, end, where, where], axis=1).astype("<f4"))


def _bytes(rows: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1)


def _even(shares: Sequence[float]) -> NDArray[np.float64]:
    even: NDArray[np.float64] = np.array(shares, np.float64) / np.sum(shares)
    return even
