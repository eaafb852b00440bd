"""What vehicles are counted by: stretches of time, and what is told apart within one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from vehiclefinder.core.time_zones import time_zone

DIMENSIONS = ("camera", "label", "type", "colour", "direction", "motion")
"""What vehicles can be counted by: ``label`` is what the detector calls them, ``type`` and ``colour`` how they look."""


class Bucket(StrEnum):
    """A stretch of time that is counted by itself."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


_BELOW: dict[Bucket, dict[str, Any]] = {
    Bucket.MINUTE: {"second": 0, "microsecond": 0},
    Bucket.HOUR: {"minute": 0, "second": 0, "microsecond": 0},
    Bucket.DAY: {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is counted together.

    :param bucket: How long a stretch of time is.
    :param by: Which of ``DIMENSIONS`` are told apart, each at most once.
    :param zone: The time zone whose hours and days count, such as ``"Europe/Berlin"``; None means this machine's.
    """

    bucket: Bucket = Bucket.HOUR
    by: tuple[str, ...] = ("type", "colour")
    zone: str | None = None

    def __post_init__(self) -> None:
        if len(set(self.by)) < len(self.by) or not set(self.by) <= set(DIMENSIONS):
            raise ValueError(f"expected some of {', '.join(DIMENSIONS)}, each once, got {', '.join(self.by)}")
        time_zone(self.zone)

    def bucket_of(self, moment: float) -> datetime:
        """Return when the stretch began that a moment lies in, with its zone.

        :param moment: Seconds since 1970 UTC.
        """
        zone = time_zone(self.zone)
        local = datetime.fromtimestamp(moment, zone)
        # The offset may have changed since the stretch began: it is worked out again.
        return local.replace(**_BELOW[self.bucket]).astimezone(zone)
