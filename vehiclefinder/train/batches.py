"""Batches of augmented crops."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.nn import functional as F

from vehiclefinder.core.types import IntArray
from vehiclefinder.match.slots import VIEWS
from vehiclefinder.train.augment import augment, discolour, mirror_view
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture

DISCOLOURED = 0.05
"""Share of the samples that lose their colour, and the label of it."""


@dataclass(frozen=True)
class Batch:
    """Pictures and what is known of them.

    :param pixels: float32 (n, 3, s, s), RGB in 0..255.
    :param accepted: Slot -> float32 (n, values), how right each value is; a row of zeros is unknown.
    """

    pixels: Tensor
    accepted: dict[str, Tensor]

    def to(self, device: torch.device) -> "Batch":
        """Return the same on a device, in the layout that convolutions like."""
        pixels = self.pixels.to(device, non_blocking=True).contiguous(memory_format=torch.channels_last)
        return Batch(pixels, {slot: rows.to(device, non_blocking=True) for slot, rows in self.accepted.items()})

    def pixels_at(self, size: int) -> Tensor:
        """Return the pictures with another side, shrunk by averaging. *Shape:* (n, 3, size, size)."""
        if size == self.pixels.shape[-1]:
            return self.pixels
        small = F.interpolate(self.pixels, (size, size), mode="bilinear", antialias=True)
        return small.contiguous(memory_format=torch.channels_last)


@dataclass(frozen=True)
class Sampler:
    """Draws an epoch of as many samples as there are crops of either kind.

    :param crops: Labelled crops.
    :param coarse: Crops with a coarse class; may be empty.
    :param share: Share of the samples that are coarse ones, where there are any.
    :param size: Side of the square picture, pixels.
    :param batch: Samples per batch.
    """

    crops: Crops
    coarse: Crops
    share: float
    size: int
    batch: int

    def __len__(self) -> int:
        """Batches per epoch."""
        return -(-(len(self.crops) + len(self.coarse)) // self.batch)

    def epoch(self, random: Generator) -> Iterator[Batch]:
        """Yield the batches of one epoch."""
        everything, labelled = self.crops + self.coarse, len(self.crops)
        share = self.share if len(self.coarse) else 0.0
        coarse = random.random(len(everything)) < share
        order = np.where(coarse, labelled + random.integers(0, max(len(self.coarse), 1), len(everything)), 0)
        order[~coarse] = random.integers(0, labelled, int((~coarse).sum()))
        for start in range(0, len(order), self.batch):
            yield self._batch(everything, order[start : start + self.batch], random)

    def _batch(self, crops: Crops, rows: IntArray, random: Generator) -> Batch:
        mirrored, discoloured = random.random(len(rows)) < 0.5, random.random(len(rows)) < DISCOLOURED
        pixels = []
        for row, mirror, pale in zip(rows, mirrored, discoloured, strict=True):
            image = augment(read_picture(crops.files[row]), self.size, random)
            image = discolour(image, random) if pale else image
            pixels.append(image[:, ::-1] if mirror else image)
        accepted = {slot: values[rows] for slot, values in crops.accepted.items()}
        accepted["colour"][discoloured] = 0.0
        views = [mirror_view(view) for view in range(len(VIEWS))]
        accepted["orientation"][mirrored] = accepted["orientation"][mirrored][:, views]
        tensor = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float()
        return Batch(tensor, {slot: torch.from_numpy(values) for slot, values in accepted.items()})
