"""The commands that make a file of a home, and a home of a file: backup and restore."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import media_of, open_catalog
from vehiclefinder.cli.common import AsJson, console, errors, print_json, settings_of
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.backup import restore as restoring
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.backup.manifest import Manifest
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

File = Annotated[Path, typer.Argument(help="The backup, a tar archive.", show_default=False)]


def backup(
    context: typer.Context,
    file: File,
    videos: Annotated[bool, typer.Option("--videos", help="With uploads and recordings of streams.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything of the home, but caches, into one file, while it is in use."""
    with open_catalog(settings_of(context)) as catalog:
        manifest = back_up(catalog, file, videos=videos)
        _note(catalog, "backup.create", file, manifest)
    _tell(manifest, as_json, f"{file}: {_size(manifest)}")
    if manifest.missing and not as_json:
        told = counted(len(manifest.missing), "file is", "files are")
        errors.print(f"{told} missing in the home, such as {manifest.missing[0]}")


def restore(
    context: typer.Context,
    file: File,
    check: Annotated[bool, typer.Option("--check", help="Read it to its end, and restore nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the home, which must not be there yet, of a backup."""
    if check:
        manifest = restoring.check(file)
        _tell(manifest, as_json, f"{file} is whole: {_size(manifest)}")
        return
    settings = settings_of(context)
    manifest = restoring.restore(file, settings.home, settings.database_url, media_of(settings))
    with open_catalog(settings) as catalog:
        _note(catalog, "backup.restore", file, manifest)
    _tell(manifest, as_json, f"{settings.home}: {_size(manifest)}")
    if not as_json:
        errors.print(
            "Users, tokens and sessions are as they were then: whoever was locked out since may come in again."
        )


def _note(catalog: Catalog, action: str, file: Path, manifest: Manifest) -> None:
    detail = {"file": file.name, "created": manifest.created.isoformat(), "files": manifest.files}
    try:
        AuditLog(catalog.database).write(LOCAL, action, detail)
    except StoreError as error:  # a disk that is full is a reason to make a backup
        errors.print(f"this is not in the audit log: {error}", markup=False)


def _tell(manifest: Manifest, as_json: bool, text: str) -> None:
    if as_json:
        print_json(asdict(manifest))
    else:
        console.print(text, markup=False)


def _size(manifest: Manifest) -> str:
    tracks, sources = (counted(manifest.rows[f"{thing}s"], thing) for thing in ("track", "source"))
    of = f"{tracks} of {sources}, {counted(manifest.files, 'file')}"
    return f"{of}{'' if manifest.videos else ', no uploads and recordings'}, as of {manifest.created:%F %T} UTC"
