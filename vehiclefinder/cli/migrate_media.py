"""The command that copies pictures and videos into another store: migrate-media."""

from dataclasses import asdict
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.cli.common import AsJson, console, errors, print_json, settings_of
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files.open_media import open_media, shared_folder
from vehiclefinder.store.move.media_copy import MediaCopied, copy_media

AGAIN = "programs use this home: stop them, and do this again; it copies only what came since"
Target = Annotated[
    str, typer.Argument(metavar="TO", help="s3://bucket/prefix or file:///mnt/share.", show_default=False)
]


def migrate_media(context: typer.Context, target: Target, as_json: AsJson = False) -> None:
    """Copy pictures, uploads and recordings into a store that several machines can reach; nothing is removed.

    It may be begun while a service runs, and be done again: only what is missing is copied, and all is compared.
    """
    settings = settings_of(context)
    store = open_media(settings.home, target)
    with open_catalog(settings) as catalog:
        shown = catalog.media.shown
        with errors.status("looking at both stores") as status:
            copied = copy_media(
                catalog, store, lambda folder, files: status.update(f"copying {folder}: {files:,} files")
            )
        told = {"from": shown, "to": store.shown, "files": copied.files, "whole": copied.is_whole}
        AuditLog(catalog.database).write(LOCAL, "media.migrate", told)
    following = _following(store.shown, target, shown) if copied.is_whole else AGAIN
    if as_json:
        print_json({"from": shown, "to": store.shown, **asdict(copied), "next": following})
        return
    console.print(_done(shown, store.shown, copied), markup=False)
    console.print(f"Next: {following}.", markup=False)


def _done(source: str, target: str, copied: MediaCopied) -> str:
    files = f"{counted(copied.files, 'file')}, {copied.size / 10**9:.2f} GB"
    return f"{source} to {target}: {files}, compared by their content; {copied.copied:,} of them copied just now."


def _following(shown: str, target: str, before: str) -> str:
    if shared_folder(target) is not None:
        shown = target  # as the setting takes it; there is no secret in a path
    secret = "" if shown.rstrip("/") == target.rstrip("/") else " (with what it was given besides)"
    setting = f"set VEHICLEFINDER_MEDIA to {shown}{secret} for all programs, and start them"
    return f"{setting}. What lies in {before} is no longer needed once all is well"
