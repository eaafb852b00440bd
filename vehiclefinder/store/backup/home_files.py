"""The files of a home that belong into a backup, held as they are at one moment."""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control import alerts, cases, feedback
from vehiclefinder.store.database.schema.cases import CaseItemRow, FeedbackRow
from vehiclefinder.store.database.schema.jobs import IngestJobRow
from vehiclefinder.store.database.schema.tracks import CropRow, SourceRow
from vehiclefinder.store.database.schema.watches import AlertRow
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS
from vehiclefinder.store.tracks import crop_files

KEPT = (crop_files.FOLDER, alerts.FOLDER, cases.FOLDER, feedback.FOLDER)
VIDEOS = (UPLOADS, RECORDINGS)
SETTINGS = "config.toml"


def named(session: Session) -> set[str]:
    """Return the files that rows name, relative to the home: pictures, and what cases hold."""
    files = set(session.scalars(select(CropRow.file)))
    files |= {file for file in session.scalars(select(AlertRow.file)) if file is not None}
    files |= {f"{feedback.FOLDER}/{one}.jpg" for one in session.scalars(select(FeedbackRow.id).where(FeedbackRow.crop))}
    for case, item, hashes in session.execute(select(CaseItemRow.case_id, CaseItemRow.id, CaseItemRow.files)):
        files |= {f"{cases.FOLDER}/{case}/{item}/{name}" for name in hashes}
    return files


def hold(home: Path, folder: Path, videos: bool) -> list[str]:
    """Link the files of a home into a folder, or copy them where there are no links: then nobody takes them away.

    :param folder: Empty; best on the same file system.
    :returns: Their paths relative to the home, sorted.
    :raises StoreError: They cannot be held.
    """
    files = sorted(_files(home, (*KEPT, *VIDEOS) if videos else KEPT))
    try:
        return [name for name in files if _hold(home / name, folder / name)]
    except OSError as error:
        raise write_error(f"the files of {home} cannot be copied to {folder}", error) from error


def rehome(session: Session, old: str, new: Path) -> None:
    """Let what names videos that the home held itself name them in its new folder."""
    for folder in VIDEOS:
        before, after = f"{Path(old) / folder}/", f"{new / folder}/"
        for column in (SourceRow.uri, IngestJobRow.uri, IngestJobRow.locator):
            moved = {column: after + func.substr(column, len(before) + 1)}
            session.execute(update(column.class_).where(func.substr(column, 1, len(before)) == before).values(moved))


def _files(home: Path, folders: Collection[str]) -> Iterator[str]:
    if (home / SETTINGS).is_file():
        yield SETTINGS
    for folder in folders:
        for path, _, names in os.walk(home / folder):
            yield from (str((Path(path) / name).relative_to(home)) for name in names if not name.endswith(".part"))


def _hold(file: Path, held: Path) -> bool:
    """Return False where it is gone already."""
    held.parent.mkdir(parents=True, exist_ok=True)
    try:
        try:
            os.link(file, held)
        except FileNotFoundError:
            raise
        except OSError:  # another file system, or one without links
            shutil.copyfile(file, held)
    except FileNotFoundError:
        return False
    return True
