"""Commands of the workshop that train: train."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.cli.workshop import Crops, report, tell_of_fresh_start, train_extra

train = typer.Typer(help="Train a model (needs the extra 'train').", no_args_is_help=True, add_completion=False)

Epochs = Annotated[int | None, typer.Option(min=1, help="Passes over the data; the trainer's own unless given.")]
Resume = Annotated[bool, typer.Option(help="Go on from the checkpoint in --out, where there is one.")]


@train.command("matcher")
def train_matcher(
    data: Crops,
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint.")] = Path("runs/matcher"),
    weights: Annotated[Path | None, typer.Option(help="Weights to start from.", show_default=False)] = None,
    teacher: Annotated[list[Path] | None, typer.Option(help="Checkpoint to learn from too; may be repeated.")] = None,
    more: Annotated[
        list[Path] | None,
        typer.Option(help="Folder with unlabelled.csv, for teachers to say more of; may be repeated.", exists=True),
    ] = None,
    without: Annotated[list[str] | None, typer.Option(help="Source to leave out, to be judged on.")] = None,
    size: Annotated[
        int | None, typer.Option(min=32, max=224, help="Side of the picture, pixels; the trainer's own unless given.")
    ] = None,
    trunk: Annotated[
        str, typer.Option(help="mobilenet_v2, which is served, or efficientnet_lite2, which teaches.")
    ] = "mobilenet_v2",
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same training, on one machine.")] = 0,
    epochs: Epochs = None,
    resume: Resume = False,
) -> None:
    """Train the matcher on crops."""
    with train_extra():
        from vehiclefinder.train.fit import CHECKPOINT, MatcherFitSettings, fit

        taught, added, left_out = tuple(teacher or ()), tuple(more or ()), tuple(without or ())
        settings = MatcherFitSettings(data, out, weights, taught, added, left_out, trunk, device=device, resume=resume)
        settings = replace(settings, size=size or settings.size, epochs=epochs or settings.epochs, seed=seed)
        tell_of_fresh_start(resume, out / CHECKPOINT)
        typer.echo(fit(settings, report))


@train.command("detector")
def train_detector(
    data: Annotated[Path, typer.Option(help="Folder with images/ and boxes.csv.", exists=True, show_default=False)],
    weights: Annotated[
        Path, typer.Option(help="ONNX file of a detector to start from.", exists=True, show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint.")] = Path("runs/detector"),
    without: Annotated[str, typer.Option(help="Source that is left out, to be judged on.")] = "",
    threads: Annotated[int, typer.Option(min=1, help="Threads of PyTorch.")] = 2,
    epochs: Epochs = None,
    resume: Resume = False,
) -> None:
    """Train the detector on frames with boxes."""
    with train_extra():
        from vehiclefinder.train.detector.fit import CHECKPOINT, DetectorFitSettings, fit

        settings = DetectorFitSettings(data, weights, out, without, threads=threads, resume=resume)
        tell_of_fresh_start(resume, out / CHECKPOINT)
        typer.echo(fit(settings if epochs is None else replace(settings, epochs=epochs), report))


@train.command("ner")
def train_ner(
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint.")] = Path("runs/ner"),
    original: Annotated[list[Path] | None, typer.Option(help="FindVehicle's own files.", exists=True)] = None,
    human: Annotated[Path | None, typer.Option(help="Sentences of people, one a line.", exists=True)] = None,
    exclude: Annotated[Path | None, typer.Option(help="Rows that must not be trained on.", exists=True)] = None,
    languages: Annotated[bool, typer.Option(help="Train the model of the other languages than English.")] = False,
    epochs: Epochs = None,
    resume: Resume = False,
) -> None:
    """Train the NER model on generated text, and on more where it is given."""
    with train_extra():
        from ner.train.fit import CHECKPOINT, TaggerFitSettings, fit, in_languages

        settings = TaggerFitSettings(out, original=tuple(original or ()), human=human, exclude=exclude, resume=resume)
        settings = in_languages(settings) if languages else settings
        tell_of_fresh_start(resume, out / CHECKPOINT)
        typer.echo(fit(settings if epochs is None else replace(settings, epochs=epochs), report))
