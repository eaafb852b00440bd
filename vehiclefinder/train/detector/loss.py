"""What the detector is trained for: scores that tell the quality of boxes, and boxes that fit."""

import torch
from torch import Tensor
from torch.nn import functional as F

from vehiclefinder.train.detector.assignment import Anchors, Assigned, assign
from vehiclefinder.train.detector.batches import DetectorBatch

BOX_WEIGHT, BIN_WEIGHT = 2.0, 0.5
NEGATIVE_WEIGHT = 1.5
"""Share that a background anchor counts, times the square of its score: what is wrongly sure counts most."""
EDGE = 1e-3


def detection_loss(outputs: tuple[Tensor, Tensor, Tensor], batch: DetectorBatch, anchors: Anchors) -> Tensor:
    """Return the loss of a batch: varifocal of the scores, GIoU and distribution focal loss of the boxes.

    The sum over anchors is divided by the summed quality of those that learn a vehicle, as PicoDet does
    (https://arxiv.org/abs/2111.00902).

    :param outputs: Of the graph: distances, scores, bins.
    :param anchors: Of inputs of that size.
    """
    distances, scores, bins = outputs
    boxes = torch.cat([anchors.centres - distances[..., :2], anchors.centres + distances[..., 2:]], dim=-1)
    total, quality = scores.new_zeros(()), scores.new_zeros(())
    for at in range(len(scores)):
        truth, labels = batch.boxes[at], batch.labels[at]
        found = assign(boxes[at], scores[at], anchors, truth, labels)
        total = total + _scores(scores[at], found, labels, batch.counted(at, anchors))
        total = total + _boxes(boxes[at], bins[at], found, truth, anchors)
        quality = quality + found.quality.sum()
    return total / quality.clamp(min=1.0)


def _scores(scores: Tensor, found: Assigned, labels: Tensor, counted: Tensor) -> Tensor:
    target = torch.zeros_like(scores)
    target[labels[found.vehicles], found.anchors] = found.quality
    weight = NEGATIVE_WEIGHT * scores.detach() ** 2 * counted
    # Of an anchor that learns a vehicle, what it says of the other classes counts, wherever it lies.
    weight[:, found.anchors] = NEGATIVE_WEIGHT * scores.detach()[:, found.anchors] ** 2
    weight = torch.where(target > 0, target, weight)
    return F.binary_cross_entropy(scores.clamp(EDGE**2, 1 - EDGE**2), target, weight, reduction="sum")


def _boxes(boxes: Tensor, bins: Tensor, found: Assigned, truth: Tensor, anchors: Anchors) -> Tensor:
    if not len(found.anchors):
        return boxes.new_zeros(())
    wanted = truth[found.vehicles]
    centres, strides = anchors.centres[found.anchors], anchors.strides[found.anchors]
    sides = torch.cat([centres - wanted[:, :2], wanted[:, 2:] - centres], dim=1) / strides[:, None]
    sides = sides.clamp(0, bins.shape[-1] - 1 - EDGE)
    low = sides.long()
    share = (sides - low)[..., None]
    near = torch.stack([low, low + 1], dim=-1)
    likely = bins[found.anchors].gather(2, near).clamp(min=1e-9).log()
    spread = -(likely * torch.cat([1 - share, share], dim=-1)).sum(dim=-1).mean(dim=1)
    misfit = 1 - generalised_iou(boxes[found.anchors], wanted)
    return (found.quality * (BOX_WEIGHT * misfit + BIN_WEIGHT * spread)).sum()


def generalised_iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the GIoU of each box of ``a`` (n, 4) with its counterpart in ``b``, xyxy, as (n,) in (-1, 1].

    Rezatofighi et al. 2019, https://arxiv.org/abs/1902.09630.
    """
    shared = _extent(torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:]))
    hull = _extent(torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])).clamp(min=1e-6)
    union = (_extent(a[:, :2], a[:, 2:]) + _extent(b[:, :2], b[:, 2:]) - shared).clamp(min=1e-6)
    return shared / union - (hull - union) / hull


def _extent(low: Tensor, high: Tensor) -> Tensor:
    return (high - low).clamp(min=0).prod(dim=1)
