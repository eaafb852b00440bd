"""What statistics are asked for, and what they are answered with."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from vehiclefinder.core.csv_cells import guarded
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


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count.

    :param start: When its stretch of time began; None for vehicles of no known time.
    :param values: One per dimension that was asked for.
    """

    start: datetime | None
    values: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many vehicles were seen.

    :param grouping: What was counted together.
    :param rows: By time, those without one last; none is 0.
    :param untimed: Vehicles of no known time, counted or left out; the notes say which.
    :param notes: What was not counted, in plain words.
    """

    grouping: Grouping
    rows: tuple[CountRow, ...]
    untimed: int
    notes: tuple[str, ...]

    @property
    def total(self) -> int:
        """All that was counted."""
        return sum(row.count for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as charts want them: ``start`` (ISO 8601 or None), the dimensions by name, and ``count``."""
        return [
            {
                "start": row.start.isoformat() if row.start else None,
                **dict(zip(self.grouping.by, row.values, strict=True)),
                "count": row.count,
            }
            for row in self.rows
        ]

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "bucket": self.grouping.bucket,
            "by": list(self.grouping.by),
            "total": self.total,
            "untimed": self.untimed,
            "notes": list(self.notes),
            "rows": self.records(),
        }

    def to_csv(self) -> str:
        """Return the rows as CSV with a header; ``start`` is empty where the time is not known, no text a formula."""
        text = io.StringIO()
        writer = csv.DictWriter(text, ["start", *self.grouping.by, "count"])
        writer.writeheader()
        writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in self.records())
        return text.getvalue()
