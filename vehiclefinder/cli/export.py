"""Commands that hand something over: tracks to other programs, and models of the workshop to a release."""

from pathlib import Path
from typing import Annotated

import typer

from ner import evaluate as ner_evaluate
from vehiclefinder.assemble.models import NER, NER_LANGUAGES, model_folder
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.assemble.reference import write_reference
from vehiclefinder.cli.common import print_json, settings_of
from vehiclefinder.cli.export_tracks import export_tracks
from vehiclefinder.cli.workshop import report, train_extra
from vehiclefinder.runtime.model_folder import register
from vehiclefinder.train.detector_labels import register_labels

export = typer.Typer(
    help="Write tracks for other programs; turn a checkpoint into a release model.",
    no_args_is_help=True,
    add_completion=False,
)

NER_METRICS = ("rows", "micro", "macro_f1", "negation_accuracy", "grouping_accuracy")
"""What the manifest keeps of ``eval ner``."""

export.command("tracks")(export_tracks)

Checkpoint = Annotated[Path, typer.Argument(help="What training wrote.", exists=True, show_default=False)]


@export.command("matcher")
def export_matcher(
    context: typer.Context,
    checkpoint: Checkpoint,
    frames: Annotated[
        Path | None,
        typer.Option(help="Frames with boxes, and pictures without vehicles, to tell what is none.", exists=True),
    ] = None,
) -> None:
    """Export the matcher to ONNX, compare it with PyTorch and register it."""
    with train_extra():
        from vehiclefinder.train.export import export as run

        print_json(run(checkpoint, model_folder(settings_of(context)), report, frames))
    write_reference(settings_of(context))


@export.command("detector")
def export_detector(
    context: typer.Context,
    checkpoint: Checkpoint,
    crops: Annotated[
        Path | None,
        typer.Option(help="Crops of the matcher, on which to measure what the detector calls each type.", exists=True),
    ] = None,
) -> None:
    """Export the detector to ONNX, compare it with PyTorch, measure and register it."""
    models = model_folder(settings_of(context))
    with train_extra():
        from vehiclefinder.train.detector.export import export as run

        print_json(run(checkpoint, models, report))
    if crops:
        register_labels(models, crops)
    write_reference(settings_of(context))


@export.command("reference")
def export_reference(context: typer.Context) -> None:
    """Write down what the models say of a picture and a sentence, which doctor holds a machine against."""
    settings = settings_of(context)
    print_json({"models": list(write_reference(settings)), "folder": model_folder(settings)})


@export.command("ner")
def export_ner(
    context: typer.Context,
    checkpoint: Checkpoint,
    dev: Annotated[Path | None, typer.Option(help="Annotated sentences to measure it on.", exists=True)] = None,
) -> None:
    """Export the NER model to ONNX, compare it with PyTorch, measure and register it."""
    settings = settings_of(context)
    models = model_folder(settings)
    with train_extra():
        from ner.train.export import export as run

        info = run(checkpoint, models / "ner", report)
    name, place = (NER_LANGUAGES, "ner/languages.onnx") if "languages" in info else (NER, "ner/ner.onnx")
    register(models, name, place, info)
    if dev:
        measured = ner_evaluate.evaluate(dev, open_reader(settings), None)
        info["metrics"] = {metric: measured[metric] for metric in NER_METRICS}
        register(models, name, place, info)
    write_reference(settings)
    print_json(info)
