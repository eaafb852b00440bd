"""Which anchors learn which vehicle: SimOTA (Ge et al. 2021, https://arxiv.org/abs/2107.08430), as PicoDet uses it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vehiclefinder.video.tracking.detector import STRIDES, centres

CANDIDATES = 10
"""Best overlaps of a vehicle whose sum says how many anchors it gets."""
RADIUS = 2.5
"""Strides from a vehicle's centre within which an anchor is central to it."""
OVERLAP_WEIGHT = 6.0
FORBIDDEN = 1e5


@dataclass(frozen=True)
class Anchors:
    """Where boxes are measured from: ``centres`` (a, 2), x and y, and ``strides`` (a,), pixels of the input."""

    centres: Tensor
    strides: Tensor

    @classmethod
    def of(cls, height: int, width: int) -> "Anchors":
        """Return the anchors of an input of that size."""
        counts = [-(-height // stride) * -(-width // stride) for stride in STRIDES]
        strides = np.repeat(np.array(STRIDES, np.float32), counts)
        return cls(torch.from_numpy(centres(height, width)), torch.from_numpy(strides))


@dataclass(frozen=True)
class Assigned:
    """What the anchors of one picture learn.

    :param anchors: int64 (k,): those that learn a vehicle.
    :param vehicles: int64 (k,): which of the picture's.
    :param quality: float32 (k,): the IoU of their boxes with it, in [0, 1].
    """

    anchors: Tensor
    vehicles: Tensor
    quality: Tensor


@torch.no_grad()
def assign(boxes: Tensor, scores: Tensor, anchors: Anchors, truth: Tensor, labels: Tensor) -> Assigned:
    """Give every vehicle the anchors that suit it best, and every anchor one vehicle at most.

    :param boxes: (a, 4), xyxy: what the model says now.
    :param scores: (classes, a), likewise.
    :param truth: (n, 4), xyxy.
    :param labels: int64 (n,).
    """
    inside, central = _position(anchors, truth)
    near = (inside | central).any(dim=1).nonzero()[:, 0]
    if not len(truth) or not len(near):
        empty = torch.zeros(0, dtype=torch.int64)
        return Assigned(empty, empty, torch.zeros(0))
    overlap = box_iou(boxes[near], truth)
    wanted = scores[:, near].T[:, labels].clamp(1e-6, 1 - 1e-6)
    cost = _surprise(wanted, overlap) - OVERLAP_WEIGHT * (overlap + 1e-8).log()
    cost = cost + FORBIDDEN * ~(inside & central)[near]
    chosen = torch.zeros_like(overlap, dtype=torch.bool)
    counts = overlap.topk(min(CANDIDATES, len(near)), dim=0).values.sum(dim=0).int().clamp(min=1)
    for vehicle, count in enumerate(counts.tolist()):
        chosen[cost[:, vehicle].topk(min(count, len(near)), largest=False).indices, vehicle] = True
    best = cost.masked_fill(~chosen, torch.inf).argmin(dim=1)
    rows = chosen.any(dim=1).nonzero()[:, 0]
    return Assigned(near[rows], best[rows], overlap[rows, best[rows]])


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the overlap of every box of ``a`` (n, 4) with every box of ``b`` (m, 4), xyxy, as (n, m)."""
    low, high = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (high - low).clamp(min=0).prod(dim=2)
    return shared / (_area(a)[:, None] + _area(b)[None] - shared).clamp(min=1e-6)


def _area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(dim=1)


def _position(anchors: Anchors, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Tell whether each anchor (a) lies in each box (n), and whether near its centre: twice bool (a, n)."""
    point = anchors.centres[:, None]
    inside = ((point > truth[None, :, :2]) & (point < truth[None, :, 2:])).all(dim=2)
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    central = ((point - middle[None]).abs() < RADIUS * anchors.strides[:, None, None]).all(dim=2)
    return inside, central


def _surprise(score: Tensor, quality: Tensor) -> Tensor:
    """How far a score is from the quality that it should tell (varifocal, Zhang et al. 2021, arXiv 2008.13367)."""
    return -quality * (quality * score.log() + (1 - quality) * (1 - score).log())
