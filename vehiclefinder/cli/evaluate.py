"""Commands of the workshop that measure: eval."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ner import evaluate as ner_evaluate
from vehiclefinder.assemble.detector import open_detector
from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli.common import AsJson, print_json, print_table, settings_of
from vehiclefinder.cli.workshop import Crops, report, train_extra
from vehiclefinder.train import evaluate as matcher_evaluate
from vehiclefinder.train import feedback_evaluation
from vehiclefinder.train.clip_evaluation import evaluate_clips
from vehiclefinder.train.dataset import RowSelection
from vehiclefinder.train.detector import evaluate as detector_evaluate
from vehiclefinder.train.detector.labelled_frames import read_frames
from vehiclefinder.train.gallery_evaluation import GalleryFiles, evaluate_gallery
from vehiclefinder.train.track_evaluation import FollowSettings, evaluate_tracks

evaluate = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True, add_completion=False)


@evaluate.command("matcher")
def eval_matcher(
    context: typer.Context,
    data: Crops,
    split: Annotated[str | None, typer.Option(help="Rows of labels.csv to take; all unless given.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only crops of this source; may be repeated.")] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Folder for confusion matrices and reliability (extra 'train').", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the matcher on labelled crops."""
    settings, draw = settings_of(context), _drawing() if pictures else None
    selection = RowSelection(only=tuple(source or ()))
    predictions = matcher_evaluate.ask(data, open_encoder(settings), open_decider(settings), split, selection)
    metrics = matcher_evaluate.summary(predictions)
    if draw and pictures:
        for path in draw(predictions, pictures):
            report(str(path))
    _print(metrics, as_json)


@evaluate.command("detector")
def eval_detector(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Folder with images/ and boxes.csv.", exists=True, show_default=False)],
    split: Annotated[str | None, typer.Option(help="Frames to take; all unless given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the detector on labelled frames."""
    detector = open_detector(settings_of(context), detector_evaluate.LEAST)
    _print(detector_evaluate.evaluate(read_frames(data, split), detector), as_json)


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
    _print(feedback_evaluation.evaluate(data, *models), as_json)


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
    _print(evaluate_clips(queries, clips, settings_of(context), report), as_json)


@evaluate.command("gallery")
def eval_gallery(
    context: typer.Context,
    queries: Annotated[list[Path], typer.Option(help="Sentences with truths, JSON; may be repeated.", exists=True)],
    clips: Annotated[Path, typer.Option(help="Folder of clips, all of which are searched.", exists=True)],
    marks: Annotated[Path | None, typer.Option(help="CSV of answers judged by eye.", exists=True)] = None,
    sheets: Annotated[Path | None, typer.Option(help="Folder for a picture of each answer, to judge by eye.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure search and decisions where all clips are in one catalog."""
    files = GalleryFiles(tuple(queries), clips, marks, sheets)
    _print(evaluate_gallery(files, settings_of(context), report), as_json)


@evaluate.command("tracks")
def eval_tracks(
    context: typer.Context,
    labels: Annotated[Path, typer.Option(help="Folder of vehicles labelled by eye, a table a clip.", exists=True)],
    clips: Annotated[Path, typer.Option(help="Folder of the clips.", exists=True, show_default=False)],
    stride: Annotated[int, typer.Option(min=1, help="Follow in every n-th frame.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Measure detector and tracker on labelled vehicles."""
    settings = settings_of(context)
    follow = FollowSettings(open_detector(settings), open_encoder(settings), stride)
    _print(evaluate_tracks(labels, clips, follow, report), as_json)


def _drawing() -> Callable[[matcher_evaluate.CropPredictions, Path], list[Path]]:
    """Look for the extra before anything is measured."""
    with train_extra():
        from vehiclefinder.train.plots import draw

    return draw


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
