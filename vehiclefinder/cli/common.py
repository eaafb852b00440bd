"""What the commands share: the chosen home, plain and JSON output, moments in time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:  # the list of commands does without
    from vehiclefinder.core.site_clock import SiteClock
    from vehiclefinder.settings import Settings
    from vehiclefinder.store.tracks.catalog import Catalog

console = Console(highlight=False, soft_wrap=True, emoji=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

Sentence = Annotated[str, typer.Argument(help="What to look for, in plain words.", show_default=False)]
Track = Annotated[int, typer.Argument(help="Number of the track.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_of(context: typer.Context) -> "Settings":
    """Read the settings, in the home that the global options chose.

    :raises ValueError: A value is no such thing.
    """
    from vehiclefinder.settings import Settings

    return Settings.from_environment(home=context.obj)


def warn(notes: Iterable[str]) -> None:
    """Print warnings for whoever reads the errors."""
    for note in notes:
        errors.print(f"warning: {note}", markup=False)


@contextmanager
def reading(settings: "Settings") -> Iterator["Catalog"]:
    """Open the catalog for a command that only reads; where nothing can be written it says so and goes on.

    :raises StoreError: The home or the database cannot be read.
    """
    from vehiclefinder.assemble.catalog import open_catalog

    with open_catalog(settings) as catalog:
        if reason := catalog.unwritable():
            warn([f"nothing can be stored now: {reason}"])
        yield catalog


def print_json(value: Any) -> None:
    """Print a value as indented JSON; paths and enums become text."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_table(columns: Sequence[Column | str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under column names."""
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*("–" if cell is None else Text(str(cell)) for cell in row))  # brackets in names are no markup
    console.print(table)


def clock_of(settings: "Settings") -> "SiteClock":
    """Return the clock of the site.

    :raises ValueError: There is no such zone.
    """
    from vehiclefinder.core.site_clock import SiteClock
    from vehiclefinder.core.time_zones import time_zone

    return SiteClock(time_zone(settings.timezone))


def moment(text: str | None, clock: "SiteClock") -> datetime | None:
    """Read a date and time; without an offset it is by the clock of the site, and what is doubtful of it is told.

    :raises ValueError: Not ISO 8601.
    """
    if text is None:
        return None
    read = clock.read(text)
    bare = datetime.fromisoformat(text.strip())
    if bare.tzinfo is None and (doubt := clock.placed(bare)[1]):
        warn([doubt])
    return read


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
