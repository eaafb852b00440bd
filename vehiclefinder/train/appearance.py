"""The slot of appearance: what changes between vehicles, in units of what changes between pictures of one vehicle.

Linear discriminant analysis (Fisher, 1936), with every crop as a class of its own and augmented variants as its
pictures: no source of crops says which of them show the same vehicle.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import eigh
from torch import nn

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.slots import APPEARANCE, WIDTHS
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import ImageNet
from vehiclefinder.train.variant_features import variant_features

VARIANTS = 4
RIDGE = 10.0
"""Multiple of the mean variance within a class that is added in every direction: augmentation does not change all that
other cameras do, so a direction that it leaves alone is not trusted. From 3 to 30 it hardly matters; 0.1 finds a
vehicle again less often (``benchmarks/similar.py``)."""
NOTHING = 1e-6
"""Directions whose ratio is a smaller share of the greatest are rounding; there are some if classes are few."""


def fit_appearance(encoder: ImageNet, crops: Crops, size: int) -> nn.Linear:
    """Return the layer that reads the slot of appearance from the encoder's features.

    :param encoder: In evaluation mode, on the CPU, its trunk trained.
    :param crops: Vehicles, each another one.
    :param size: Side of the square picture, pixels.
    """
    random = np.random.default_rng(0)
    features = np.stack(
        [variant_features(encoder, map(read_picture, crops.files), size, random) for _ in range(VARIANTS)], axis=1
    )
    directions, mean = discriminants(features, WIDTHS[APPEARANCE])
    layer = nn.Linear(*directions.shape).requires_grad_(False)
    layer.weight.copy_(torch.from_numpy(directions.T.copy()))
    layer.bias.copy_(torch.from_numpy(-mean @ directions))
    return layer


def discriminants(features: FloatArray, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions in which classes differ most, best first, and the mean of all.

    :param features: float32 (classes, variants, f).
    :returns: (f, count), of at most unit variance within a class, and (f,); directions in which classes do not differ
        are zero.
    """
    centres = features.mean(axis=1, dtype=np.float64)
    within = (features - centres[:, None]).reshape(-1, features.shape[2])
    spread = within.T @ within / len(within)
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    mean = centres.mean(axis=0)
    between = (centres - mean).T @ (centres - mean) / len(centres)
    ratios, directions = eigh(between, spread, subset_by_index=(len(spread) - count, len(spread) - 1))
    return (directions * (ratios > NOTHING * ratios[-1]))[:, ::-1], mean
