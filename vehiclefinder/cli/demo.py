"""The demonstration: a clip that ships with the project, five sentences, five result sheets."""

import json
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.cli.common import console, settings_of
from vehiclefinder.cli.find import print_answer
from vehiclefinder.cli.ingest import progress_board
from vehiclefinder.core.counting import counted
from vehiclefinder.finder.result_sheet import save_sheet
from vehiclefinder.ingest.ingest_job import IngestJob
from vehiclefinder.runtime.resources import shipped_folder


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for the result sheets and the demo's own home.")] = Path("demo-out"),
) -> None:
    """Ingest the clip that ships with the project and answer five sentences about it."""
    settings = settings_of(context).replace(home=out / "home", database=None, media=None)
    clip = demo_folder() / "traffic.mp4"
    with open_ingester(settings) as ingester, progress_board() as board:
        done = ingester.ingest(IngestJob(clip, camera="demo"), board(clip.name))
    how = "was there already" if done.already else f"took {done.seconds:.1f} s for {counted(done.frames, 'frame')}"
    console.print(f"Ingest of {clip.name} {how}: {counted(done.tracks, 'vehicle')}.\n")
    with open_finder(settings) as finder:
        for number, sentence in enumerate(_sentences(), 1):
            answer = finder.find(sentence)
            sheet = out / f"{number}-{'-'.join(sentence.lower().replace(',', '').split())}.jpg"
            save_sheet(answer, sheet)
            console.print(f"[bold]“{sentence}”[/bold]  {sheet}")
            print_answer(answer)
            console.print()
    console.print("Now with your own video:", style="bold")
    console.print('  vehiclefinder ingest YOUR_VIDEO.mp4 && vehiclefinder find "white van" --sheet out.jpg')


def demo_folder() -> Path:
    """Return the folder of the demo clip, inside the package or in the source tree."""
    return shipped_folder("_demo", "data/demo")


def _sentences() -> list[str]:
    truth = json.loads((demo_folder() / "truth.json").read_text(encoding="utf-8"))
    return [str(one["sentence"]) for one in truth["sentences"]]
