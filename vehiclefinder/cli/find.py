"""Commands that find vehicles: find, similar."""

from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.cli.common import AsJson, Sentence, Track, console, moment, print_json, print_table, settings_of
from vehiclefinder.core.types import Contribution
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.scope import Scope

K = Annotated[int, typer.Option("-k", min=1, max=1000, help="Matches per wanted vehicle.")]
Cameras = Annotated[list[str] | None, typer.Option("--camera", help="Only this camera; may be repeated.")]
Zones = Annotated[
    list[str] | None, typer.Option("--zone", help="Only what was in this zone, CAMERA/ZONE; may be repeated.")
]
Since = Annotated[str | None, typer.Option(help="Seen at or after this time (ISO 8601).")]
Until = Annotated[str | None, typer.Option(help="Seen at or before this time (ISO 8601).")]
Sheet = Annotated[Path | None, typer.Option(help="Write the result sheet to this picture.")]


def find(
    context: typer.Context,
    sentence: Sentence,
    k: K = 5,
    camera: Cameras = None,
    zone: Zones = None,
    since: Since = None,
    until: Until = None,
    sheet: Sheet = None,
    as_json: AsJson = False,
) -> None:
    """Find the vehicles that a sentence describes."""
    scope = _scope(k, camera, zone, since, until)
    with open_finder(settings_of(context)) as finder:
        answer = finder.find(sentence, scope)
    _show(answer, sheet, as_json)


def similar(
    context: typer.Context,
    track: Track,
    k: K = 5,
    camera: Cameras = None,
    zone: Zones = None,
    since: Since = None,
    until: Until = None,
    sheet: Sheet = None,
    as_json: AsJson = False,
) -> None:
    """Find the vehicles that look like one that was seen, from whatever side."""
    scope = _scope(k, camera, zone, since, until)
    with open_finder(settings_of(context)) as finder:
        answer = finder.similar(track, scope)
    _show(answer, sheet, as_json)


def _scope(k: int, cameras: list[str] | None, zones: list[str] | None, since: str | None, until: str | None) -> Scope:
    zoned = tuple(map(_zone, zones or ()))
    return Scope(k, tuple(cameras or ()), moment(since), moment(until), zones=zoned)


def _zone(text: str) -> tuple[str, str]:
    camera, slash, zone = text.partition("/")  # no camera's name has one
    if not slash:
        raise ValueError(f"expected a zone as CAMERA/ZONE, got {text!r}")
    return camera, zone


def _show(answer: Answer, sheet: Path | None, as_json: bool) -> None:
    if sheet:
        from vehiclefinder.finder.result_sheet import save_sheet

        save_sheet(answer, sheet)
    if as_json:
        print_json(answer.to_json())
    else:
        print_answer(answer)


def print_answer(answer: Answer) -> None:
    """Print an answer for a person."""
    console.print(f"{answer.headline} [dim]({answer.seconds * 1000:.1f} ms)[/dim]")
    for note in answer.notes:
        console.print(f"  note: {note}", markup=False)
    if not answer.matches:
        return
    print_table(
        ("track", "score", "decision", "camera", "seconds", "vehicle", "keywords"),
        [
            (
                match.track,
                f"{match.score:.2f}",
                match.decision,
                match.camera,
                f"{match.start:.1f}–{match.end:.1f}",
                match.label,
                ", ".join(_contribution(c) for c in match.contributions),
            )
            for match in answer.matches
        ],
    )


def _contribution(one: Contribution) -> str:
    share = "–" if one.probability is None else f"{one.probability:.2f}"
    when = f" ({one.seconds[0]:.1f}–{one.seconds[1]:.1f} s)" if one.seconds else ""
    return f"{one.keyword} {share}{when}"
