"""Commands that make data to train on: sentences, generated or imported, and crops cut from frames."""

from pathlib import Path
from typing import Annotated

import typer

from ner.train.dataset import import_findvehicle
from ner.train.kit import TEST_ROWS, TRAIN_ROWS, HoldOut, KitSettings, split, write, write_imported
from vehiclefinder.cli.common import AsJson, print_json, print_table
from vehiclefinder.train.frame_crops import cut_crops

data = typer.Typer(help="Make data to train on.", no_args_is_help=True, add_completion=False)

Out = Annotated[Path, typer.Option(help="Folder to write to.")]


@data.command()
def generate(
    out: Out = Path("findvehicle"),
    train: Annotated[int, typer.Option(min=1, help="Sentences to train on.")] = TRAIN_ROWS,
    test: Annotated[int, typer.Option(min=1, help="Sentences to test on.")] = TEST_ROWS,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same sentences.")] = 0,
    operator: Annotated[float, typer.Option(min=0, max=1, help="Share in an operator's voice.")] = 0.0,
    hold_out: Annotated[HoldOut, typer.Option(help="What training never sees.")] = HoldOut.SENTENCES,
    as_json: AsJson = False,
) -> None:
    """Generate FindVehicle's size and scheme: jsonl, spaCy DocBin, statistics."""
    shares = write(split(KitSettings(train, test, seed, 1 - operator, hold_out)), out)
    if as_json:
        print_json(shares)
        return
    print_table(
        ("label", *shares), [(label, *(part.get(label, 0.0) for part in shares.values())) for label in shares["train"]]
    )


@data.command("import")
def import_original(
    files: Annotated[list[Path], typer.Argument(help="FindVehicle's files: jsonl or CoNLL.", exists=True)],
    out: Out = Path("findvehicle"),
    as_json: AsJson = False,
) -> None:
    """Import the original FindVehicle: merge twins, repair known noise; write jsonl and spaCy DocBin."""
    imported = import_findvehicle(files)
    write_imported(imported, out)
    counts = {"sentences": len(imported.queries), **imported.counts}
    if as_json:
        print_json(counts)
        return
    print_table(("what", "count"), list(counts.items()))


@data.command("crops")
def cut(
    frames: Annotated[Path, typer.Argument(help="Folder with images/ and boxes.csv.", exists=True)],
    out: Out = Path("frame-crops"),
    split: Annotated[str, typer.Option(help="Frames to take.")] = "train",
    as_json: AsJson = False,
) -> None:
    """Cut vehicles out of frames with boxes, for `train matcher --more`."""
    count = cut_crops(frames, out, split)
    if as_json:
        print_json({"crops": count})
        return
    print_table(("what", "count"), [("crops", count)])
