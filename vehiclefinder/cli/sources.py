"""Commands for what was ingested: sources, sources set, sources delete."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.cli.common import (
    AsJson,
    clock_of,
    console,
    moment,
    print_json,
    print_table,
    reading,
    settings_of,
)
from vehiclefinder.control.sources.videos import IngestAgain, VideoChange, Videos
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.ingest.ingest_job import Looks
from vehiclefinder.store.control.audit import AuditLog

Source = Annotated[int, typer.Argument(metavar="ID", help="Number of the source.", show_default=False)]

sources = typer.Typer(invoke_without_command=True, add_completion=False)


@sources.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources, unfinished ones too; correct and delete them."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(context)
    clock = clock_of(settings)
    with reading(settings) as catalog:
        found = catalog.sources()
    if as_json:
        print_json([asdict(source) for source in found])
        return
    rows = [
        (
            s.id,
            s.camera,
            s.status,
            s.tracks,
            s.start_time and clock.iso(s.start_time),
            s.duration and f"{s.duration:.1f} s",
            s.uri,
            s.error,
        )
        for s in found
    ]
    print_table(("source", "camera", "status", "tracks", "begins", "length", "from", "error"), rows)


@sources.command("set")
def correct(
    context: typer.Context,
    source: Source,
    start_time: Annotated[str | None, typer.Option(help="Time of the first frame (ISO 8601).")] = None,
    camera: Annotated[str | None, typer.Option(help="Name of the camera.")] = None,
    untimed: Annotated[bool, typer.Option("--untimed", help="Forget when it began.")] = False,
) -> None:
    """Correct when a source began, or whose camera it is."""
    clock = clock_of(settings_of(context))
    change = VideoChange(camera, moment(start_time, clock), untimed)
    with _opened(context) as videos:
        done = videos.update(LOCAL, source, change)
    begins = f"begins at {clock.iso(done.start_time)}" if done.start_time else "has no start time"
    console.print(f"source {done.id}, of camera {done.camera}, {begins}", markup=False)


@sources.command()
def again(
    context: typer.Context,
    source: Source,
    camera: Annotated[str | None, typer.Option(help="Name of the camera.")] = None,
    start_time: Annotated[str | None, typer.Option(help="Time of the first frame (ISO 8601).")] = None,
    fps: Annotated[float | None, typer.Option(min=0.01, help="Keep at most so many frames a second.")] = None,
    detections_per_second: Annotated[float | None, typer.Option(min=0.1, help="Looks for vehicles a second.")] = None,
    side: Annotated[int | None, typer.Option(help="Longest side of the detector's input: 512, 640 or 736.")] = None,
) -> None:
    """Ingest a source again in other ways; its tracks are replaced at once when the new ones are whole."""
    settings = settings_of(context)
    looks = Looks(detections_per_second, side)
    how = IngestAgain(camera, moment(start_time, clock_of(settings)), fps, looks)
    with _opened(context) as videos:
        job = videos.task_again(LOCAL, source, how, settings.timezone)
    with open_ingester(settings) as ingester:
        done = ingester.ingest(job)
    told = f"{counted(done.tracks, 'track')} of source {done.source_id} stand in place of source {source}"
    console.print(f"{told}; links to its tracks lead nowhere now, cases and feedback keep theirs", markup=False)


@sources.command()
def delete(context: typer.Context, source: Source) -> None:
    """Remove a source with its tracks; its video stays unless it was sent or recorded, and so do cases and feedback."""
    with _opened(context) as videos:
        gone = videos.delete(LOCAL, source)
    console.print(f"source {gone.id} and its {counted(gone.tracks, 'track')} are removed: {gone.uri}", markup=False)


@contextmanager
def _opened(context: typer.Context) -> Iterator[Videos]:
    with open_catalog(settings_of(context)) as catalog:
        yield Videos(catalog, AuditLog(catalog.database))
