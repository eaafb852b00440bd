"""What a trained matcher says of crops."""

import numpy as np
import torch

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.image_encoder import prepare
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import Matcher

BATCH = 64


@torch.no_grad()
def probabilities(matcher: Matcher, crops: Crops, size: int) -> dict[str, FloatArray]:
    """Return slot -> float32 (n, values): how probable each value is for each crop.

    :param matcher: In evaluation mode, on any device.
    :param size: Side of the square picture, pixels.
    """
    device = next(matcher.parameters()).device
    rows: dict[str, list[FloatArray]] = {slot: [] for slot in crops.accepted}
    for start in range(0, len(crops), BATCH):
        pictures = [prepare(read_picture(path), size) for path in crops.files[start : start + BATCH]]
        pixels = torch.from_numpy(np.stack(pictures)).to(device).permute(0, 3, 1, 2).float()
        for slot, logits in matcher(pixels).items():
            rows[slot].append(logits.softmax(1).cpu().numpy())
    return {slot: np.concatenate(parts) for slot, parts in rows.items()}
