"""The detector measured on labelled frames."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.train.detector.labelled_frames import LabelledFrame
from vehiclefinder.train.detector.scoring import Outcome, average_precision, compare, together
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.detector import SIDE, TRUSTED, Detector, DetectorSettings

HEIGHTS = {"<24": (0.0, 24.0), "24-48": (24.0, 48.0), ">48": (48.0, np.inf)}
"""Pixels of the stored picture."""
LEAST = DetectorSettings(score=0.02, limit=300, side=SIDE)
"""Average precision is measured down to this score."""


def evaluate(frames: Iterable[LabelledFrame], detector: Detector) -> dict[str, Any]:
    """Measure one class, vehicle, at IoU 0.5.

    :param frames: Labelled frames.
    :param detector: Opened with the settings ``LEAST``.
    :return: Recall and precision at the score ``TRUSTED``, fractions: ``images``, ``ap``, ``recall``, ``precision``,
        ``by_height`` and ``by_class`` (recall), None where there is nothing to measure. ``by_source`` likewise, if
        there is more than one.
    """
    frames = list(frames)
    by_source: dict[str, list[Outcome]] = defaultdict(list)
    for frame, outcome in zip(frames, outcomes(frames, detector), strict=True):
        by_source[frame.source].append(outcome)
    metrics = _summary([one for several in by_source.values() for one in several])
    if len(by_source) > 1:
        metrics["by_source"] = {source: _summary(several) for source, several in sorted(by_source.items())}
    return metrics


def outcomes(frames: Iterable[LabelledFrame], detector: Detector) -> list[Outcome]:
    """Look at every frame, and hold what is detected against its boxes."""
    return [compare(frame, detector([read_picture(frame.path)])[0]) for frame in frames]


def _summary(outcomes: Sequence[Outcome], threshold: float = TRUSTED) -> dict[str, Any]:
    outcome = together(outcomes)
    found, told = outcome.found >= threshold, outcome.score >= threshold
    heights = {
        name: _share(found, (outcome.height >= low) & (outcome.height < high)) for name, (low, high) in HEIGHTS.items()
    }
    classes = {name: _share(found, outcome.label == at) for at, name in enumerate(VEHICLE_CLASSES)}
    return {
        "images": len(outcomes),
        "vehicles": len(found),
        "ap": average_precision(outcome) if len(found) else None,
        "recall": _share(found, np.ones(len(found), bool)),
        "precision": _share(outcome.right, told),
        "false_per_image": float((told & ~outcome.right).sum() / max(1, len(outcomes))),
        "by_height": heights,
        "by_class": classes,
    }


def _share(true: NDArray[np.bool_], among: NDArray[np.bool_]) -> float | None:
    return float(true[among].mean()) if among.any() else None
