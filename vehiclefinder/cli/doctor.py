"""The command that looks after an installation: doctor."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from vehiclefinder.assemble.checks.examination import Examination, examine
from vehiclefinder.cli.common import AsJson, console, print_json, print_table, settings_of

Repair = Annotated[bool, typer.Option("--repair", help="Mend what can be mended first, and say what was done.")]
Deep = Annotated[bool, typer.Option("--deep", help="Decode every picture, and compare every vector of the index.")]


def doctor(context: typer.Context, repair: Repair = False, deep: Deep = False, as_json: AsJson = False) -> None:
    """Check program, models, store, clock, disk and streams; exit code 1 where something is wrong."""
    found = examine(settings_of(context), deep, mend=repair)
    if as_json:
        told = {"repaired": found.repaired, "notes": found.notes, "problems": found.problems}
        print_json(found.states | told)
    else:
        _print(found)
    raise typer.Exit(1 if found.problems else 0)


def _print(found: Examination) -> None:
    print_table(("what", "state"), [(name, _flat(value)) for name, value in found.states.items()])
    _print_lines("mended", found.repaired)
    _print_lines("note", found.notes)
    _print_lines("wrong", found.problems)
    if not found.problems:
        console.print("nothing is wrong")


def _print_lines(kind: str, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(f"{kind}: {line}", markup=False)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)
