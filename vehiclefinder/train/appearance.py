"""The slot of appearance: what changes between vehicles, in units of what changes between pictures of one vehicle.

Linear discriminant analysis (Fisher, 1936), with every crop as a class of its own and augmented variants as its
pictures.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import eigh
from torch import nn

from vehiclefinder.match.slots import APPEARANCE, WIDTHS
from vehiclefinder.train.augment import augment
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import ImageNet
from vehiclefinder.types import ByteArray

VARIANTS = 4
BATCH = 64
RIDGE = 0.1
"""Share of the mean variance that is added in every direction, so that those never seen to change are not trusted."""


def fit_appearance(encoder: ImageNet, crops: Crops, size: int) -> nn.Linear:
    """Return the layer that reads the slot of appearance from the encoder's features.

    :param encoder: In evaluation mode, on the CPU, its trunk trained.
    :param crops: Vehicles, each another one.
    :param size: Side of the square picture, pixels.
    """
    random = np.random.default_rng(0)
    pictures = [read_picture(path) for path in crops.files]
    features = np.stack([_features(encoder, pictures, size, random) for _ in range(VARIANTS)], axis=1)
    directions, mean = discriminants(features, WIDTHS[APPEARANCE])
    layer = nn.Linear(*directions.shape)
    layer.weight.data = torch.tensor(directions.T.copy(), dtype=torch.float32)
    layer.bias.data = torch.tensor(-mean @ directions, dtype=torch.float32)
    return layer


def discriminants(features: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions in which classes differ most, best first, and the mean of all.

    :param features: (classes, variants, f).
    :returns: (f, count), scaled to unit variance within a class, and (f,); directions in which classes differ no more
        than one class does within are zero.
    """
    centres = features.mean(axis=1)
    within = (features - centres[:, None]).reshape(-1, features.shape[2])
    spread = within.T @ within / len(within)
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    mean = centres.mean(axis=0)
    between = (centres - mean).T @ (centres - mean) / len(centres)
    ratios, directions = eigh(between, spread, subset_by_index=(len(spread) - count, len(spread) - 1))
    return (directions * (ratios > 1.0))[:, ::-1], mean


@torch.no_grad()
def _features(
    encoder: ImageNet, pictures: Sequence[ByteArray], size: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Features of one variant of every picture, (n, f)."""
    rows = []
    for start in range(0, len(pictures), BATCH):
        variants = np.stack([augment(picture, size, random) for picture in pictures[start : start + BATCH]])
        rows.append(encoder.features(torch.from_numpy(variants).permute(0, 3, 1, 2).float()).numpy())
    return np.concatenate(rows).astype(np.float64)
