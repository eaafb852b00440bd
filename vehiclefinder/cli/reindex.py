"""The command that makes the search index again: reindex."""

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.cli.common import AsJson, console, errors, print_json, settings_of
from vehiclefinder.core.counting import counted
from vehiclefinder.finder.unsearched import unsearched


def reindex(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the search index again from the catalog."""
    settings = settings_of(context)
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog, open_decider(settings))
        tracks, left = len(index.rebuild()), index.coverage()
        notes = unsearched(left, catalog.camera_ids())
    if as_json:
        print_json({"tracks": tracks, "waiting": left.waiting()})
        return
    console.print(f"index made again: {counted(tracks, 'track')}")
    for note in notes:
        errors.print(f"warning: {note}", markup=False)
