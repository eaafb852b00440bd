"""The output that tells vehicles from all else: logistic regression on the encoder's features.

What is no vehicle is part of a world that no set of pictures covers, so the layer is linear and regularised: it leaves
the features as they are, and the detector has chosen before what it looks at.
"""

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import nn

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import ImageNet
from vehiclefinder.train.open_set_examples import VEHICLE, OpenSetExample
from vehiclefinder.train.variant_features import variant_features

VARIANTS = 2
RIDGE = 1e-2
"""Weight of the squared length of the layer, whose inputs have unit variance, beside the mean loss of a picture. From
3e-4 to 1e-1 it hardly matters."""
LOST = 0.005
"""Share of the vehicles that a threshold may give up."""


def fit_open_set(encoder: ImageNet, crops: Crops, examples: Sequence[OpenSetExample], size: int) -> nn.Linear:
    """Return the layer that reads the log-odds of a vehicle from the encoder's features.

    :param encoder: In evaluation mode, on the CPU, its trunk trained.
    :param crops: Vehicles.
    :param examples: More of them, and what is none; what is held out is not looked at.
    :param size: Side of the square picture, pixels.
    """
    random = np.random.default_rng(0)
    more, others = (
        [each.image for each in examples if (each.kind == VEHICLE) is shown and not each.held_out]
        for shown in (True, False)
    )
    vehicles = [
        variant_features(encoder, chain(map(read_picture, crops.files), more), size, random) for _ in range(VARIANTS)
    ]
    empty = [variant_features(encoder, others, size, random) for _ in range(VARIANTS)]
    weights, bias = logistic(np.concatenate(vehicles), np.concatenate(empty))
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


def judge_open_set(
    encoder: ImageEncoder, crops: Crops, examples: Sequence[OpenSetExample]
) -> tuple[float, dict[str, dict[str, float | int]]]:
    """Return the least probability of what is taken for a vehicle, and what share of pictures lies below, per kind.

    The threshold loses ``LOST`` of all vehicles together: crops are large and sharp, and alone would let it rise above
    small vehicles and those by night.

    :param encoder: As it is served, with the layer.
    :param crops: Vehicles on which nothing was fitted.
    :param examples: More of them and what is none; only what is held out is looked at.
    """
    held_out = [each for each in examples if each.held_out]
    kinds = [f"{VEHICLE}, crops"] * len(crops) + [f"{each.kind}, {each.source}" for each in held_out]
    shares = _shares(encoder, [*map(read_picture, crops.files), *(each.image for each in held_out)])
    of_kind = {kind: shares[[other == kind for other in kinds]] for kind in sorted(set(kinds))}
    vehicles = shares[[kind.startswith(VEHICLE) for kind in kinds]]
    least = math.floor(1e4 * float(np.quantile(vehicles, LOST))) / 1e4
    told = {
        kind: {"pictures": len(of), "left_out": round(float((of < least).mean()), 4)} for kind, of in of_kind.items()
    }
    return least, told


def _shares(encoder: ImageEncoder, pictures: Sequence[ByteArray]) -> FloatArray:
    shares = encoder.see(pictures).vehicle
    assert shares is not None, "the encoder was exported with the layer"
    return shares
