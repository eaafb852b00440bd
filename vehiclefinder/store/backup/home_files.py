"""The files of a home that belong into a backup, held as they are at one moment."""

import os
import shutil
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control import alerts, cases, feedback
from vehiclefinder.store.database.schema.cases import CaseItemRow, FeedbackRow
from vehiclefinder.store.database.schema.jobs import IngestJobRow
from vehiclefinder.store.database.schema.tracks import CropRow, SourceRow
from vehiclefinder.store.database.schema.watches import AlertRow
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.media import MEDIA, Media
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS
from vehiclefinder.store.tracks import crop_files
from vehiclefinder.store.tracks.media_owner import OWNER

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


def hold(media: Media, folder: Path, videos: bool) -> list[str]:
    """Link the files of a home into a folder, or copy them where there are no links: then nobody takes them away.

    :param folder: Empty; best on the same file system.
    :returns: Their paths relative to the home, sorted.
    :raises StoreError: They cannot be held.
    """
    home, held = FolderMedia(media.home), []
    try:
        if (media.home / SETTINGS).is_file() and hold_file(home, SETTINGS, folder):
            held.append(SETTINGS)
        for one in (*KEPT, *VIDEOS) if videos else KEPT:
            held += [name for name in media.names(one) if hold_file(media, name, folder)]
    except OSError as error:
        raise write_error(f"the files of {media.shown} cannot be copied to {folder}", error) from error
    return sorted(held)


def rehome(session: Session, old: str, new: Media) -> None:
    """Let what names videos that the store held itself name them where they lie now."""
    for folder in VIDEOS:
        after = f"{new.address(folder)}/"
        for before in (f"{Path(old) / folder}/", f"{MEDIA}{folder}/"):
            for column in (SourceRow.uri, IngestJobRow.uri, IngestJobRow.locator):
                moved = {column: after + func.substr(column, len(before) + 1)}
                same = func.substr(column, 1, len(before)) == before
                session.execute(update(column.class_).where(same).values(moved))


def require_empty(media: Media) -> None:
    """Make sure that nothing lies yet in a store that files are to be moved to.

    :raises ConflictError: There is something.
    """
    if any(media.entries(folder) for folder in (*KEPT, *VIDEOS)) or media.read(OWNER) is not None:
        raise ConflictError(f"expected nothing in {media.shown} to restore or copy into, and there is something")


def move(folder: Path, media: Media) -> None:
    """Move the files of a folder, as a home has them, into a store that is another one.

    :raises StoreError: They cannot be moved.
    """
    for one in (*KEPT, *VIDEOS):
        if (folder / one).is_dir():
            media.keep(folder / one, one)


def hold_file(media: Media, name: str, folder: Path) -> bool:
    """Link one into a folder likewise; False where it is gone already.

    :raises OSError: It cannot be held there.
    :raises StoreError: It cannot be read.
    """
    held = folder / name
    held.parent.mkdir(parents=True, exist_ok=True)
    if media.copies is not None and not name.startswith(VIDEOS):  # small, and many
        if (content := media.read(name)) is not None:
            held.write_bytes(content)
        return content is not None
    try:
        with media.lend(name) as file:
            _link(file, held)
    except (NotFoundError, FileNotFoundError):
        return False
    return True


def _link(file: Path, held: Path) -> None:
    try:
        os.link(file, held)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(file, held)
