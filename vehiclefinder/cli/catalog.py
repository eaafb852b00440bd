"""Commands that tell what is stored: cameras, show."""

from dataclasses import asdict

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.cli.common import AsJson, Track, print_json, print_table, settings_of


def cameras(context: typer.Context, as_json: AsJson = False) -> None:
    """List the cameras."""
    with open_catalog(settings_of(context)) as catalog:
        found = catalog.cameras()
    if as_json:
        print_json([asdict(camera) for camera in found])
    else:
        print_table(("camera", "sources", "tracks"), [(c.name, c.sources, c.tracks) for c in found])


def show(
    context: typer.Context,
    track: Track,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a track."""
    with open_catalog(settings_of(context)) as catalog:
        facts = catalog.track(track).to_json()
    if as_json:
        print_json(facts)
        return
    path, phases = facts.pop("path"), facts.pop("phases")
    told = ", ".join(f"{phase['motion']} {phase['start']:.1f}–{phase['end']:.1f} s" for phase in phases)
    print_table(("fact", "value"), [*facts.items(), ("phases", told), ("path", f"{len(path)} boxes")])
