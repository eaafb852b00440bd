"""Copies of files that outlive what they were copied from."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files.scratch import scratch

STAGING = "staging"


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """A new folder for files that are not finished, on the disk of those that are kept; see :func:`scratch.scratch`.

    :raises StoreError: It cannot be made.
    """
    with ExitStack() as stack:
        with _translated(home):
            folder = stack.enter_context(scratch(home / STAGING))
        yield folder


def copy(files: Mapping[str, Path], folder: Path) -> dict[str, str]:
    """Copy files into a new folder; those that are gone are left out.

    :param files: Name of the copy -> the file.
    :returns: Name -> sha256 of the copy.
    :raises StoreError: They cannot be copied.
    """
    found = {}
    with _translated(folder):
        folder.mkdir()
        for name, file in files.items():
            if file.is_file():
                shutil.copyfile(file, folder / name)
                found[name] = sha256(folder / name)
    return found


def keep(staged: Path, target: Path) -> None:
    """Move a file or folder to where it stays, in place of what an interrupted step may have left there.

    :raises StoreError: It cannot be moved.
    """
    with _translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        staged.replace(target)


def discard(kept: Path) -> None:
    """Remove a file or folder; it may be gone already.

    :raises StoreError: It cannot be removed.
    """
    with _translated(kept):
        if kept.is_dir():
            shutil.rmtree(kept)
        else:
            kept.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(f"cannot write {path}", error) from error
