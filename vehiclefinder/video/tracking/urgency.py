"""What a look shows that calls for the next one soon: something new, vehicles that pass each other, great leaps."""

from collections.abc import Sequence

import numpy as np

from vehiclefinder.video.tracking.association import iou
from vehiclefinder.video.tracking.patience import CONFIRMED
from vehiclefinder.video.tracking.tracklet import Tracklet

_NEW_SECONDS = 0.4
"""Seconds in which a track should get ``CONFIRMED`` sure detections."""
_TOUCHING = 0.2
"""IoU from which on one vehicle is before another."""
_PASSING = 0.3
"""Least speed of one against the other, in sizes per second."""
_LEAP = 0.1
"""IoU of a vehicle's box, as it moves on, with its last one, below which it has moved far."""


def any_new(seen: Sequence[Tracklet], time: float, sure: float) -> bool:
    """Tell whether one of the vehicles that were just seen is new, and not yet known for a vehicle.

    :param time: Seconds, now.
    :param sure: Least score of a sure detection.
    """
    return any(tracklet.is_new(time, _NEW_SECONDS, sure, CONFIRMED) for tracklet in seen)


def any_crossing(seen: Sequence[Tracklet]) -> bool:
    """Tell whether one of the vehicles that were just seen is before another and passes it."""
    if len(seen) < 2:
        return False
    boxes = np.stack([tracklet.filter.box for tracklet in seen])
    speeds = np.stack([tracklet.filter.velocity[:2] / tracklet.filter.size for tracklet in seen])
    passing = np.hypot(*(speeds[:, None] - speeds[None]).transpose(2, 0, 1)) > _PASSING
    return bool((passing & (iou(boxes, boxes) > _TOUCHING)).any())


def any_far(seen: Sequence[Tracklet], time: float) -> bool:
    """Tell whether one of the vehicles that were just seen has moved far from there by now, in its own size.

    :param time: Seconds, now.
    """
    if not seen:
        return False
    ways = np.abs([(time - t.last_seen) * t.filter.velocity[:2] / t.filter.position[2:] for t in seen])
    shared = np.clip(1.0 - ways, 0.0, 1.0).prod(axis=1)
    return bool((shared / (2.0 - shared) < _LEAP).any())
