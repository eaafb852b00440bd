"""The command that puts video into the store: ingest."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.cli.common import console, errors, moment, settings_of
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import ConflictError, VideoError
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.ingest.ingest_job import BoxesFile, Ingested, IngestJob
from vehiclefinder.ingest.ingest_job import Progress as Position
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.recording_times import GIVEN, RecordingStart, TimeRules
from vehiclefinder.video.sources.segment_files import cameras_below

Report = Callable[[Position], None]
Board = Callable[[str], Report]
"""Makes, of the name of a source, what is told how far it has come."""


def ingest(
    context: typer.Context,
    sources: Annotated[
        list[Path],
        typer.Argument(help="Video files, folders of frames, or of the files of one recording.", show_default=False),
    ],
    camera: Annotated[str, typer.Option(help="Name of the camera; the name of the source unless given.")] = "",
    start_time: Annotated[
        str | None,
        typer.Option(
            help="Time of the first frame (ISO 8601), in place of what names and containers say; of several sources "
            "the first begins then, and each other one where the one before it ended."
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="Zone of times in names, such as Europe/Berlin; the setting's unless given."),
    ] = None,
    name_pattern: Annotated[
        str | None,
        typer.Option(help="How files are named, such as {camera}_%Y%m%d_%H%M%S; known recorders' unless given."),
    ] = None,
    stride: Annotated[int, typer.Option(min=1, help="Keep every n-th frame.")] = 1,
    fps: Annotated[float | None, typer.Option(min=0.01, help="Keep at most so many frames a second.")] = None,
    source_fps: Annotated[
        float | None,
        typer.Option(min=0.01, help="Frames a second of a source without a clock, such as bare H.264 or pictures."),
    ] = None,
    tracks: Annotated[
        Path | None,
        typer.Option(help="Tracks that another tracker found in this one video: MOT, .ottrk, UA-DETRAC.", exists=True),
    ] = None,
    detections: Annotated[
        Path | None,
        typer.Option(
            help="Boxes that another detector found in it, to be followed here: likewise, or .otdet.", exists=True
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Videos that are read at once; one for each core unless given.")
    ] = None,
) -> None:
    """Find and follow the vehicles of videos, and remember them, of several videos at once."""
    settings = settings_of(context)
    zone = timezone or settings.timezone
    start, times = (
        moment(start_time, SiteClock(time_zone(zone))),
        TimeRules(zone, name_pattern, camera.strip()),
    )
    read = ReadSettings(stride=stride, fps=fps, source_fps=source_fps, times=times)
    boxes = _boxes(tracks, detections, sources, read)
    jobs = [job for path in sources for job in _jobs(IngestJob(path, camera, start, read, boxes=boxes))]
    with open_ingester(settings) as ingester:
        if start is None:
            done = _at_once(ingester, jobs, workers or settings.videos_at_once)
        else:
            done = _in_a_row(ingester, jobs, start)
    if not all(done):
        raise typer.Exit(1)


def _boxes(
    tracks: Path | None, detections: Path | None, sources: Sequence[Path], read: ReadSettings
) -> BoxesFile | None:
    """Return the file of what somebody else found."""
    path = tracks or detections
    if path is None:
        return None
    if tracks and detections:
        raise ValueError("expected --tracks or --detections, got both")
    if len(sources) > 1:
        raise ValueError(f"expected one video to {path}, got {len(sources)}")
    if read.stride > 1 or read.fps:
        raise ValueError("expected every frame where boxes are given, got --stride or --fps")
    return BoxesFile(path, tracked=tracks is not None)


def _jobs(job: IngestJob) -> list[IngestJob]:
    """Divide a folder of the recordings of several cameras, which its folders tell, into one job for each."""
    times = job.read.times
    cameras = [] if job.camera.strip() or job.start_time else cameras_below(job.path, times)
    one_each = [replace(job, camera=one, read=replace(job.read, times=replace(times, camera=one))) for one in cameras]
    return one_each or [job]


def _at_once(ingester: Ingester, jobs: Sequence[IngestJob], workers: int) -> list[Ingested | None]:
    """Ingest sources beside each other, in threads that share the models."""
    stop = Event()

    def work(job: IngestJob) -> Ingested | ConflictError | None:
        try:
            return _ingest(ingester, job, board, stop)
        except ConflictError as error:
            return error

    with progress_board() as board, ThreadPoolExecutor(min(workers, len(jobs)), thread_name_prefix="ingest") as pool:
        try:
            done = list(pool.map(work, jobs))
        finally:
            stop.set()  # where this thread is interrupted, the others are not
        # What is named twice is there already, once the others have let go of it.
        return [_ingest(ingester, job, board) if isinstance(one, ConflictError) else one
                for job, one in zip(jobs, done, strict=True)]  # fmt: skip


def _in_a_row(ingester: Ingester, jobs: Sequence[IngestJob], start: datetime) -> list[Ingested | None]:
    """Ingest sources of which each begins where the one before it ended."""
    results: list[Ingested | None] = []
    for job in jobs:
        with progress_board() as board:
            done = _ingest(ingester, replace(job, start_time=start), board)
        results.append(done)
        if done is None and job is not jobs[-1]:
            left = len(jobs) - len(results)
            told = f"error: left out {left} more: when they begin is not known without the end of {job.path}"
            errors.print(told, markup=False)
            break
        start += timedelta(seconds=done.duration if done else 0.0)
    return results


def _ingest(ingester: Ingester, job: IngestJob, board: Board, stop: Event | None = None) -> Ingested | None:
    """Ingest one of several sources; a broken one, which gives None, must not keep the others out."""
    show = board(job.path.name)

    def report(position: Position) -> None:
        if stop is not None and stop.is_set():
            raise typer.Abort("interrupted")
        show(position)

    try:
        done = ingester.ingest(job, report)
    except VideoError as error:
        errors.print(f"error: {error}", markup=False)
        return None
    console.print(f"{job.path}: {_summary(done)}; {_begins(done)}", markup=False)
    for note in done.notes:
        console.print(f"{job.path}: {note}", markup=False)
    if done.warning:
        errors.print(f"warning: {job.path} is kept, but {done.warning}", markup=False)
    return done


def _begins(done: Ingested) -> str:
    if done.start is None:
        return "when it begins is not known"
    return f"begins at {done.start.moment.isoformat(sep=' ')}, {_by(done.start)}"


def _by(start: RecordingStart) -> str:
    return start.origin if start.origin == GIVEN else f"by {start.origin}"


@contextmanager
def progress_board() -> Iterator[Board]:
    """Show how far ingests have come, on a terminal's standard error."""
    if not errors.is_terminal:
        yield lambda name: lambda position: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rate]:.0f} fps"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=errors, transient=True) as bars:

        def add(name: str) -> Report:
            task, began = bars.add_task(name, total=None, rate=0.0), time.monotonic()

            def report(position: Position) -> None:
                rate = position.frames / max(time.monotonic() - began, 1e-9)
                bars.update(task, total=position.total, completed=position.frames, rate=rate)

            return report

        yield add


def _summary(done: Ingested) -> str:
    if done.already:
        return f"already there, as source {done.source_id} with {counted(done.tracks, 'track')}"
    rate = done.frames / max(done.seconds, 1e-9)
    return (
        f"{counted(done.tracks, 'track')} from {counted(done.frames, 'frame')} in {done.seconds:.1f} s ({rate:.0f} fps)"
    )
