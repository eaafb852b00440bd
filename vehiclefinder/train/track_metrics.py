"""How well tracks follow labelled vehicles: HOTA, IDF1, MOTA, and what operators notice.

After Luiten et al. 2021, https://arxiv.org/abs/2009.07736 (HOTA), Ristani et al. 2016, https://arxiv.org/abs/1609.01775
(IDF1), and Bernardin and Stiefelhagen 2008 (MOTA); the values are those of TrackEval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import IntArray
from vehiclefinder.video.tracking.linear_assignment import assign

Array = NDArray[np.float64]

OVERLAP = 0.5
"""Least IoU of a track's box with that of the vehicle it follows; HOTA averages over thresholds instead."""
COVERED = 0.5
"""Seconds that a track must follow a vehicle for, to count as a fragment of it or as exchanging it for another."""
FOUND = 0.5
"""Share of its labelled time that a vehicle must be followed for, by whatever tracks, to be found."""
THRESHOLDS = np.arange(0.05, 0.99, 0.05)


@dataclass(frozen=True, slots=True, eq=False)
class FrameOverlap:
    """One frame: labelled vehicles, tracks, and how they overlap.

    :param vehicles: int64 (n,), their numbers.
    :param tracks: int64 (m,), their numbers.
    :param iou: float64 (n, m).
    :param seconds: How long the frame lasts.
    """

    vehicles: IntArray
    tracks: IntArray
    iou: Array
    seconds: float


@dataclass(frozen=True, slots=True)
class TrackScore:
    """Counts and shares; shares in [0, 1], ``mota`` may be negative.

    :param hota: Geometric mean of detection and association, averaged over thresholds of overlap.
    :param deta: Its half that speaks of detection.
    :param assa: Its half that speaks of association.
    :param idf1: Share of the boxes that lie on the one vehicle or track that suits theirs best.
    :param mota: One minus the misses, false boxes and switches of identity, per labelled box.
    :param switches: How often a vehicle's track is another one than before.
    :param fragments: Tracks too many: those that follow one vehicle for ``COVERED`` seconds each, less one.
    :param exchanged: Tracks that follow two vehicles or more, for ``COVERED`` seconds each.
    :param found: Vehicles found, see ``FOUND``.
    :param vehicles: Vehicles labelled.
    """

    hota: float
    deta: float
    assa: float
    idf1: float
    mota: float
    switches: int
    fragments: int
    exchanged: int
    found: int
    vehicles: int


def score_tracks(frames: Sequence[FrameOverlap]) -> TrackScore:
    """Score the tracks of one clip, or of several whose numbers differ.

    :raises ValueError: Nothing is labelled.
    """
    if not any(len(frame.vehicles) for frame in frames):
        raise ValueError("expected a labelled vehicle in at least one frame, got none")
    frames = _renumbered(frames)
    followed, misses, switches = _follow(frames)
    boxes = sum(len(frame.vehicles) for frame in frames)
    covered = followed.seconds >= COVERED
    return TrackScore(
        *_hota(frames),
        idf1=_idf1(frames),
        mota=1.0 - (misses + switches) / boxes,
        switches=switches,
        fragments=int(np.maximum(covered.sum(axis=1) - 1, 0).sum()),
        exchanged=int((covered.sum(axis=0) > 1).sum()),
        found=int((followed.seconds.sum(axis=1) >= FOUND * followed.labelled).sum()),
        vehicles=len(followed.labelled),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """Seconds that each track follows each vehicle, (vehicles, tracks), and that each vehicle is labelled."""

    seconds: Array
    labelled: Array


def _follow(frames: Sequence[FrameOverlap]) -> tuple[_Followed, int, int]:
    """Pair vehicles with tracks frame by frame, a vehicle with its last track if it may; count misses and switches.

    Misses are vehicles without a track and tracks without a vehicle.
    """
    vehicles, tracks = _sizes(frames)
    followed = _Followed(np.zeros((vehicles, tracks)), np.zeros(vehicles))
    last = np.full(vehicles, -1)
    before = np.full(vehicles, -1)
    misses = switches = 0
    for frame in frames:
        followed.labelled[frame.vehicles] += frame.seconds
        kept = before[frame.vehicles, None] == frame.tracks
        worth = np.where(frame.iou >= OVERLAP, frame.iou + 1000.0 * kept, 0.0)
        rows, columns = _pairs(worth)
        mine, theirs = frame.vehicles[rows], frame.tracks[columns]
        switches += int(((last[mine] >= 0) & (last[mine] != theirs)).sum())
        misses += len(frame.vehicles) + len(frame.tracks) - 2 * len(rows)
        before[:] = -1
        last[mine] = before[mine] = theirs
        followed.seconds[mine, theirs] += frame.seconds
    return followed, misses, switches


def _hota(frames: Sequence[FrameOverlap]) -> tuple[float, float, float]:
    """Return HOTA, DetA and AssA, averaged over the thresholds."""
    together = np.zeros(_sizes(frames))
    for frame in frames:
        union = frame.iou.sum(axis=0)[None] + frame.iou.sum(axis=1)[:, None] - frame.iou
        together[np.ix_(frame.vehicles, frame.tracks)] += np.divide(
            frame.iou, union, out=np.zeros_like(union), where=union > 0
        )
    lived = _lives(frames)
    alignment = together / (lived[0][:, None] + lived[1][None] - together)
    matches = np.zeros((len(THRESHOLDS), *together.shape))
    for frame in frames:
        rows, columns = _pairs(alignment[np.ix_(frame.vehicles, frame.tracks)] * frame.iou)
        good = frame.iou[rows, columns] >= THRESHOLDS[:, None] - np.finfo(float).eps
        matches[:, frame.vehicles[rows], frame.tracks[columns]] += good
    true = matches.sum(axis=(1, 2))
    deta = true / (lived[0].sum() + lived[1].sum() - true)
    shares = matches / np.maximum(1.0, lived[0][:, None] + lived[1][None] - matches)
    assa = (matches * shares).sum(axis=(1, 2)) / np.maximum(1.0, true)
    return float(np.sqrt(deta * assa).mean()), float(deta.mean()), float(assa.mean())


def _idf1(frames: Sequence[FrameOverlap]) -> float:
    shared = np.zeros(_sizes(frames))
    for frame in frames:
        shared[np.ix_(frame.vehicles, frame.tracks)] += frame.iou >= OVERLAP
    rows, columns = _pairs(shared)
    boxes = sum(lived.sum() for lived in _lives(frames))
    return float(2.0 * shared[rows, columns].sum() / boxes)


def _pairs(worth: Array) -> tuple[IntArray, IntArray]:
    """Return the rows and columns of the pairs that are worth the most together, none of them worth nothing."""
    good = [pair for pair in assign(worth) if worth[pair] > 0]
    rows, columns = np.array(good, np.int64).reshape(-1, 2).T
    return rows, columns


def _lives(frames: Sequence[FrameOverlap]) -> tuple[Array, Array]:
    """Return the number of boxes of each vehicle and of each track."""
    vehicles, tracks = _sizes(frames)
    return (
        np.bincount(np.concatenate([f.vehicles for f in frames]), minlength=vehicles).astype(float),
        np.bincount(np.concatenate([f.tracks for f in frames]), minlength=tracks).astype(float),
    )


def _sizes(frames: Sequence[FrameOverlap]) -> tuple[int, int]:
    return (
        1 + max(int(f.vehicles.max(initial=-1)) for f in frames),
        1 + max(int(f.tracks.max(initial=-1)) for f in frames),
    )


def _renumbered(frames: Sequence[FrameOverlap]) -> list[FrameOverlap]:
    """Return the frames with vehicles and tracks numbered from 0."""
    vehicles = np.unique(np.concatenate([f.vehicles for f in frames]))
    tracks = np.unique(np.concatenate([f.tracks for f in frames]))
    return [
        FrameOverlap(np.searchsorted(vehicles, f.vehicles), np.searchsorted(tracks, f.tracks), f.iou, f.seconds)
        for f in frames
    ]
