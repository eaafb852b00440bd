"""Media in a folder: that of the home, or one that several machines have mounted."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files import file_copies, settled
from vehiclefinder.store.files.media import MEDIA, MediaEntry

PART = ".part"
"""What the names of files end in that are not finished."""


class FolderMedia:
    """Files in a folder; see :class:`~vehiclefinder.store.files.media.Media`.

    :param home: The store's folder.
    :param folder: Where the files lie, never made: it may not be mounted; the home unless given.
    """

    def __init__(self, home: Path, folder: Path | None = None) -> None:
        self.home = home
        self.copies = None
        self.is_shared = folder is not None
        self._folder = home if folder is None else folder

    @property
    def shown(self) -> str:
        """The folder."""
        return str(self._folder)

    def address(self, name: str) -> str:
        """Return the path, where it is the home's; machines may have mounted others in different places."""
        return f"{MEDIA}{name}" if self.is_shared else str(self._folder / name)

    def path(self, name: str) -> Path:
        """Return where a file lies."""
        return self._folder / name

    def fetch(self, name: str) -> Path | None:
        """Return where a file lies, or None where it is gone."""
        path = self._folder / name
        if path.is_file():
            return path
        self._require()
        return None

    def seekable(self, name: str) -> Path | None:
        """Return where a file lies, or None where it is gone."""
        return self.fetch(name)

    @contextmanager
    def lend(self, name: str, more: Callable[[], object] = lambda: None) -> Iterator[Path]:
        """Return where a file lies."""
        if (path := self.fetch(name)) is None:
            raise NotFoundError(f"no file {name} in {self.shown}")
        yield path

    def read(self, name: str) -> bytes | None:
        """Return what a file holds."""
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            self._require()
            return None
        except OSError as error:
            raise StoreError(f"cannot read {self._folder / name}: {error.strerror or error}") from error

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        path = self._folder / name
        part = path.with_suffix(PART)
        self._require()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(path)
        except OSError as error:
            raise write_error(f"cannot write {path}", error) from error
        finally:
            with suppress(OSError):  # where it was written it has its name, else nothing of it stays
                part.unlink()

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Write some files."""
        for name, content in files.items():
            self.write(name, content)

    def keep(self, made: Path, name: str) -> None:
        """Move a file or folder into it."""
        path = self._folder / name
        self._require()
        if not self.is_shared:
            file_copies.keep(made, path)
            return
        part = path.with_name(f"{path.name}-{uuid4().hex}{PART}")  # another file system, as a rule
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, part)
            file_copies.keep(part, path)
        except OSError as error:
            raise write_error(f"cannot write {path}", error) from error
        finally:
            with suppress(StoreError):
                file_copies.discard(part)

    def discard(self, name: str) -> None:
        """Remove a file or folder."""
        self._require()
        path = self._folder / name
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(f"cannot remove {path}", error) from error

    def entries(self, folder: str) -> Sequence[MediaEntry]:
        """Return what lies right in a folder."""
        found = []
        for path in sorted((self._folder / folder).glob("*")):
            with suppress(OSError):  # it may be removed meanwhile
                state = path.stat()
                size, changed = state.st_size if path.is_file() else 0, datetime.fromtimestamp(state.st_mtime, UTC)
                found.append(MediaEntry(f"{folder}/{path.name}", size, changed, path.is_dir()))
        return found

    def names(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder."""
        for path in sorted((self._folder / folder).rglob("*")):
            if path.suffix != PART and path.is_file():
                yield path.relative_to(self._folder).as_posix()

    def size(self, name: str) -> int:
        """Return the bytes of a file, or of all below a folder."""
        return settled.size(self._folder / name)

    def _require(self) -> None:
        if self.is_shared and not self._folder.is_dir():
            raise StoreError(f"the media store {self.shown} is not there: is it mounted?") from OSError("no folder")
