"""The command line: one function a command; errors become one line and an exit code here, and only here.

Each command is a module of its own, imported when it is called: ``COMMANDS`` has its place and its line of help. A
command asks and prints; what it does belongs to the rooms below.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ner.errors import NerError
from vehiclefinder import __version__
from vehiclefinder.cli.common import errors
from vehiclefinder.cli.lazy import LazyCommand, lazy_group
from vehiclefinder.core.errors import VehicleFinderError

WORLD_FAULT, USAGE = 1, 2

COMMANDS = {
    name: LazyCommand(f"{__name__}.{place}", line)
    for name, place, line in (
        (
            "ingest",
            "ingest:ingest",
            "Find and follow the vehicles of videos, and remember them, of several videos at once.",
        ),
        ("find", "find:find", "Find the vehicles that a sentence describes."),
        ("similar", "find:similar", "Find the vehicles that look like one that was seen, from whatever side."),
        ("parse", "parse:parse", "Show what is understood of a sentence."),
        ("show", "catalog:show", "Show all that is known of a track."),
        ("cameras", "cameras:cameras", "List the cameras; say where north is in their pictures."),
        ("sources", "sources:sources", "List the sources, unfinished ones too; correct and delete them."),
        ("reindex", "reindex:reindex", "Make the search index again from the catalog."),
        (
            "reencode",
            "reencode:reencode",
            "Make the vectors of all tracks anew, from their stored pictures, that another model made.",
        ),
        (
            "prune",
            "prune:prune",
            "Remove what was found in old video, and tidy; the videos themselves, cases and feedback stay.",
        ),
        ("case", "cases:case", "List the cases; export one as a signed archive."),
        (
            "site-key",
            "cases:site_key",
            "Print the public key with which this site signs archives, and its fingerprint.",
        ),
        (
            "verify",
            "cases:verify",
            "Check the archive of a case, without a home; exit code 1: it does not hold, 2: it cannot be read.",
        ),
        ("backup", "backup:backup", "Write everything of the home, but caches, into one file, while it is in use."),
        ("restore", "backup:restore", "Make the home, which must not be there yet, of a backup."),
        (
            "migrate-store",
            "migrate_store:migrate_store",
            "Move the catalog into another database, such as from SQLite to PostgreSQL, or back.",
        ),
        (
            "migrate-media",
            "migrate_media:migrate_media",
            "Copy pictures, uploads and recordings into a store that several machines can reach; nothing is removed.",
        ),
        (
            "doctor",
            "doctor:doctor",
            "Check program, models, store, clock, disk and streams; exit code 1 where something is wrong.",
        ),
        ("serve", "serve:serve", "Serve the REST endpoint: to this machine alone, until there is an account."),
        ("dashboard", "serve:dashboard", "Serve the operators' dashboard and the REST endpoint, likewise."),
        (
            "work",
            "work:work",
            "Ingest what the queue holds, and answer no searches, on any number of machines.",
        ),
        ("label", "label:label", "Take crops of ingested tracks to be labelled, with a page to check them on."),
        ("demo", "demo:demo", "Ingest the clip that ships with the project and answer five sentences about it."),
        ("user", "user:user", "Say who may log in, by name and password."),
        ("session", "session:session", "See who is logged in, and log them out."),
        ("token", "token:token", "Give programs access to the REST endpoint."),
        ("config", "config:config", "Say which settings hold."),
        ("data", "data:data", "Make data to train on."),
        ("feedback", "feedback:feedback", "What operators said of results."),
        ("train", "train:train", "Train a model (needs the extra 'train')."),
        ("eval", "evaluate:evaluate", "Measure a model on labelled data."),
        ("export", "export:export", "Write tracks for other programs; turn a checkpoint into a release model."),
    )
}

app = typer.Typer(cls=lazy_group(COMMANDS), no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


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
    context.obj = home  # a page of help reads no settings


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
    errors.print("error:", style="bold red", end=" ")
    errors.print(message, markup=False)
    sys.exit(code)
