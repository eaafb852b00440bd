"""What statistics are asked for, and what they are answered with."""

import csv
import io
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from vehiclefinder.core.csv_cells import guarded
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.grouping import Bucket as Bucket
from vehiclefinder.finder.grouping import Grouping as Grouping


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
    :param shards: Which searchers counted theirs, where there are several.
    """

    grouping: Grouping
    rows: tuple[CountRow, ...]
    untimed: int
    notes: tuple[str, ...]
    shards: ShardReport | None = None

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
            "shards": asdict(self.shards) if self.shards else None,
            "rows": self.records(),
        }

    def to_csv(self) -> str:
        """Return the rows as CSV with a header; ``start`` is empty where the time is not known, no text a formula."""
        text = io.StringIO()
        writer = csv.DictWriter(text, ["start", *self.grouping.by, "count"])
        writer.writeheader()
        writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in self.records())
        return text.getvalue()
