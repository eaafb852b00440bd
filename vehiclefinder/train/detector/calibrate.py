"""What a score means: the same precision of cars and of motorcycles, before and after training."""

import copy
import math
from collections.abc import Sequence

import numpy as np
import onnx
from onnx import helper, numpy_helper

from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray
from vehiclefinder.train.detector.scoring import Outcome
from vehiclefinder.video.tracking.detector import TWO_WHEELERS

PRECISION = 0.957
"""Share of the detections that are trusted that are vehicles."""
LEAST_DETECTIONS = 50
"""Detections of a kind, below which nothing is said of it."""
LOWEST, HIGHEST = 0.2, 0.9
RAW, POWERS = "raw_scores", "powers"


def fit_powers(outcomes: Sequence[Outcome], trusted: float) -> FloatArray:
    """Return the powers of the classes' scores that give those of ``trusted`` and more the precision ``PRECISION``.

    :param outcomes: Of labelled frames, with uncalibrated scores.
    :param trusted: The score from which one detection alone is believed.
    :return: float32 (classes,); 1 for a kind (two-wheelers, others) with too few detections.
    """
    ridden = np.isin(np.arange(len(VEHICLE_CLASSES)), TWO_WHEELERS)
    return np.where(ridden, _power(outcomes, True, trusted), _power(outcomes, False, trusted)).astype(np.float32)


def calibrated(model: onnx.ModelProto, powers: FloatArray) -> onnx.ModelProto:
    """Return a graph whose scores are raised to the powers (classes,) of their classes; earlier powers are replaced."""
    model = copy.deepcopy(model)
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    value = numpy_helper.from_array(powers[None, :, None], POWERS)
    if POWERS in weights:
        weights[POWERS].CopyFrom(value)
        return model
    (last,) = (node for node in model.graph.node if "scores" in node.output)
    last.output[:] = [RAW]
    model.graph.initializer.append(value)
    model.graph.node.append(helper.make_node("Pow", [RAW, POWERS], ["scores"]))
    return model


def _power(outcomes: Sequence[Outcome], ridden: bool, trusted: float) -> float:
    score = np.concatenate([one.score[np.isin(one.seen, TWO_WHEELERS) == ridden] for one in outcomes])
    right = np.concatenate([one.right[np.isin(one.seen, TWO_WHEELERS) == ridden] for one in outcomes])
    if len(score) < LEAST_DETECTIONS:
        return 1.0
    order = np.argsort(-score, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= PRECISION
    last = int(np.flatnonzero(precise).max(initial=0))
    return math.log(trusted) / math.log(float(np.clip(score[order][last], LOWEST, HIGHEST)))
