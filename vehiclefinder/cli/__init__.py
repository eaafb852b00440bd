"""The command line: one function a command; errors become one line and an exit code here, and only here."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ner.errors import NerError
from vehiclefinder import __version__
from vehiclefinder.cli import config, data, demo, feedback, label, library, prune, search, serve, token, workshop
from vehiclefinder.cli.common import errors
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.settings import Settings

WORLD_FAULT, USAGE = 1, 2

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
COMMANDS: tuple[Callable[..., None], ...] = (
    library.ingest,
    search.find,
    search.similar,
    search.parse,
    search.show,
    library.cameras,
    library.sources,
    library.reindex,
    prune.prune,
    library.doctor,
    serve.serve,
    serve.dashboard,
    label.label,
    demo.demo,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(token.token, name="token")
app.add_typer(config.config, name="config")
app.add_typer(data.data, name="data")
app.add_typer(feedback.feedback, name="feedback")
app.add_typer(workshop.train, name="train")
app.add_typer(workshop.evaluate, name="eval")
app.add_typer(workshop.export, name="export")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Folder of catalog, index and crops.", show_default=False)] = None,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True)] = False,
) -> None:
    """Find vehicles in traffic video from a sentence."""
    context.obj = Settings.from_environment(home=home)


def main() -> None:
    """Run the command line. Exit codes: 0 ok, 1 the world's fault, 2 the caller's."""
    try:
        app()
    except ValueError as error:
        _fail(error, USAGE)
    except (VehicleFinderError, NerError, OSError) as error:
        _fail(error, WORLD_FAULT)


def _fail(error: Exception, code: int) -> None:
    message = " ".join(str(error).split()) or type(error).__name__
    errors.print(f"[bold red]error:[/bold red] {escape(message)}")
    sys.exit(code)
