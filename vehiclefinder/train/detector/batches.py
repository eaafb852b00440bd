"""Pictures drawn for training: from every source its share, some without a vehicle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np
import torch
from torch import Tensor

from vehiclefinder.train.detector.assignment import Anchors
from vehiclefinder.train.detector.augment import Random, Sample, joined, placed, recoloured
from vehiclefinder.train.detector.labelled_frames import LabelledFrame
from vehiclefinder.train.evaluate import read_picture

Size: TypeAlias = tuple[int, int]
SIZES: tuple[Size, ...] = ((352, 640), (384, 640), (384, 512), (416, 416), (320, 576))
"""Inputs (height, width) of training; serving chooses by the picture's shape."""
JOINED = 0.25
"""Share of inputs that are made of four pictures."""
FAR = 8.0
"""Stride of the anchors of small vehicles."""


@dataclass(frozen=True)
class DetectorBatch:
    """Inputs of one size.

    :param images: uint8 (n, h, w, 3), RGB.
    :param boxes: n of float32 (k, 4), xyxy, pixels. *labels:* n of int64 (k,). *ignored:* n of float32 (m, 4).
    :param far: Share that background counts on the finest anchors of each picture, where far vehicles have no boxes.
    """

    images: Tensor
    boxes: list[Tensor]
    labels: list[Tensor]
    ignored: list[Tensor]
    far: list[float]

    def counted(self, at: int, anchors: Anchors) -> Tensor:
        """Return how much background counts at each anchor (a,) of a picture: nothing where it is ignored."""
        ignored = self.ignored[at]
        inside = (anchors.centres[:, None] > ignored[None, :, :2]) & (anchors.centres[:, None] < ignored[None, :, 2:])
        unsure = inside.all(dim=2).any(dim=1)
        share = torch.where(anchors.strides == FAR, self.far[at], 1.0)
        return torch.where(unsure, 0.0, share)


@dataclass(frozen=True)
class Mixture:
    """What batches are made of.

    :param weights: How often frames of each source are drawn; 1 where it is not named.
    :param far: Trust in background among small vehicles, by source; 1 where it is not named.
    :param negatives: Share of the pictures that show no vehicle.
    :param batch: Inputs of a batch.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    far: Mapping[str, float] = field(default_factory=dict)
    negatives: float = 0.15
    batch: int = 4


class DetectorSampler:
    """Draws batches.

    :param frames: Frames with vehicles, at least one.
    :param negatives: Frames without.
    """

    def __init__(
        self, frames: Sequence[LabelledFrame], negatives: Sequence[LabelledFrame], mixture: Mixture = Mixture()
    ) -> None:
        self._pool = [*frames, *negatives]
        self._mixture = mixture
        chance = np.array([mixture.weights.get(frame.source, 1.0) for frame in frames])
        share = mixture.negatives if negatives else 0.0
        rest = np.full(len(negatives), share / max(1, len(negatives)))
        self.chances = np.concatenate([chance / chance.sum() * (1 - share), rest])

    def batches(self, random: Random, count: int) -> Iterator[DetectorBatch]:
        """Yield ``count`` batches."""
        for _ in range(count):
            size = SIZES[random.integers(len(SIZES))]
            yield _stacked([self._drawn(size, random) for _ in range(self._mixture.batch)])

    def _drawn(self, size: Size, random: Random) -> tuple[Sample, float]:
        several = random.random() < JOINED
        frames = [self._pool[at] for at in random.choice(len(self._pool), 4 if several else 1, p=self.chances)]
        samples = [_read(frame) for frame in frames]
        sample = joined(samples, size, random) if several else placed(samples[0], size, random)
        far = min(self._mixture.far.get(frame.source, 1.0) for frame in frames)
        return Sample(recoloured(sample.image, random), sample.boxes, sample.labels, sample.ignored), far


def _read(frame: LabelledFrame) -> Sample:
    return Sample(read_picture(frame.path), frame.boxes, frame.labels, frame.ignored)


def _stacked(drawn: list[tuple[Sample, float]]) -> DetectorBatch:
    cv2.setNumThreads(0)
    samples = [sample for sample, _ in drawn]
    return DetectorBatch(
        torch.from_numpy(np.stack([sample.image for sample in samples])),
        [torch.from_numpy(sample.boxes) for sample in samples],
        [torch.from_numpy(sample.labels) for sample in samples],
        [torch.from_numpy(sample.ignored) for sample in samples],
        [far for _, far in drawn],
    )
