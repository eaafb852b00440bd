"""Weights averaged over the recent past of a training, which are what is exported."""

import torch
from torch import nn


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, memory: float) -> None:
    """Bring the averaged weights one step on; what is no float is copied.

    :param average: A module of the same shapes, which is changed.
    :param memory: Share of them that the step keeps.
    """
    for kept, value in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(value, 1 - memory)
        else:
            kept.copy_(value)
