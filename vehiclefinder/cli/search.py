"""Commands that answer: find, parse, show."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble import open_catalog, open_finder, open_reader
from vehiclefinder.cli.common import AsJson, console, moment, print_json, print_table, settings_of
from vehiclefinder.finder import Answer, Scope
from vehiclefinder.sheet import save_sheet

Sentence = Annotated[str, typer.Argument(help="What to look for, in plain English.", show_default=False)]


def find(
    context: typer.Context,
    sentence: Sentence,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Matches per wanted vehicle.")] = 5,
    camera: Annotated[list[str] | None, typer.Option(help="Only this camera; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Seen at or after this time (ISO 8601).")] = None,
    until: Annotated[str | None, typer.Option(help="Seen at or before this time (ISO 8601).")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Write the result sheet to this picture.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the vehicles that a sentence describes."""
    scope = Scope(k, tuple(camera or ()), moment(since), moment(until))
    with open_finder(settings_of(context)) as finder:
        answer = finder.find(sentence, scope)
    if sheet:
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
                ", ".join(_contribution(c.keyword, c.probability) for c in match.contributions),
            )
            for match in answer.matches
        ],
    )


def parse(context: typer.Context, sentence: Sentence, as_json: AsJson = False) -> None:
    """Show what is understood of a sentence."""
    query = open_reader(settings_of(context))(sentence)
    if as_json:
        print_json(asdict(query))
        return
    rows = [
        (i, target.role, keyword.label, ("not " if keyword.negated else "") + keyword.text, keyword.value)
        for i, target in enumerate(query.targets, 1)
        for keyword in target.keywords
    ]
    print_table(("vehicle", "role", "label", "words", "means"), rows)


def show(
    context: typer.Context,
    track: Annotated[int, typer.Argument(help="Number of the track.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a track."""
    with open_catalog(settings_of(context)) as catalog:
        facts = catalog.track(track).to_json()
    if as_json:
        print_json(facts)
        return
    path = facts.pop("path")
    print_table(("fact", "value"), [*facts.items(), ("path", f"{len(path)} boxes")])


def _contribution(keyword: str, probability: float | None) -> str:
    return f"{keyword} –" if probability is None else f"{keyword} {probability:.2f}"
