"""The command that hands tracks over in the formats of others: export tracks."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.exports import exports
from vehiclefinder.cli.common import clock_of, console, errors, moment, settings_of, warn
from vehiclefinder.control.exports import TrackExport, TrackSelection
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.exchange.out.formats import WRITERS, TrackFormat
from vehiclefinder.store.control.audit import AuditLog


def export_tracks(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Argument(help="The file, - for standard output; a folder where each source is one.", show_default=False),
    ],
    format: Annotated[TrackFormat, typer.Option(help="How they are written.")] = TrackFormat.JSONL,
    camera: Annotated[list[str] | None, typer.Option(help="Of these cameras; of all unless given.")] = None,
    source: Annotated[list[int] | None, typer.Option(help="Of these sources; of all unless given.")] = None,
    since: Annotated[str | None, typer.Option(help="In view at or after this time (ISO 8601).")] = None,
    until: Annotated[str | None, typer.Option(help="In view at or before this time.")] = None,
    path: Annotated[bool, typer.Option("--path", help="With where each was, frame by frame (jsonl, csv).")] = False,
) -> None:
    """Write tracks for other programs: lines, data sets, annotations, traffic counts, VMS."""
    settings = settings_of(context)
    clock = clock_of(settings)
    chosen = TrackSelection(tuple(camera or ()), tuple(source or ()), moment(since, clock), moment(until, clock))
    if str(out) == "-" and WRITERS[format].document is None:
        raise ValueError(f"expected a folder for {format}, which has a file for each source, got -")
    if out.exists():
        raise ValueError(f"expected a name that is not taken yet, got {out}")
    with open_catalog(settings) as catalog:
        export = exports(settings, catalog, AuditLog(catalog.database)).tracks(LOCAL, chosen, format, path)
        warn(export.notes)
        if str(out) == "-":
            for part in export.parts():
                sys.stdout.buffer.write(part)
            return
        count = sum(_written(place, parts) for place, parts in _places(export, out))
    console.print(f"{out}: {counted(count, 'byte')} of {counted(len(export.sources), 'source')}", markup=False)
    if not export.sources:
        errors.print("warning: there is no such source", markup=False)


def _places(export: TrackExport, out: Path) -> Iterator[tuple[Path, Iterator[bytes]]]:
    for name, parts in export.files():
        yield (out if WRITERS[export.format].document else out / name), parts


def _written(place: Path, parts: Iterator[bytes]) -> int:
    """Write a file, which has its name once it is whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.part")
    try:
        with part.open("wb") as file:
            count = sum(file.write(one) for one in parts)
            os.fsync(file.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return count
