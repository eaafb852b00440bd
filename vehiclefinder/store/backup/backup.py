"""Makes backups, while the home is in use."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from vehiclefinder import __version__
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.backup import home_files
from vehiclefinder.store.backup.archive import writing
from vehiclefinder.store.backup.dump import NAMES, dump, engine_of
from vehiclefinder.store.backup.manifest import Manifest
from vehiclefinder.store.backup.unfinished_folder import unfinished_folder
from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.tracks.catalog import Catalog

TRIES = 5
"""How often rows are read anew where files that they name were removed before they were held."""
MANIFEST, FILES = "manifest.json", "files"


def back_up(catalog: Catalog, path: Path, *, videos: bool = False) -> Manifest:
    """Write rows and files of one moment into one archive; whoever works with the home goes on.

    Beside the archive as much room as the database takes is needed meanwhile, and as much as all files where it lies
    on another file system.

    :param path: The archive: rows of tokens, users and streams are in it, so that its owner alone may read it.
    :param videos: Take uploads and recordings along, without which no clips can be cut of them.
    :raises ConflictError: There is a file already.
    :raises StoreError: Something cannot be read or written.
    """
    catalog.database.journal.flush()
    with unfinished_folder(path) as folder, writing(path) as archive:
        manifest, held = _moment(catalog, folder, videos)
        archive.add_bytes(MANIFEST, json.dumps(manifest.to_json(), indent=2).encode())
        database = NAMES[manifest.engine]
        archive.add(database, folder / database)
        for name in held:
            archive.add(f"{FILES}/{name}", folder / FILES / name)
    return manifest


def _moment(catalog: Catalog, folder: Path, videos: bool) -> tuple[Manifest, list[str]]:
    """Hold files and rows that fit: a file that is missing twice is missing in the home."""
    missing: set[str] = set()
    for _ in range(TRIES):
        manifest, held, lacking = _try(catalog, folder, videos)
        if lacking <= missing:
            return manifest, held
        missing = lacking
    raise StoreError(f"files were removed {TRIES} times while they were to be copied; try again later")


def _try(catalog: Catalog, folder: Path, videos: bool) -> tuple[Manifest, list[str], set[str]]:
    for before in sorted(folder.rglob("*"), reverse=True):
        before.rmdir() if before.is_dir() else before.unlink()
    with catalog.database.read() as session:
        engine, now = engine_of(session), datetime.now(UTC)
        dump(session, folder / NAMES[engine])
        held = home_files.hold(catalog.media, folder / FILES, videos)
        lacking = home_files.named(session) - set(held)
        rows = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES.sorted_tables
        }
    home = str(catalog.home.absolute())
    missing = tuple(sorted(lacking))
    return Manifest(__version__, HEAD, engine, home, now, rows, len(held), missing, videos), held, lacking
