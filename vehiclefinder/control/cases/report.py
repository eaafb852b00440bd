"""The report of a case as HTML: a page for each vehicle, to be printed on A4."""

from collections.abc import Sequence
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from vehiclefinder.control.cases.exports import Export
from vehiclefinder.control.cases.shown import Shown, about, custody
from vehiclefinder.store.control.case_records import StoredCase


class Writer(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take some."""


def write_report(out: Writer, case: StoredCase, items: Sequence[Shown], export: Export) -> None:
    """Write the report as HTML, piece by piece; everything that people wrote is escaped."""
    loader = PackageLoader("vehiclefinder.control.cases", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    said = {"about": list(about(case, export)), "custody": list(custody(export))}
    for piece in environment.get_template("report.html").generate(case=case, items=items, **said):
        out.write(piece.encode())
