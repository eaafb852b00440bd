"""Batches of augmented crops, rare things drawn more often."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from vehiclefinder.match.slots import VIEWS
from vehiclefinder.train.augment import augment, mirror_view
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.types import IntArray

Batch = tuple[Tensor, dict[str, Tensor]]
"""Pictures float32 (n, 3, s, s) in 0..255, and slot -> how right each value is, (n, values)."""
BALANCE = {"type": 0.35, "colour": 0.15, "service": 0.2}
"""Slot -> how far its values are evened out: 0 leaves them as they are, 1 makes them equally frequent.

More has the rare ones learned by heart and costs accuracy; less costs precision where a rare one is asked for.
"""


@dataclass(frozen=True)
class Sampler:
    """Draws an epoch of as many samples as there are labelled crops.

    :param crops: Labelled crops.
    :param coarse: Crops with a coarse class; may be empty.
    :param share: Share of the samples that are coarse ones.
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
        return -(-len(self.crops) // self.batch)

    def epoch(self, random: Generator) -> Iterator[Batch]:
        """Yield the batches of one epoch."""
        share = self.share if len(self.coarse) else 0.0
        odds = np.concatenate([(1 - share) * balance(self.crops), share * balance(self.coarse)])
        order = random.choice(len(odds), len(self.crops), p=odds)
        everything = self.crops + self.coarse
        for start in range(0, len(order), self.batch):
            yield self._batch(everything, order[start : start + self.batch], random)

    def _batch(self, crops: Crops, rows: IntArray, random: Generator) -> Batch:
        pixels, mirrored = [], random.random(len(rows)) < 0.5
        for row, mirror in zip(rows, mirrored, strict=True):
            image = augment(read_picture(crops.files[row]), self.size, random)
            pixels.append(image[:, ::-1] if mirror else image)
        accepted = {slot: values[rows] for slot, values in crops.accepted.items()}
        views = [mirror_view(view) for view in range(len(VIEWS))]
        accepted["orientation"][mirrored] = accepted["orientation"][mirrored][:, views]
        tensor = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float()
        return tensor.contiguous(memory_format=torch.channels_last), {
            k: torch.from_numpy(v) for k, v in accepted.items()
        }


def balance(crops: Crops) -> NDArray[np.float64]:
    """Return the odds of drawing each crop, float64 (n,), sum 1: rare values more often than they occur."""
    odds = np.ones(len(crops))
    for slot, power in BALANCE.items():
        rows = crops.accepted[slot].astype(np.float64)
        shares = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-9)
        frequency = np.maximum(shares.sum(axis=0), 1) / max(shares.sum(), 1)
        weight = shares @ frequency**-power
        known = weight > 0
        if known.any():
            odds *= np.where(known, weight / weight[known].mean(), 1.0)
    scaled: NDArray[np.float64] = odds / max(odds.sum(), 1e-9)
    return scaled
