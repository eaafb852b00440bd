"""The command that takes what was ingested over to a new model: reencode."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.cli.common import AsJson, console, errors, print_json, settings_of
from vehiclefinder.core.counting import counted
from vehiclefinder.ingest.reencoder import Reencoded

SHOWN = 20
"""Numbers that a line lists at most; ``--json`` lists all."""


def reencode(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the vectors of all tracks anew, from their stored pictures, that another model made."""
    settings = settings_of(context)
    with open_catalog(settings) as catalog:
        reencoder = open_reencoder(settings, catalog)
        with _bar(catalog.coverage(reencoder.encoder).waiting()) as report:
            done = reencoder.run(report)
        left = open_index(settings, catalog, open_decider(settings)).coverage()
        tidied = open_tidier(settings, catalog).tidy()  # such as the index of the former model
    told: dict[str, Any] = {
        "encoder": reencoder.encoder,
        **asdict(done),
        "superseded": list(left.superseded),
        "waiting": left.waiting(),
    }
    if as_json:
        print_json(told)
        return
    vectors, sources = (
        counted(done.tracks, "track has", "tracks have"),
        counted(done.sources, "source is", "sources are"),
    )
    console.print(f"{vectors} a new vector, {sources} now of the present model")
    for line in (*_accounts(done, told), *tidied.failures):
        errors.print(f"warning: {line}", markup=False)


def _accounts(done: Reencoded, told: dict[str, Any]) -> Iterator[str]:
    """What is not as it should be."""
    if done.partly:
        yield f"{done.partly} of them by some of their pictures alone: others are missing or damaged"
    for source, tracks in done.without_pictures.items():
        one = f"track of source {source} is kept and cannot be searched, for its pictures are missing"
        more = f"tracks of source {source} are kept and cannot be searched, for their pictures are missing"
        yield (
            f"{counted(len(tracks), one, more)}: "
            f"{_listed(tracks)}; bring these back and run this again, or delete the source and ingest it again"
        )
    if told["superseded"]:
        yield (
            f"sources {_listed(told['superseded'])} were ingested once more with the present model and stay as they "
            "are: 'sources delete' removes them"
        )
    if done.left:
        yield f"sources {_listed(done.left)} were removed or ingested once more meanwhile, and were left alone"
    if told["waiting"]:
        yield f"{counted(told['waiting'], 'track still waits', 'tracks still wait')}: run this again"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[Reencoded], None]]:
    """Show how far it has come, on a terminal's standard error."""
    if not errors.is_terminal:
        yield lambda done: None
        return
    columns = (TextColumn("tracks"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        task = bars.add_task("", total=total)
        yield lambda done: bars.update(task, completed=done.tracks + done.lost)
