"""Media in a store of objects, or what else fsspec reaches by an URL; what must be a file is copied to this machine."""

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.file_cache import FileCache
from vehiclefinder.store.files.file_copies import staging
from vehiclefinder.store.files.media import MEDIA, MediaEntry
from vehiclefinder.store.files.remote_file import BLOCK, RemoteFile

CACHE = "media"
"""Folder of a home that copies lie in."""
BLOCKS = ".blocks"
"""What the name of a file ends in, as the folder beside its copy that blocks of it lie in."""
LIMIT, SLACK, IN_USE = 10 << 30, 100 << 20, 600.0
"""Bytes of copies that are kept, by how much they may be more until that is looked at, and seconds for which one that
was asked for stays however many there are."""
TURNS = 16
"""Copies that are fetched at a time, at most: nobody fetches what another is fetching."""
S3 = ("s3", "s3a")
CONNECT, READ, TRIES = 5, 30, 3
"""Seconds until a server has answered, or sent more, and how often that is tried."""
LOCAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
"""What only the disk of this machine says."""


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """An URL such as ``s3://bucket/prefix``, taken apart.

    :param plain: Without what may be secret.
    :param options: What the filesystem is opened with besides.
    :param reading: What a whole file is read with, so that it takes one request.
    """

    plain: str
    options: Mapping[str, Any]
    reading: Mapping[str, Any]

    @classmethod
    def parse(cls, url: str) -> "MediaAddress":
        """Take an URL apart: ``s3://KEY:SECRET@bucket/prefix?endpoint_url=http://minio:9000`` is the most it may have.

        :raises ValueError: It is none; nothing of it is quoted.
        """
        try:
            parts = urlsplit(url)
            asked, bucket = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query))), parts.hostname
        except ValueError:
            raise ValueError(f"expected {EXPECTED}") from None
        is_s3 = parts.scheme in S3
        if "://" not in url or not parts.scheme or parts.fragment or asked.keys() - ({"endpoint_url"} if is_s3 else {}):
            raise ValueError(f"expected {EXPECTED}")
        if (is_s3 and not bucket) or (not is_s3 and "@" in parts.netloc):
            raise ValueError(f"expected {EXPECTED}")
        plain = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
        if not is_s3:
            return cls(plain, {}, {})
        options = _s3_options(parts.username, parts.password, asked.get("endpoint_url"))
        return cls(plain, options, {"max_concurrency": 1})


EXPECTED = "an URL such as s3://bucket/prefix or file:///mnt/share"


class RemoteMedia:
    """Files in a store of objects; see :class:`~vehiclefinder.store.files.media.Media`.

    Nothing is asked of it, and fsspec is not imported, until there is something to read or write.

    :param home: The store's folder.
    :param url: As :class:`MediaAddress` takes it.
    :param limit: Bytes of copies on this machine.
    :raises ValueError: The URL is none.
    """

    is_shared = True

    def __init__(self, home: Path, url: str, limit: int = LIMIT) -> None:
        self.home = home
        self._url, self._limit = url, limit
        self._address = MediaAddress.parse(url)
        self._cache = FileCache(home / CACHE, limit, SLACK, IN_USE)
        self._turns = [Lock() for _ in range(TURNS)]

    def __reduce__(self) -> tuple[type["RemoteMedia"], tuple[Path, str, int]]:
        """Be opened anew by another process, as locks and connections are of this one."""
        return RemoteMedia, (self.home, self._url, self._limit)

    @property
    def copies(self) -> Path:
        """The folder that copies lie in."""
        return self.home / CACHE

    @property
    def shown(self) -> str:
        """The URL, without what may be secret."""
        return self._address.plain

    def address(self, name: str) -> str:
        """Return what the catalog calls a file."""
        return f"{MEDIA}{name}"

    def path(self, name: str) -> Path:
        """Return where a file is copied to."""
        return self.home / CACHE / name

    def fetch(self, name: str) -> Path | None:
        """Return the copy of a file, made if there is none yet."""
        try:
            return self._cached(name, lambda part: self._get(name, part))
        except NotFoundError:
            return None

    def seekable(self, name: str) -> Path | RemoteFile | None:
        """Return the copy of a file if there is one; else the file itself, of which blocks are copied."""
        if kept := self._cache.held(name):
            return kept
        with self._told():
            try:
                found = self._files.info(self._at(name))
            except FileNotFoundError:
                return None
        changed = _changed(found)
        return RemoteFile(name, found["size"], changed.timestamp() if changed else 0.0, self.block)

    def block(self, name: str, begin: int, end: int) -> bytes:
        """Return a part of a file, which is kept.

        :param begin: A multiple of ``BLOCK``.
        :param end: That of the next, or the end of the file.
        :raises FileNotFoundError: It is gone.
        """
        try:
            kept = self._cached(_block(name, begin), lambda part: self._get_part(name, part, begin, end))
        except NotFoundError as error:
            raise FileNotFoundError(errno.ENOENT, str(error)) from error
        try:
            return kept.read_bytes()
        except OSError as error:  # a tidying came between
            raise StoreError(f"cannot read {kept}: {error.strerror or error}") from error

    @contextmanager
    def lend(self, name: str, more: Callable[[], object] = lambda: None) -> Iterator[Path]:
        """Return a copy of its own."""
        with staging(self.home) as folder:
            copy = folder / Path(name).name
            self._get(name, copy, more)
            yield copy

    def read(self, name: str) -> bytes | None:
        """Return what a file holds."""
        with self._told():
            try:
                content: bytes = self._files.cat_file(self._at(name), **self._address.reading)
            except FileNotFoundError:
                return None
            return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file: an object is there once all of it is."""
        self.write_all({name: content})

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Write some files, many at a time."""
        if not files:
            return
        with self._told():
            self._files.pipe({self._at(name): content for name, content in files.items()})

    def keep(self, made: Path, name: str) -> None:
        """Move a file or folder into it."""
        if made.is_dir():
            self.discard(name)
            for path in sorted(made.rglob("*")):
                if path.is_file():
                    self._put(path, f"{name}/{path.relative_to(made).as_posix()}")
        else:
            self._put(made, name)
        file_copies.discard(made)

    def discard(self, name: str) -> None:
        """Remove a file or folder, and its copies on this machine."""
        with self._told(), suppress(FileNotFoundError):
            self._files.rm(self._at(name), recursive=True)
        file_copies.discard(self.path(name))
        file_copies.discard(self.path(name + BLOCKS))

    def entries(self, folder: str) -> Sequence[MediaEntry]:
        """Return what lies right in a folder."""
        return sorted(self._entries(self._listed(folder)), key=lambda entry: entry.name)

    def names(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder."""
        with self._told():
            found = self._files.find(self._at(folder))
        yield from (self._name(path) for path in sorted(found))

    def size(self, name: str) -> int:
        """Return the bytes of a file, or of all below a folder."""
        with self._told():
            return sum(one["size"] or 0 for one in self._files.find(self._at(name), detail=True).values())

    def _put(self, file: Path, name: str) -> None:
        with self._told():
            self._files.put_file(str(file), self._at(name))

    def _get(self, name: str, target: Path, more: Callable[[], object] = lambda: None) -> None:
        with self._told():
            progress = _progress(more)
            try:
                # One part after the other, as it comes: those of a large file at once would be held in memory.
                self._files.get_file(self._at(name), str(target), callback=progress, **self._address.reading)
            except FileNotFoundError:
                raise NotFoundError(f"no file {name} in {self.shown}") from None

    def _get_part(self, name: str, target: Path, begin: int, end: int) -> None:
        with self._told():
            try:
                content: bytes = self._files.cat_file(self._at(name), start=begin, end=end)
            except FileNotFoundError:
                raise NotFoundError(f"no file {name} in {self.shown}") from None
        if len(content) != end - begin:
            raise StoreError(f"the media store {self.shown} holds less of {name} than it said")
        with self._told():
            target.write_bytes(content)

    def _cached(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return what is kept by a name, made if there is none yet."""
        if kept := self._cache.held(name):
            return kept
        with self._turns[hash(name) % TURNS]:
            # Whoever waited for a turn may have waited for this very file.
            return self._cache.held(name) or self._cache.put(name, make)

    def _listed(self, folder: str) -> list[dict[str, Any]]:
        with self._told():
            try:
                found: list[dict[str, Any]] = self._files.ls(self._at(folder), detail=True)
            except FileNotFoundError:
                return []
            return found

    def _entries(self, found: list[dict[str, Any]]) -> Iterator[MediaEntry]:
        for one in found:
            if one["type"] == "directory":
                yield MediaEntry(self._name(one["name"]), 0, None, is_folder=True)
            else:
                yield MediaEntry(self._name(one["name"]), one["size"] or 0, _changed(one))

    def _at(self, name: str) -> str:
        return f"{self._opened[1]}/{name}"

    def _name(self, path: str) -> str:
        return path.removeprefix(self._opened[1]).strip("/")

    @property
    def _files(self) -> Any:
        return self._opened[0]

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        """The filesystem of fsspec, and the path of the store in it."""
        try:
            from fsspec.core import url_to_fs

            files, root = url_to_fs(self._address.plain, use_listings_cache=False, **self._address.options)
        except ImportError:
            raise StoreError(f"the media store {self.shown} needs more: pip install 'vehiclefinder[s3]'") from None
        except ValueError:
            raise StoreError(f"the media store {self.shown} is of a kind that is not known here") from None
        files.retries = TRIES
        return files, root.rstrip("/")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in words what went wrong. What libraries say is not passed on but for its kind: it may hold secrets."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in LOCAL:
                raise write_error(f"cannot write below {self.home}", error) from None
            raise StoreError(f"the media store {self.shown} {_reason(error)}") from OSError(type(error).__name__)


def _progress(more: Callable[[], object]) -> Any:
    """Return what filesystems of fsspec tell that they have got more of a file."""
    from fsspec.callbacks import Callback

    return Callback(hooks={"more": lambda size, value, **_: more()})


def _s3_options(key: str | None, secret: str | None, endpoint: str | None) -> dict[str, Any]:
    given = {"key": key and unquote(key), "secret": secret and unquote(secret), "endpoint_url": endpoint}
    tries = {"connect_timeout": CONNECT, "read_timeout": READ, "retries": {"total_max_attempts": 1}}
    return {name: value for name, value in given.items() if value} | {"config_kwargs": tries}


def _reason(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, FileNotFoundError):
        return "has no such bucket or folder"
    if isinstance(error, PermissionError) or "Credentials" in kind:
        return "denies access: are the credentials right?"
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return "does not answer in time"
    if isinstance(error, ConnectionError) or "Connect" in kind:
        return "cannot be reached"
    return f"cannot be used ({kind})"


def _block(name: str, begin: int) -> str:
    return f"{name}{BLOCKS}/{begin // BLOCK:06d}"


def _changed(told: Mapping[str, Any]) -> datetime | None:
    """Return when an object was written, as filesystems tell it: a time, with its zone or in UTC, or seconds."""
    changed = told.get("LastModified") or told.get("mtime") or told.get("created")
    if isinstance(changed, int | float):
        return datetime.fromtimestamp(changed, UTC)
    if not isinstance(changed, datetime):
        return None
    return changed if changed.tzinfo else changed.replace(tzinfo=UTC)
