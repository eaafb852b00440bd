"""Detections held against labelled boxes: what was found, what was made up, and how that goes with the score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Detections, FloatArray
from vehiclefinder.train.detector.labelled_frames import LabelledFrame
from vehiclefinder.video.tracking.association import area, iou, shared_area
from vehiclefinder.video.tracking.detector import TWO_WHEELERS

LEAST_OVERLAP = 0.5
"""IoU from which a detection is the labelled vehicle."""
INSIDE, PART = 0.75, 0.2
"""A box of at least the share ``PART`` of a labelled two-wheeler's area, of which the share ``INSIDE`` lies in it, is
that two-wheeler: some labels hold the rider, some do not."""
UNSURE = 0.5
"""Share of a detection's area in an ignored box, from which on it neither counts nor harms."""
MISSED = -1.0
"""Score of a labelled vehicle that nothing found."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of the detections and the labelled vehicles of one frame, or of many.

    :param score: float32 (d,), of the detections that count.
    :param seen: int64 (d,): what each is taken for.
    :param right: bool (d,): it is a labelled vehicle that no better one was.
    :param found: float32 (n,): score of the detection of each labelled vehicle, ``MISSED`` where there is none.
    :param height: float32 (n,), pixels, of each labelled vehicle.
    :param label: int64 (n,).
    """

    score: FloatArray
    seen: NDArray[np.int64]
    right: NDArray[np.bool_]
    found: FloatArray
    height: FloatArray
    label: NDArray[np.int64]


def compare(frame: LabelledFrame, detections: Detections) -> Outcome:
    """Hold the detections of one frame, best first, against its boxes."""
    found = np.full(len(frame.boxes), MISSED, np.float32)
    score, seen, right = [], [], []
    for row in range(len(detections)):
        box, value = detections.xyxy[row : row + 1], float(detections.score[row])
        at = _vehicle(frame, box, found == MISSED)
        if at is not None:
            found[at] = value
        elif _is_unsure(frame, box):
            continue
        score.append(value)
        seen.append(int(detections.label[row]))
        right.append(at is not None)
    heights = (frame.boxes[:, 3] - frame.boxes[:, 1]).astype(np.float32)
    told = np.array(score, np.float32), np.array(seen, np.int64), np.array(right, bool)
    return Outcome(*told, found, heights, frame.labels)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of all frames as one, best detections first."""
    score = np.concatenate([one.score for one in outcomes])
    order = np.argsort(-score, kind="stable")
    return Outcome(
        score[order],
        np.concatenate([one.seen for one in outcomes])[order],
        np.concatenate([one.right for one in outcomes])[order],
        np.concatenate([one.found for one in outcomes]),
        np.concatenate([one.height for one in outcomes]),
        np.concatenate([one.label for one in outcomes]),
    )


def average_precision(outcome: Outcome) -> float:
    """Return the area under the curve of precision over recall, each precision the best at that recall or more."""
    if not len(outcome.found) or not len(outcome.score):
        return 0.0
    right = np.cumsum(outcome.right)
    precision = right / np.arange(1, len(right) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.diff(right, prepend=0) @ best / len(outcome.found))


def _vehicle(frame: LabelledFrame, box: FloatArray, free: NDArray[np.bool_]) -> int | None:
    if not free.any():
        return None
    overlap = np.where(free, iou(box, frame.boxes)[0], 0.0)
    if overlap.max() >= LEAST_OVERLAP:
        return int(overlap.argmax())
    within = shared_area(box, frame.boxes)[0] / max(float(area(box)[0]), 1e-6)
    large = area(box)[0] >= PART * area(frame.boxes)
    parts = np.where(free & np.isin(frame.labels, TWO_WHEELERS) & (within >= INSIDE) & large, within, 0.0)
    return int(parts.argmax()) if parts.max() > 0 else None


def _is_unsure(frame: LabelledFrame, box: FloatArray) -> bool:
    if not len(frame.ignored):
        return False
    shared = shared_area(box, frame.ignored)[0]
    return bool((shared >= UNSURE * area(box)).any() or (iou(box, frame.ignored)[0] >= LEAST_OVERLAP).any())
