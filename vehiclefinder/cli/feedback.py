"""Commands of feedback: export."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli.common import AsJson, console, print_json, reading, settings_of
from vehiclefinder.control.feedback.feedback import Feedback
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted

feedback = typer.Typer(help="What operators said of results.", no_args_is_help=True, add_completion=False)


@feedback.command()
def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Write labels.csv, pairs.jsonl and crops/ for eval feedback and train matcher."""
    settings = settings_of(context)
    reader = open_reader(settings)
    with reading(settings) as catalog:
        done = Feedback(catalog, reader).export(LOCAL, folder)
    if as_json:
        print_json(asdict(done))
        return
    console.print(
        f"{folder}: {counted(done.pairs, 'verdict')} with a picture, {done.labels} of them labelled", markup=False
    )
    if done.without_picture:
        left = counted(done.without_picture, "verdict has no picture and was", "verdicts have no picture and were")
        console.print(f"{left} left out")
