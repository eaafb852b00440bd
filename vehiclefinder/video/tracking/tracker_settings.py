"""When a detection continues a track, starts one, or ends one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """Thresholds of scores, overlaps and seconds.

    :param sure: Least score of a detection that may be paired with any track.
    :param birth: Least score that starts a track.
    :param inside: A detection that shares more of its area with a tracked one of like size starts no track.
    :param overlap: Least IoU, of widened boxes, of a sure detection with the place where its track is expected.
    :param doubtful_overlap: The same for a doubtful detection.
    :param standing_overlap: The same, of the boxes as they are, for a standing vehicle that reappears.
    :param widening: By how much boxes are widened, in widths and heights, on each side.
    :param drift: The same for each second between frames, where these are far apart.
    :param tentative: Seconds that a track of one or two detections outlives its last.
    :param memory: Seconds that a moving vehicle may be out of sight.
    :param standing_memory: Seconds that a standing vehicle may be out of sight.
    :param standing_speed: Below it a vehicle stands, in its own sizes per second.
    :param probation: Seconds that a vehicle must have been seen for, before it can be said to stand.
    :param recovery: Seconds that a vehicle may be out of sight that is met again by what it looks like.
    :param reach: How far from where it is expected, in its sizes for each of these seconds.
    """

    sure: float = 0.35
    birth: float = 0.4
    inside: float = 0.8
    overlap: float = 0.25
    doubtful_overlap: float = 0.4
    standing_overlap: float = 0.5
    widening: float = 0.15
    drift: float = 1.0
    tentative: float = 0.3
    memory: float = 1.0
    standing_memory: float = 30.0
    standing_speed: float = 0.15
    probation: float = 1.0
    recovery: float = 3.0
    reach: float = 0.5
