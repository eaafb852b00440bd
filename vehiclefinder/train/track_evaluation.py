"""Scores the tracks of clips against vehicles that were labelled by eye."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vehiclefinder.core.types import FloatArray, Frame, IntArray, Track
from vehiclefinder.train.track_labels import FrameLabels, TrackLabels, read_track_labels
from vehiclefinder.train.track_metrics import OVERLAP, FrameOverlap, score_tracks
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.tracking.association import area, iou, shared_area
from vehiclefinder.video.tracking.detector import Detector
from vehiclefinder.video.tracking.gallery import PictureEncoder
from vehiclefinder.video.tracking.pipeline import track_vehicles

INSIDE = 0.5
"""Share of its area that a box must have in an ignored region, to be left out; unless it lies on a labelled vehicle."""
_APART = 1_000_000
"""Between the numbers of one clip and the next."""
_CLOSE = 1e-3


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """What follows vehicles.

    :param detector: Finds them in one picture.
    :param encoder: Keeps them apart by their looks; None goes by places alone.
    :param stride: Follow in every n-th frame.
    """

    detector: Detector
    encoder: PictureEncoder | None = None
    stride: int = 1


def evaluate_tracks(
    labels: Path, clips: Path, settings: FollowSettings, report: Callable[[str], None]
) -> dict[str, Any]:
    """Follow the vehicles of each labelled clip and compare.

    :param labels: Folder of tables, each of the clip of its name; see ``read_track_labels``.
    :param clips: Folder of the clips.
    :param settings: What follows vehicles.
    :param report: Told what is going on.
    :return: ``clips``, by name, and ``together``: each what ``TrackScore`` holds.
    :raises ValueError: There are no labels, or they have another format.
    :raises VideoError: A clip cannot be read.
    """
    tables = sorted(labels.glob("*.csv"))
    if not tables:
        raise ValueError(f"expected tables of labelled tracks (*.csv) in {labels}, got none")
    each: dict[str, dict[str, Any]] = {}
    everything: list[FrameOverlap] = []
    for table in tables:
        clip = _clip(clips, table.stem)
        report(f"following the vehicles of {clip.name}")
        frames = compare(read_track_labels(table), *_tracks(clip, settings))
        each[table.stem] = asdict(score_tracks(frames))
        start = _APART * len(each)
        everything += [replace(f, vehicles=f.vehicles + start, tracks=f.tracks + start) for f in frames]
    return {"clips": each, "together": asdict(score_tracks(everything))}


def compare(labels: TrackLabels, tracks: Sequence[Track], times: Sequence[float]) -> list[FrameOverlap]:
    """Return how tracks and labelled vehicles overlap in each frame, ignored regions left out.

    :param times: Of the frames, seconds, rising.
    """
    lasts = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
    frames = []
    for time in times:
        there = [(track.id, box) for track in tracks if (box := _box(track, time)) is not None]
        ids = np.array([number for number, _ in there], np.int64)
        boxes = np.array([box for _, box in there], np.float32).reshape(-1, 4)
        frames.append(_overlap(labels.at(time), ids, boxes, lasts))
    return frames


def _overlap(truth: FrameLabels, ids: IntArray, boxes: FloatArray, seconds: float) -> FrameOverlap:
    overlaps = iou(truth.boxes, boxes)
    hidden = shared_area(boxes, truth.ignored).max(axis=1, initial=0.0) >= INSIDE * area(boxes)
    counts = ~hidden | (overlaps.max(axis=0, initial=0.0) >= OVERLAP)
    return FrameOverlap(truth.vehicles, ids[counts], overlaps[:, counts], seconds)


def _box(track: Track, time: float) -> FloatArray | None:
    row = int(np.searchsorted(track.times, time - _CLOSE))
    return track.boxes[row] if row < len(track.times) and abs(track.times[row] - time) < _CLOSE else None


def _tracks(clip: Path, settings: FollowSettings) -> tuple[list[Track], list[float]]:
    times: list[float] = []

    def watched(frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            times.append(frame.time)
            yield frame

    with open_video(clip, ReadSettings(stride=settings.stride)) as video:
        return list(track_vehicles(watched(video), settings.detector, encoder=settings.encoder)), times


def _clip(clips: Path, name: str) -> Path:
    found = sorted(path for path in clips.glob(f"{name}.*") if path.is_file())
    if not found:
        raise ValueError(f"expected a clip {name}.* in {clips}, got none")
    return found[0]
