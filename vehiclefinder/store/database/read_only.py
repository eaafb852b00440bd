"""SQLite where nothing can be written: a catalog in WAL mode needs files beside it that are made by whoever reads it.

Where they cannot be made, and nothing waits in a WAL, the file alone is the whole catalog and is read as it lies
(``immutable``). Such a connection lives a few seconds, and ends at once where the file changes, a WAL appears or the
disk becomes free: so whatever is written by others is seen, and nothing waits for a restart. Why, and what else was
tried: ``docs/decisions/024``.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from vehiclefinder.core.unwritable import why_unwritable
from vehiclefinder.store.database.failures import SQLITE

AGAIN = 5.0
"""Seconds after which a catalog that was read as it lies is tried to be opened as usual."""
BESIDE = ("-wal", "-journal")
"""What a file of a catalog may hold that is not in the catalog's own."""
_SEEN = "seen as it cannot be written"


State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a connection has seen that cannot write: once it is otherwise, another connection is needed."""

    path: Path
    state: State
    look: Callable[[Path], State]
    until: float


def allow_reading(engine: Engine, prepare: Callable[[sqlite3.Connection], None]) -> None:
    """Let connections of an engine be made where a catalog can be read and not written.

    :param prepare: What is done with every connection first; it fails where files cannot be made that reading needs.
    """

    def connect(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = dialect.connect(*arguments, **options)
        try:
            prepare(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            path = Path(str(arguments[0]))
            if not _hinders(error) or options.get("uri") or not path.is_file():
                raise
            connection, record.info[_SEEN] = _as_it_lies(path, options, error)
            return connection
        path = Path(str(arguments[0]))
        if path.is_file() and (opened := _rights(path)) != (True,):  # it would not notice that it may write later
            record.info[_SEEN] = _Seen(path, opened, _rights, inf)
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", _require_unchanged)


def _as_it_lies(
    path: Path, options: dict[str, Any], error: sqlite3.OperationalError
) -> tuple[sqlite3.Connection, _Seen]:
    if any(_size(path, ending) for ending in BESIDE):
        told = f"{path.name}-wal holds what was stored last, and can only be read where {path.parent} can be written"
        renewed = sqlite3.OperationalError(f"{told}: {error}")
        renewed.sqlite_errorcode = sqlite3.SQLITE_READONLY_RECOVERY
        raise renewed from error
    seen = _Seen(path, _content(path), _content, monotonic() + AGAIN)
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", **options, uri=True)
    try:
        connection.isolation_level = None
        connection.execute("PRAGMA schema_version").close()
    except BaseException:
        connection.close()
        raise
    return connection, seen


def _require_unchanged(connection: object, record: Any, _proxy: object) -> None:
    """Let the pool make another connection, which may be of the usual kind."""
    seen = record.info.get(_SEEN)
    if seen is not None and (monotonic() > seen.until or seen.look(seen.path) != seen.state):
        raise DisconnectionError


def _hinders(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode == sqlite3.SQLITE_CANTOPEN or error.sqlite_errorcode in SQLITE


def _rights(path: Path) -> State:
    return (os.access(path, os.W_OK),)


def _content(path: Path) -> State:
    beside = (*(_size(path, ending) for ending in BESIDE), why_unwritable(path.parent))
    with suppress(OSError):
        told = path.stat()
        return told.st_ino, told.st_size, told.st_mtime_ns, *beside
    return beside


def _size(path: Path, ending: str) -> int:
    with suppress(OSError):
        return path.with_name(path.name + ending).stat().st_size
    return 0
