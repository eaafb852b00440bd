"""From which probability on ingest takes something for a vehicle, fitted on held-out pictures."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import ByteArray
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.open_set import VehicleLimits, log_odds, probability
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.open_set import logistic
from vehiclefinder.train.open_set_examples import VEHICLE, OpenSetExample
from vehiclefinder.video.tracking.pipeline import TrackingSettings

Array = NDArray[np.float64]

LOST = 0.005
"""Share of the pictures of vehicles that the looks alone may give up."""
LOST_STANDING = 0.02
"""Share of the pictures of vehicles, sure as those of a track are, that looks and score together may give up. They
judge what stands alone, and a track by the mean of its pictures."""


def judge_open_set(
    encoder: ImageEncoder, crops: Crops, examples: Sequence[OpenSetExample]
) -> tuple[VehicleLimits, dict[str, dict[str, float | int]]]:
    """Return what is to be taken for a vehicle, and what share of pictures is left out by that, per kind and source.

    The score's weight is that of a logistic regression on both: one that scores high needs no looks.

    :param encoder: As it is served, with the layer.
    :param crops: Vehicles on which nothing was fitted.
    :param examples: Others and what is none; only what is held out is looked at.
    :raises ValueError: No vehicle is held out that scores as those of a track do, or nothing else is.
    :raises ModelError: Held-out pictures of vehicles look no more like vehicles than the others do.
    """
    held_out = [each for each in examples if each.held_out]
    vehicle = np.array([each.kind == VEHICLE for each in held_out], bool)
    scores = np.array([each.score for each in held_out])
    sure = vehicle & (scores >= TrackingSettings().sure)
    if not sure.any() or vehicle.all():
        got = f"{np.count_nonzero(sure)} and {np.count_nonzero(~vehicle)}"
        raise ValueError(f"expected held-out detections of vehicles, sure ones, and of others, got {got}")
    looks, large = _looks(encoder, [each.image for each in held_out]), _looks(encoder, map(read_picture, crops.files))
    weight = _score_weight(np.stack([looks, log_odds(scores)], axis=1), vehicle)
    both = looks + weight * log_odds(scores)
    limits = VehicleLimits(
        _least(np.concatenate([large, looks[vehicle]]), LOST), _least(both[sure], LOST_STANDING), round(weight, 4)
    )
    moving, standing = looks < log_odds(limits.moving), both < log_odds(limits.standing)
    told: dict[str, dict[str, float | int]] = {
        f"{VEHICLE}, crops": {"pictures": len(large), "left_out": _share(large < log_odds(limits.moving))}
    }
    kinds = np.array([f"{each.kind}, {each.source}" for each in held_out])
    for kind in sorted(set(kinds)):
        of = kinds == kind
        shares = {"left_out": _share(moving[of]), "left_out_if_it_stands": _share((moving | standing)[of])}
        told[str(kind)] = {"pictures": int(of.sum()), **shares}
    return limits, told


def _looks(encoder: ImageEncoder, pictures: Iterable[ByteArray]) -> Array:
    shares = encoder.see([*pictures]).vehicle
    assert shares is not None, "the encoder was exported with the layer"
    return log_odds(shares)


def _score_weight(evidence: Array, vehicle: NDArray[np.bool_]) -> float:
    """Return how much the second column of (n, 2) log-odds tells for each that the first one tells."""
    (looks, score), _ = logistic(evidence[vehicle].astype(np.float32), evidence[~vehicle].astype(np.float32))
    if looks <= 0:
        raise ModelError("held-out pictures of vehicles look no more like vehicles than the others do")
    return float(max(score, 0.0) / looks)


def _least(odds: Array, lost: float) -> float:
    """Return the probability, rounded down, below which a share of log-odds lies."""
    return math.floor(1e4 * float(probability(np.quantile(odds, lost)))) / 1e4


def _share(left_out: NDArray[np.bool_]) -> float:
    return round(float(left_out.mean()), 4)
