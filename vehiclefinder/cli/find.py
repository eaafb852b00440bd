"""Commands that find vehicles: find, similar."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import media_of
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.cli.common import (
    AsJson,
    Track,
    clock_of,
    console,
    moment,
    print_json,
    print_table,
    settings_of,
    warn,
)
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.types import Contribution
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.attribute_filter import read_attributes
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.scope import Scope

Asked = Annotated[
    str | None, typer.Argument(metavar="[SENTENCE]", help="What to look for, in plain words; nothing: every vehicle.")
]

K = Annotated[int, typer.Option("-k", min=1, max=1000, help="Matches per wanted vehicle.")]
Cameras = Annotated[list[str] | None, typer.Option("--camera", help="Only this camera; may be repeated.")]
Zones = Annotated[
    list[str] | None, typer.Option("--zone", help="Only what was in this zone, CAMERA/ZONE; may be repeated.")
]
Since = Annotated[str | None, typer.Option(help="Seen at or after this time (ISO 8601).")]
Until = Annotated[str | None, typer.Option(help="Seen at or before this time (ISO 8601).")]
Orders = Annotated[Order | None, typer.Option("--order", help="What comes first; else as the sentence says.")]
Least = Annotated[float, typer.Option(min=0.0, max=1.0, help="Least score of what is shown, and counted.")]
Count = Annotated[bool, typer.Option("--count", help="Count all that match, as “how many” in the sentence does.")]
Having = Annotated[
    list[str] | None,
    typer.Option(
        "--having",
        metavar="ATTRIBUTE",
        help="What it must be besides: color=white|silver, not type=taxi, color=red or motion=left; may be repeated.",
    ),
]
Sheet = Annotated[Path | None, typer.Option(help="Write the result sheet to this picture.")]


def find(
    context: typer.Context,
    sentence: Asked = None,
    k: K = 5,
    camera: Cameras = None,
    zone: Zones = None,
    since: Since = None,
    until: Until = None,
    having: Having = None,
    order: Orders = None,
    least: Least = 0.0,
    count: Count = False,
    sheet: Sheet = None,
    as_json: AsJson = False,
) -> None:
    """Find the vehicles that a sentence describes."""
    scope = replace(
        _scope(k, camera, zone, since, until, clock_of(settings_of(context))), order=order, least=least, count=count
    )
    attributes = list(map(read_attributes, having or ()))
    if sentence is None and not attributes and (least or count):
        raise ValueError("expected a sentence or --having with --least and --count, got neither")
    with open_finder(settings_of(context)) as finder:
        asked = sentence is not None or attributes
        answer = finder.find(sentence or "", scope, attributes=attributes) if asked else finder.browse(scope)
    # What was noted is stored, or not, at the end of the block.
    _show(context, answer, finder.unwritten(), sheet, as_json)


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
    scope = _scope(k, camera, zone, since, until, clock_of(settings_of(context)))
    with open_finder(settings_of(context)) as finder:
        answer = finder.similar(track, scope)
    _show(context, answer, finder.unwritten(), sheet, as_json)


def _scope(
    k: int,
    cameras: list[str] | None,
    zones: list[str] | None,
    since: str | None,
    until: str | None,
    clock: SiteClock,
) -> Scope:
    zoned = tuple(map(_zone, zones or ()))
    return Scope(k, tuple(cameras or ()), moment(since, clock), moment(until, clock), zones=zoned)


def _zone(text: str) -> tuple[str, str]:
    camera, slash, zone = text.partition("/")  # no camera's name has one
    if not slash:
        raise ValueError(f"expected a zone as CAMERA/ZONE, got {text!r}")
    return camera, zone


def _show(context: typer.Context, answer: Answer, unwritten: Sequence[str], sheet: Path | None, as_json: bool) -> None:
    warn(unwritten)
    if sheet:
        from vehiclefinder.finder.result_sheet import save_sheet
        from vehiclefinder.store.tracks.crop_files import load_named

        save_sheet(answer, sheet, partial(load_named, media_of(settings_of(context))))
    if as_json:
        print_json(replace(answer, notes=(*answer.notes, *unwritten)).to_json())
    else:
        print_answer(answer)


def print_answer(answer: Answer) -> None:
    """Print an answer for a person."""
    console.print(f"{answer.headline} [dim]({answer.seconds * 1000:.1f} ms)[/dim]")
    for line in answer.told:
        console.print(f"  {line}", markup=False)
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
