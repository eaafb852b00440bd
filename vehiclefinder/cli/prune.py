"""The command of retention: prune."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.cli.common import AsJson, clock_of, console, print_json, print_table, settings_of
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.tidying.tidier import Tidied
from vehiclefinder.store.tracks.records import StoredSource

UNITS = {"h": "hours", "d": "days", "w": "weeks"}
LONGEST = 100_000
"""The largest number of a unit: as weeks, about 1,900 years."""


def prune(
    context: typer.Context,
    older_than: Annotated[str, typer.Option(help="Age, such as 30d, 12h or 8w.", show_default=False)],
    camera: Annotated[str | None, typer.Option(help="Only sources of this camera.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what was found in old video, and tidy; the videos themselves, cases and feedback stay."""
    expiry, settings = Expiry(age(older_than), camera), settings_of(context)
    with open_catalog(settings) as catalog:
        retention, tidier = Retention(catalog), open_tidier(settings, catalog)
        if dry_run:
            done, sources = Tidied(tidier.stranded()), retention.due(LOCAL, expiry)
        else:
            done, sources = tidier.tidy(), retention.prune(LOCAL, expiry)
    if as_json:
        tidied = [{"kind": one.kind, "name": one.name, "bytes": one.size} for one in done.mended]
        told = {"removed": not dry_run, "sources": [_json(source) for source in sources]}
        print_json(told | {"tidied": tidied, "failures": done.failures})
    else:
        _print(sources, done, clock_of(settings), dry_run=dry_run)
    if done.failures:
        raise StoreError(f"{counted(len(done.failures), 'thing')} could not be tidied: {done.failures[0]}")


def _print(sources: Sequence[StoredSource], done: Tidied, clock: SiteClock, *, dry_run: bool) -> None:
    def told(many: int, thing: str) -> str:
        return f"{counted(many, thing)} {'would be' if dry_run else 'was' if many == 1 else 'were'}"

    console.print(f"{told(len(sources), 'source')} removed")
    if sources:
        rows = [(one.id, one.camera, clock.iso(one.start_time or one.created), one.tracks, one.uri) for one in sources]
        print_table(("source", "camera", "from", "tracks", "video"), rows)
    if done.mended:
        console.print(f"{told(len(done.mended), 'thing')} tidied that nobody works on:")
        print_table(("what", "which", "bytes"), [(one.kind, one.name, one.size) for one in done.mended])


def age(text: str) -> timedelta:
    """Read an age.

    :raises ValueError: Not a number and a unit.
    """
    found = re.fullmatch(r"([0-9]{1,6})([hdw])", text.strip())
    if found is None or not 1 <= int(found[1]) <= LONGEST:
        raise ValueError(f"expected an age such as 30d, 12h or 8w, got {text!r}")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _json(source: StoredSource) -> dict[str, Any]:
    return {
        "id": source.id,
        "camera": source.camera,
        "uri": source.uri,
        "start_time": source.start_time,
        "created": source.created,
        "tracks": source.tracks,
    }
