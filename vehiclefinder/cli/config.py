"""Commands for the settings: what holds, and who chose it."""

import os
from typing import Any

import typer
from rich.table import Column

from vehiclefinder.cli.common import AsJson, print_json, print_table, settings_of
from vehiclefinder.settings import Settings
from vehiclefinder.settings.sources import choices

DEFAULT = "default"

config = typer.Typer(help="Say which settings hold.", no_args_is_help=True, add_completion=False)


@config.command()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show every setting, its value and where it came from; secrets are hidden."""
    chosen = choices(Settings, os.environ, context.find_root().params["home"])
    sources = {name: choice.source for name, choice in chosen.items()}
    values = settings_of(context).model_dump(mode="json")
    rows = [{"name": name, "value": value, "source": sources.get(name, DEFAULT)} for name, value in values.items()]
    if as_json:
        print_json(rows)
        return
    print_table(("name", Column("value", overflow="fold"), Column("source", overflow="fold")), map(_row, rows))


def _row(row: dict[str, Any]) -> list[object]:
    return [", ".join(cell) or None if isinstance(cell, list) else cell for cell in row.values()]
