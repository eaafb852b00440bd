"""The report of a case: one page for people, to be printed on A4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from vehiclefinder.store.control.case_records import StoredCase

PICTURES = (".jpg", ".png")


class Writer(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take some."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file of an item in the archive.

    :param name: Its path in the archive.
    :param found: sha256 of what is in the archive, or None where the copy is gone.
    :param added: sha256 when it was added to the case.
    """

    name: str
    found: str | None
    added: str

    @property
    def intact(self) -> bool:
        """Whether it is what was added."""
        return self.found == self.added

    @property
    def picture(self) -> bool:
        """Whether a page can show it."""
        return self.found is not None and self.name.endswith(PICTURES)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the archive shows it: ``StoredItem.to_json``, and its files."""

    item: Mapping[str, Any]
    evidence: tuple[Evidence, ...]

    @property
    def seen(self) -> str:
        """When the vehicle was seen: by the clock where that is known, and in the source."""
        facts = self.item["facts"]
        span = f"{facts['start']:.1f} to {facts['end']:.1f} s in the source"
        if facts["start_time"] is None:
            return span
        began = datetime.fromisoformat(facts["start_time"]) + timedelta(seconds=facts["start"])
        return f"{began:%Y-%m-%d %H:%M:%S %Z}, {span}"


def write_report(out: Writer, case: StoredCase, items: Sequence[Shown]) -> None:
    """Write the report as HTML, piece by piece; everything that people wrote is escaped."""
    loader = PackageLoader("vehiclefinder.control.cases", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    for piece in environment.get_template("report.html").generate(case=case, items=items):
        out.write(piece.encode())
