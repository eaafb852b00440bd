"""The command that tells what is stored of a track: show."""

import typer

from vehiclefinder.cli.common import AsJson, Track, print_json, print_table, reading, settings_of
from vehiclefinder.core.counting import counted


def show(
    context: typer.Context,
    track: Track,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a track."""
    with reading(settings_of(context)) as catalog:
        facts = catalog.track(track).to_json()
    if as_json:
        print_json(facts)
        return
    path, phases = facts.pop("path"), facts.pop("phases")
    told = ", ".join(f"{phase['motion']} {phase['start']:.1f}–{phase['end']:.1f} s" for phase in phases)
    print_table(("fact", "value"), [*facts.items(), ("phases", told), ("path", counted(len(path), "box", "boxes"))])
