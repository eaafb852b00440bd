"""Cooldowns: how long a watch is silent about a camera after it has told of a vehicle there."""

from collections import defaultdict
from datetime import datetime, timedelta


class Cooldown:
    """Tells of what is far enough in time from what was told before, whichever comes first: video may arrive late.

    :param minutes: Least distance of two vehicles that one camera saw; 0 tells of all.
    """

    def __init__(self, minutes: int) -> None:
        self.span = timedelta(minutes=minutes)
        self._told: dict[int | str, list[datetime]] = defaultdict(list)

    def note(self, camera: int | str, moment: datetime) -> None:
        """Take note of a vehicle that was told of."""
        self._told[camera].append(moment)

    def allows(self, camera: int | str, moment: datetime) -> bool:
        """Whether a vehicle is told of, which is taken note of; asked in the order of time."""
        if self.span and any(abs(moment - other) < self.span for other in self._told[camera]):
            return False
        self.note(camera, moment)
        return True
