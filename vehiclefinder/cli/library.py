"""Commands that fill the store and look after it: ingest, cameras, sources, reindex, doctor."""

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from vehiclefinder import __version__
from vehiclefinder.assemble import open_catalog, open_index, open_ingester, open_models
from vehiclefinder.cli.common import AsJson, console, errors, moment, print_json, print_table, settings_of
from vehiclefinder.core.errors import VehicleFinderError, VideoError
from vehiclefinder.ingest.ingester import Ingested, Ingester, IngestJob
from vehiclefinder.ingest.ingester import Progress as Position
from vehiclefinder.runtime.session import usable_providers
from vehiclefinder.settings import Settings
from vehiclefinder.video.sources.open import ReadSettings

PACKAGES = ("numpy", "onnxruntime", "onnxruntime-gpu", "faiss-cpu", "faiss-gpu", "spacy", "av", "sqlalchemy", "torch")


def ingest(
    context: typer.Context,
    sources: Annotated[list[Path], typer.Argument(help="Video files or folders of frames.", show_default=False)],
    camera: Annotated[str, typer.Option(help="Name of the camera; the name of the source unless given.")] = "",
    start_time: Annotated[str | None, typer.Option(help="Time of the first frame (ISO 8601).")] = None,
    stride: Annotated[int, typer.Option(min=1, help="Keep every n-th frame.")] = 1,
    fps: Annotated[float | None, typer.Option(min=0.01, help="Keep at most so many frames a second.")] = None,
) -> None:
    """Find and follow the vehicles of videos, and remember them."""
    start, read = moment(start_time), ReadSettings(stride=stride, fps=fps)
    with open_ingester(settings_of(context)) as ingester:
        sound = [_ingest(ingester, IngestJob(path, camera, start, read)) for path in sources]
    if not all(sound):
        raise typer.Exit(1)


def _ingest(ingester: Ingester, job: IngestJob) -> bool:
    """Ingest one of several sources; a broken one must not keep the others out."""
    try:
        with progress_bar(job.path.name) as report:
            done = ingester.ingest(job, report)
    except VideoError as error:
        errors.print(f"error: {error}", markup=False)
        return False
    console.print(f"{job.path}: {_summary(done)}", markup=False)
    return True


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[Position], None]]:
    """Show how far an ingest has come, on a terminal's standard error; yields what the ingester reports to."""
    if not errors.is_terminal:
        yield lambda position: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rate]:.0f} fps"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=errors, transient=True) as bar:
        task = bar.add_task(name, total=None, rate=0.0)

        def report(position: Position) -> None:
            elapsed = bar.tasks[0].elapsed or 1e-9
            bar.update(task, total=position.total, completed=position.frames, rate=position.frames / elapsed)

        yield report


def cameras(context: typer.Context, as_json: AsJson = False) -> None:
    """List the cameras."""
    with open_catalog(settings_of(context)) as catalog:
        found = catalog.cameras()
    if as_json:
        print_json([asdict(camera) for camera in found])
    else:
        print_table(("camera", "sources", "tracks"), [(c.name, c.sources, c.tracks) for c in found])


def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources, unfinished ones too."""
    with open_catalog(settings_of(context)) as catalog:
        found = catalog.sources()
    if as_json:
        print_json([asdict(source) for source in found])
        return
    rows = [(s.id, s.camera, s.status, s.tracks, s.duration and f"{s.duration:.1f} s", s.uri, s.error) for s in found]
    print_table(("source", "camera", "status", "tracks", "length", "from", "error"), rows)


def reindex(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the search index again from the catalog."""
    settings = settings_of(context)
    with open_catalog(settings) as catalog:
        tracks = len(open_index(settings, catalog).rebuild())
    if as_json:
        print_json({"tracks": tracks})
    else:
        console.print(f"index made again: {tracks} tracks")


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check versions, providers, models and the store; exit code 1 where something is wrong."""
    settings = settings_of(context)
    report: dict[str, Any] = {
        "vehiclefinder": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "home": settings.home,
    }
    problems: list[str] = []
    for name, check in (("providers", _providers), ("models", _models), ("store", _store)):
        try:
            report[name] = check(settings)
        except VehicleFinderError as error:
            problems.append(f"{name}: {error}")
    problems += report.get("store", {}).get("problems", ())
    report["problems"] = problems
    if as_json:
        print_json(report)
    else:
        print_table(("what", "state"), [(name, _flat(value)) for name, value in report.items()])
    raise typer.Exit(1 if problems else 0)


def _providers(settings: Settings) -> list[str]:
    return [provider.value for provider in usable_providers()]


def _models(settings: Settings) -> dict[str, str]:
    models = open_models(settings)
    return {name: models.get(name).sha256[:12] for name in models.names}


def _store(settings: Settings) -> dict[str, Any]:
    with open_catalog(settings) as catalog:
        return asdict(catalog.health())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _summary(done: Ingested) -> str:
    if done.already:
        return f"already there, as source {done.source_id} with {done.tracks} tracks"
    rate = done.frames / max(done.seconds, 1e-9)
    return f"{done.tracks} tracks from {done.frames} frames in {done.seconds:.1f} s ({rate:.0f} fps)"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)
