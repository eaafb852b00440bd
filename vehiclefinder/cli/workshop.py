"""Commands of the workshop: train, eval, export."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ner import evaluate as ner_evaluate
from vehiclefinder.assemble import NER, model_folder, open_decider, open_encoder, open_reader
from vehiclefinder.cli.common import AsJson, errors, print_json, print_table, settings_of
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.runtime.model_folder import register
from vehiclefinder.train import evaluate as matcher_evaluate
from vehiclefinder.train import feedback_evaluation as feedback_evaluate
from vehiclefinder.train.clip_evaluation import evaluate_clips

train = typer.Typer(help="Train a model (needs the extra 'train').", no_args_is_help=True)
evaluate = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)
export = typer.Typer(help="Turn a checkpoint into a release model.", no_args_is_help=True)

NER_METRICS = ("rows", "micro", "macro_f1", "negation_accuracy", "grouping_accuracy")
"""What the manifest keeps of ``eval ner``."""

Checkpoint = Annotated[Path, typer.Argument(help="What training wrote.", exists=True, show_default=False)]
Crops = Annotated[Path, typer.Option(help="Folder with labels.csv and crops/.", exists=True, show_default=False)]
Epochs = Annotated[int | None, typer.Option(min=1, help="Passes over the data; the trainer's own unless given.")]
Resume = Annotated[bool, typer.Option(help="Go on from the checkpoint in --out.")]


@train.command("matcher")
def train_matcher(
    data: Crops,
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint.")] = Path("runs/matcher"),
    weights: Annotated[Path | None, typer.Option(help="Weights to start from.", show_default=False)] = None,
    teacher: Annotated[list[Path] | None, typer.Option(help="Checkpoint to learn from too; may be repeated.")] = None,
    size: Annotated[
        int | None, typer.Option(min=32, max=224, help="Side of the picture, pixels; the trainer's own unless given.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    epochs: Epochs = None,
    resume: Resume = False,
) -> None:
    """Train the matcher on crops."""
    with _train_extra():
        from vehiclefinder.train.fit import MatcherFitSettings, fit

        taught = tuple(teacher or ())
        settings = MatcherFitSettings(data, out, weights, taught, device=device, resume=resume)
        settings = replace(settings, size=size or settings.size, epochs=epochs or settings.epochs)
        typer.echo(fit(settings, _report))


@train.command("ner")
def train_ner(
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint.")] = Path("runs/ner"),
    original: Annotated[list[Path] | None, typer.Option(help="FindVehicle's own files.", exists=True)] = None,
    human: Annotated[Path | None, typer.Option(help="Sentences of people, one a line.", exists=True)] = None,
    exclude: Annotated[Path | None, typer.Option(help="Rows that must not be trained on.", exists=True)] = None,
    epochs: Epochs = None,
    resume: Resume = False,
) -> None:
    """Train the NER model on generated text, and on more where it is given."""
    with _train_extra():
        from ner.train.fit import TaggerFitSettings, fit

        settings = TaggerFitSettings(out, original=tuple(original or ()), human=human, exclude=exclude, resume=resume)
        typer.echo(fit(settings if epochs is None else replace(settings, epochs=epochs), _report))


@evaluate.command("matcher")
def eval_matcher(
    context: typer.Context,
    data: Crops,
    split: Annotated[str | None, typer.Option(help="Rows of labels.csv to take; all unless given.")] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Folder for confusion matrices and reliability (extra 'train').", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the matcher on labelled crops."""
    settings, draw = settings_of(context), _drawing() if pictures else None
    predictions = matcher_evaluate.ask(data, open_encoder(settings), open_decider(settings), split)
    metrics = matcher_evaluate.summary(predictions)
    if draw and pictures:
        for path in draw(predictions, pictures):
            _report(str(path))
    _print(metrics, as_json)


@evaluate.command("feedback")
def eval_feedback(
    context: typer.Context,
    data: Annotated[
        Path,
        typer.Option(help="What `feedback export` wrote: pairs.jsonl and crops/.", exists=True, show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Measure the decisions on results that operators judged."""
    settings = settings_of(context)
    models = open_reader(settings), open_encoder(settings), open_decider(settings)
    _print(feedback_evaluate.evaluate(data, *models), as_json)


@evaluate.command("ner")
def eval_ner(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Annotated sentences, JSON lines.", exists=True, show_default=False)],
    labels: Annotated[str, typer.Option(help="Score these labels alone, joined by commas.")] = "",
    as_json: AsJson = False,
) -> None:
    """Measure the NER model on annotated sentences."""
    chosen = tuple(label.strip() for label in labels.split(",") if label.strip()) or None
    _print(ner_evaluate.evaluate(data, open_reader(settings_of(context)), chosen), as_json)


@evaluate.command("clips")
def eval_clips(
    context: typer.Context,
    queries: Annotated[Path, typer.Option(help="Sentences with truth boxes, JSON.", exists=True, show_default=False)],
    clips: Annotated[Path, typer.Option(help="Folder of the clips.", exists=True, show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Measure the whole system on labelled clips."""
    _print(evaluate_clips(queries, clips, settings_of(context), _report), as_json)


@export.command("matcher")
def export_matcher(context: typer.Context, checkpoint: Checkpoint) -> None:
    """Export the matcher to ONNX, compare it with PyTorch and register it."""
    with _train_extra():
        from vehiclefinder.train.export import export as run

        print_json(run(checkpoint, model_folder(settings_of(context)), _report))


@export.command("ner")
def export_ner(
    context: typer.Context,
    checkpoint: Checkpoint,
    dev: Annotated[Path | None, typer.Option(help="Annotated sentences to measure it on.", exists=True)] = None,
) -> None:
    """Export the NER model to ONNX, compare it with PyTorch, measure and register it."""
    settings = settings_of(context)
    models = model_folder(settings)
    with _train_extra():
        from ner.train.export import export as run

        info = run(checkpoint, models / "ner", _report)
    register(models, NER, "ner/ner.onnx", info)
    if dev:
        measured = ner_evaluate.evaluate(dev, open_reader(settings), None)
        info["metrics"] = {name: measured[name] for name in NER_METRICS}
        register(models, NER, "ner/ner.onnx", info)
    print_json(info)


@contextmanager
def _train_extra() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise VehicleFinderError(f"{error.name} is not installed: pip install 'vehiclefinder[train]'") from error


def _drawing() -> Callable[[matcher_evaluate.CropPredictions, Path], list[Path]]:
    """Look for the extra before anything is measured."""
    with _train_extra():
        from vehiclefinder.train.plots import draw

    return draw


def _report(line: str) -> None:
    errors.print(line, markup=False)


def _print(metrics: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(metrics)
        return
    print_table(("metric", "value"), list(_rows(metrics)))


def _rows(metrics: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in metrics.items():
        if isinstance(value, dict):
            yield from _rows(value, f"{prefix}{name} ")
        elif isinstance(value, list):
            yield from ((f"{prefix}{name}", one) for one in value)
        else:
            yield prefix + name, f"{value:.4f}" if isinstance(value, float) else value
