"""Trained matchers whose opinion is learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from vehiclefinder.train import checkpoint
from vehiclefinder.train.batches import Batch
from vehiclefinder.train.model import Matcher


@dataclass(frozen=True)
class Teachers:
    """Several matchers that speak as one: the mean of their logarithms of probabilities.

    :param matchers: In evaluation mode.
    :param sizes: Side of the square picture that each was trained for, pixels.
    """

    matchers: tuple[Matcher, ...]
    sizes: tuple[int, ...]

    @classmethod
    def load(cls, checkpoints: Sequence[Path], device: torch.device) -> "Teachers":
        """Open checkpoints.

        :raises ModelError: A file is no such checkpoint.
        """
        loaded = [checkpoint.load(path) for path in checkpoints]
        return cls(tuple(matcher.to(device) for matcher, _ in loaded), tuple(int(s["size"]) for _, s in loaded))

    def __len__(self) -> int:
        return len(self.matchers)

    @property
    def size(self) -> int:
        """The largest side that a teacher wants, pixels; 0 where there is none."""
        return max(self.sizes, default=0)

    @torch.no_grad()
    def __call__(self, batch: Batch) -> dict[str, Tensor]:
        """Return slot -> (n, values), logarithms of probabilities."""
        opinions = [
            {slot: logits.log_softmax(1) for slot, logits in matcher(batch.pixels_at(size)).items()}
            for matcher, size in zip(self.matchers, self.sizes, strict=True)
        ]
        mean = {slot: torch.stack([opinion[slot] for opinion in opinions]).mean(0) for slot in opinions[0]}
        return {slot: logits.log_softmax(1) for slot, logits in mean.items()}
