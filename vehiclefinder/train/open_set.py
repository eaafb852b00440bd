"""The output that tells vehicles from all else: logistic regression on the encoder's features.

What is no vehicle is part of a world that no set of pictures covers, so the layer is linear and regularised: a hidden
layer fitted the same rows better and held-out ones worse. It is fitted on what the detector chooses, for ingest asks of
nothing else: drawn places are far easier, and with them it told false alarms less well.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import nn

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import ImageNet
from vehiclefinder.train.open_set_examples import VEHICLE, OpenSetExample
from vehiclefinder.train.variant_features import plain_features, variant_features

RIDGE = 1e-2
"""Weight of the squared length of the layer, whose inputs have unit variance, beside the mean loss of a picture. From
3e-4 to 1e-1 it hardly matters."""


def fit_open_set(encoder: ImageNet, crops: Crops, examples: Sequence[OpenSetExample], size: int) -> nn.Linear:
    """Return the layer that reads the log-odds of a vehicle from the encoder's features.

    :param encoder: In evaluation mode, on the CPU, its trunk trained.
    :param crops: Vehicles, large and sharp.
    :param examples: Others, and what is none, at least one of each; what is held out is not looked at.
    :param size: Side of the square picture, pixels.
    """
    random = np.random.default_rng(0)
    vehicles, others = (
        [each.image for each in examples if (each.kind == VEHICLE) is shown and not each.held_out]
        for shown in (True, False)
    )

    def rows(pictures: list[ByteArray]) -> list[FloatArray]:
        return [plain_features(encoder, pictures, size), variant_features(encoder, pictures, size, random)]

    large = variant_features(encoder, map(read_picture, crops.files), size, random)
    weights, bias = logistic(np.concatenate([large, *rows(vehicles)]), np.concatenate(rows(others)))
    layer = nn.Linear(len(weights), 1).requires_grad_(False)
    layer.weight.copy_(torch.from_numpy(weights[None]))
    layer.bias.fill_(bias)
    return layer


def logistic(positive: FloatArray, negative: FloatArray) -> tuple[NDArray[np.float64], float]:
    """Return weights (f,) and bias of the log-odds that a row is positive, both kinds counting the same as a whole.

    :param positive: float32 (n, f).
    :param negative: float32 (m, f).
    """
    rows = np.concatenate([positive, negative]).astype(np.float64)
    sign = np.repeat([1.0, -1.0], [len(positive), len(negative)])
    share = np.repeat([0.5 / len(positive), 0.5 / len(negative)], [len(positive), len(negative)])
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = (rows - mean) / deviation

    def loss(layer: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = layer[:-1], layer[-1]
        margin = sign * (rows @ weights + bias)
        pull = -sign * share / (1.0 + np.exp(np.clip(margin, -500, 500)))
        gradient = np.append(rows.T @ pull + 2 * RIDGE * weights, pull.sum())
        return float(share @ np.logaddexp(0.0, -margin) + RIDGE * weights @ weights), gradient

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = found[:-1] / deviation
    return weights, float(found[-1] - mean @ weights)
