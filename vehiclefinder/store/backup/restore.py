"""Unpacks backups into homes that are new."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.backup import home_files
from vehiclefinder.store.backup.archive import BLOCK, DigestingReader, members
from vehiclefinder.store.backup.backup import FILES, MANIFEST
from vehiclefinder.store.backup.dump import NAMES, POSTGRESQL, SQLITE, restore_postgresql
from vehiclefinder.store.backup.manifest import Manifest
from vehiclefinder.store.backup.unfinished_folder import unfinished_folder
from vehiclefinder.store.database.home import open_database, parsed
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import Media


def check(path: Path) -> Manifest:
    """Read a backup to its end, and return what it says of itself.

    :raises StoreError: It is none, is damaged, or of a newer program.
    """
    manifest: Manifest | None = None
    for name, content in members(path):
        if name == MANIFEST:
            manifest = Manifest.from_text(content.read())
    return _known(path, manifest)


def restore(path: Path, home: Path, url: str | None = None, media: Media | None = None) -> Manifest:
    """Make a home of a backup; it appears whole or not at all.

    :param home: A folder that is not there yet, or empty.
    :param url: As a catalog takes it: the database, empty, of a backup of PostgreSQL.
    :param media: Where pictures and videos go, a store that holds nothing yet; into the home unless given.
    :raises ConflictError: There is something in the folder, or the store, already; the database is another file.
    :raises StoreError: The backup is none, is damaged, of another engine or a newer program, or cannot be unpacked.
    """
    if url and parsed(url).get_backend_name() != POSTGRESQL:
        told = "expected settings that name no database, or one in PostgreSQL, got one in another file"
        raise ConflictError(f"{told}: a backup of SQLite comes back as catalog.db of the home")
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise ConflictError(f"expected a new folder to restore into, and there is something in {home}")
    media = media or FolderMedia(home.absolute())
    if media.is_shared:
        home_files.require_empty(media)
    with _beside(home) as folder:
        manifest = _unpack(path, folder, POSTGRESQL if url else SQLITE)
        if url:
            restore_postgresql(folder / NAMES[POSTGRESQL], parsed(url))
        _settle(folder, media, manifest, url)
        if media.is_shared:
            home_files.move(folder, media)
        (folder / NAMES[POSTGRESQL]).unlink(missing_ok=True)
        home.mkdir(0o700, exist_ok=True)
        folder.chmod(home.stat().st_mode & 0o7777)
        folder.rename(home)  # in place of an empty folder
    return manifest


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with unfinished_folder(home) as folder:
            yield folder
    except OSError as error:
        raise write_error(f"cannot restore to {home}", error) from error


def _unpack(path: Path, folder: Path, engine: str) -> Manifest:
    manifest: Manifest | None = None
    for name, content in members(path):
        if name == MANIFEST:
            manifest = Manifest.from_text(content.read())
            _require_engine(manifest, engine)
        elif name in NAMES.values():
            _write(content, folder / name)
        elif name.startswith(f"{FILES}/"):
            _write(content, folder / name.removeprefix(f"{FILES}/"))
    return _known(path, manifest)


def _write(content: DigestingReader, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file, BLOCK)


def _settle(folder: Path, media: Media, manifest: Manifest, url: str | None) -> None:
    database = open_database(folder, url)  # which brings the tables up to date
    try:
        with database.write() as session:
            home_files.rehome(session, manifest.home, media)
    finally:
        database.close()


def _require_engine(manifest: Manifest, engine: str) -> None:
    if manifest.engine != engine:
        raise StoreError(f"the backup is of a catalog in {manifest.engine}, and the settings name one in {engine}")


def _known(path: Path, manifest: Manifest | None) -> Manifest:
    if manifest is None:
        raise StoreError(f"{path} is no backup: it has no manifest")
    return manifest
