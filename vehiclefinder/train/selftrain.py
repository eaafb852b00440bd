"""Self-training: a trained matcher labels the crops of which only a coarse class is known."""

import numpy as np
import torch

from vehiclefinder.match.image import prepare
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import Matcher
from vehiclefinder.types import FloatArray

SURE = 0.8
"""Least probability of a label that is believed; the rest stays unknown."""
BATCH = 64


def label(matcher: Matcher, crops: Crops, size: int) -> Crops:
    """Fill the slots that are unknown where the matcher is sure, and narrow the types that a coarse class allows.

    :param matcher: In evaluation mode.
    :param size: Side of the square picture, pixels.
    """
    guesses = probabilities(matcher, crops, size)
    return Crops(crops.files, {slot: _believe(rows, guesses[slot]) for slot, rows in crops.accepted.items()})


@torch.no_grad()
def probabilities(matcher: Matcher, crops: Crops, size: int) -> dict[str, FloatArray]:
    """Return slot -> float32 (n, values): how probable each value is for each crop.

    :param matcher: In evaluation mode.
    :param size: Side of the square picture, pixels.
    """
    rows: dict[str, list[FloatArray]] = {slot: [] for slot in crops.accepted}
    for start in range(0, len(crops), BATCH):
        pictures = [prepare(read_picture(path), size) for path in crops.files[start : start + BATCH]]
        pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()
        for slot, logits in matcher(pixels).items():
            rows[slot].append(logits.softmax(1).numpy())
    return {slot: np.concatenate(parts) for slot, parts in rows.items()}


def _believe(accepted: FloatArray, guess: FloatArray) -> FloatArray:
    known = accepted.any(axis=1, keepdims=True)
    allowed = np.where(known, guess * (accepted > 0), guess)
    shares = allowed / np.maximum(allowed.sum(axis=1, keepdims=True), 1e-9)
    sure = (shares.max(axis=1, keepdims=True) >= SURE) & (allowed.max(axis=1, keepdims=True) >= SURE / 2)
    return np.where(sure, shares == shares.max(axis=1, keepdims=True), accepted).astype(np.float32)
