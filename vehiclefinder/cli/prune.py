"""The command of retention: prune."""

import re
from datetime import timedelta
from typing import Annotated, Any

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.cli.common import AsJson, console, print_json, print_table, settings_of
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import LOCAL
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
    """Remove what was found in old video; the videos themselves, cases and feedback stay."""
    expiry = Expiry(age(older_than), camera)
    with open_catalog(settings_of(context)) as catalog:
        retention = Retention(catalog)
        sources = retention.due(LOCAL, expiry) if dry_run else retention.prune(LOCAL, expiry)
    if as_json:
        print_json({"removed": not dry_run, "sources": [_json(source) for source in sources]})
        return
    console.print(f"{len(sources)} sources {'would be removed' if dry_run else 'removed'}")
    if sources:
        rows = [(one.id, one.camera, one.start_time or one.created, one.tracks, one.uri) for one in sources]
        print_table(("source", "camera", "from", "tracks", "video"), rows)


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
