"""What training makes small: the distance from labels, and from what teachers say."""

import torch
from torch import Tensor
from torch.nn import functional as F

SLOT_WEIGHT = {"type": 1.0, "service": 0.3, "colour": 0.7, "orientation": 0.7}
LABELS_BESIDE_TEACHERS = 0.3
"""Weight of the labels where teachers, who have seen them too, speak as well."""


def matching_loss(logits: dict[str, Tensor], accepted: dict[str, Tensor]) -> Tensor:
    """Return the weighted sum of the slots' losses, as a mean over the batch; unknown slots add nothing.

    A label and its alternatives share the probability, so that none is ruled out: whoever asks may have seen either.
    A coarse class is content with any of its types.

    :param logits: Slot -> (n, values).
    :param accepted: Slot -> (n, values), as in :class:`vehiclefinder.train.dataset.Crops`.
    """
    total = torch.zeros((), device=next(iter(logits.values())).device)
    for slot, weight in SLOT_WEIGHT.items():
        known = accepted[slot].sum(1) > 0
        right, shares = accepted[slot][known], logits[slot][known].log_softmax(1)
        divided = (right / right.sum(1, keepdim=True) * shares).sum(1)
        any_of = (right.log() + shares).logsumexp(1)
        coarse = (right == 1).sum(1) > 1
        total = total - weight * torch.where(coarse, any_of, divided).sum() / len(known)
    return total


def teaching_loss(logits: dict[str, Tensor], taught: dict[str, Tensor]) -> Tensor:
    """Return the weighted Kullback-Leibler divergence from what teachers say, as a mean over the batch.

    :param logits: Slot -> (n, values).
    :param taught: Slot -> (n, values), logarithms of probabilities.
    """
    return torch.stack([
        weight * F.kl_div(logits[slot].log_softmax(1), taught[slot], reduction="batchmean", log_target=True)
        for slot, weight in SLOT_WEIGHT.items()
    ]).sum()  # fmt: skip
