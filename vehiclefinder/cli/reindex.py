"""The command that makes the search index again: reindex."""

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.cli.common import AsJson, console, print_json, settings_of


def reindex(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the search index again from the catalog."""
    settings = settings_of(context)
    with open_catalog(settings) as catalog:
        tracks = len(open_index(settings, catalog).rebuild())
    if as_json:
        print_json({"tracks": tracks})
    else:
        console.print(f"index made again: {tracks} tracks")
