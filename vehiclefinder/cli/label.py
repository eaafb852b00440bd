"""The command that makes labelled crops of ingested tracks."""

from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.cli.common import AsJson, console, print_json, settings_of
from vehiclefinder.core.counting import counted
from vehiclefinder.runtime.resources import app_folder
from vehiclefinder.train.label_proposals import Choice, propose
from vehiclefinder.train.label_table import PAGE, read_table, write_page


def label(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="Folder for labels.csv, crops/ and label.html.", show_default=False)],
    camera: Annotated[list[str] | None, typer.Option(help="Only this camera; may be repeated.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Crops to add at most.")] = 200,
    unsure_first: Annotated[
        bool, typer.Option("--unsure-first", help="Where the matcher is least sure: to train on, not to measure on.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same draw of tracks and splits.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Take crops of ingested tracks to be labelled, with a page to check them on."""
    settings = settings_of(context)
    choice = Choice(tuple(camera or ()), count, unsure_first, seed)
    with open_catalog(settings) as catalog:
        encoder = open_models(settings).get(IMAGE).sha256
        added = propose(out, catalog, open_decider(settings), encoder, choice)
    page = write_page(out, (app_folder() / PAGE).read_text(encoding="utf-8"))
    table = read_table(out)
    if as_json:
        print_json({"added": added, "rows": len(table.rows), "waiting": table.waiting, "page": page})
        return
    told = counted(added, "crop")
    console.print(f"{told} added, {table.waiting} of {len(table.rows)} wait to be checked: {page}", markup=False)
