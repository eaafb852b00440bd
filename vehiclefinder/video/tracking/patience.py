"""How long a vehicle that is out of sight is waited for: what stands for long, what was seen but once hardly at all.

Patience is counted in seconds, but never lasts for less than some frames.
"""

from dataclasses import dataclass

from vehiclefinder.video.tracking.tracker_settings import TrackerSettings
from vehiclefinder.video.tracking.tracklet import Tracklet

CONFIRMED = 3
"""Detections after which a track is more than a flicker."""
_TENTATIVE_FRAMES = 1.5
_MEMORY_FRAMES = 2.5
_STANDING_FRAMES = 10.0
_PROBATION_FRAMES = 1.5
"""Frame intervals that ``tentative`` and so on last at least. What was seen but once must be there in the next frame:
in the one after that, anything may stand in its place."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long vehicles are waited for, where frames come so often.

    :param settings: Seconds.
    :param interval: Seconds from one frame to the next.
    """

    settings: TrackerSettings
    interval: float

    def expects(self, tracklet: Tracklet, time: float) -> bool:
        """Tell whether a vehicle may be seen again where it is expected."""
        absent = time - tracklet.expected_until
        return absent <= self._shortest or absent <= self._seconds(tracklet)

    def keeps(self, tracklet: Tracklet, time: float) -> bool:
        """Tell whether a vehicle may be seen again, if only by what it looks like."""
        return self.expects(tracklet, time) or time - tracklet.expected_until <= self._recovery(tracklet)

    def stands(self, tracklet: Tracklet) -> bool:
        """Tell whether a vehicle stands, and was seen for long enough to say so."""
        probation = max(self.settings.probation, _PROBATION_FRAMES * self.interval)
        return tracklet.stands(self.settings.standing_speed, probation)

    @property
    def _shortest(self) -> float:
        # Most vehicles were seen just now: what they are need not be asked.
        return min(self.settings.tentative, self.settings.memory, self.settings.standing_memory)

    def _seconds(self, tracklet: Tracklet) -> float:
        if len(tracklet) < CONFIRMED:
            return max(self.settings.tentative, _TENTATIVE_FRAMES * self.interval)
        if self.stands(tracklet):
            return max(self.settings.standing_memory, _STANDING_FRAMES * self.interval)
        return max(self.settings.memory, _MEMORY_FRAMES * self.interval)

    def _recovery(self, tracklet: Tracklet) -> float:
        return self.settings.recovery if len(tracklet) >= CONFIRMED and len(tracklet.gallery) else 0.0
