"""What a database says when it fails, as errors of ours: what cannot be written now is told from damage."""

import sqlite3
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError
from vehiclefinder.core.unwritable import FULL, READ_ONLY

FAILED_WRITE = "a write to the disk failed"
SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_IOERR_SHMOPEN: FAILED_WRITE,
    sqlite3.SQLITE_IOERR_SHMMAP: FAILED_WRITE,
    sqlite3.SQLITE_IOERR_WRITE: FAILED_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC: FAILED_WRITE,
    sqlite3.SQLITE_IOERR_DIR_FSYNC: FAILED_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE: FAILED_WRITE,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_READONLY_RECOVERY: READ_ONLY,
    sqlite3.SQLITE_READONLY_CANTINIT: READ_ONLY,
    sqlite3.SQLITE_READONLY_CANTLOCK: READ_ONLY,
    sqlite3.SQLITE_READONLY_DIRECTORY: READ_ONLY,
}
"""Extended codes of SQLite; a file that was moved or removed meanwhile (SQLITE_READONLY_DBMOVED) is none of them."""
POSTGRESQL = {"53100": FULL, "25006": READ_ONLY}
"""SQLSTATE of PostgreSQL: disk_full, read_only_sql_transaction."""


def store_error(name: str, error: Exception, medium: Callable[[], str | None] = lambda: None) -> StoreError:
    """Return the error for what a database said.

    :param name: What the catalog is called.
    :param medium: Why nothing can be written to where it lies, asked where a database knows no better than that it is
        open for reading.
    """
    reason = unwritable_reason(error)
    if reason == READ_ONLY:
        reason = medium() or reason
    if reason is None:
        return StoreError(f"catalog {name}: {one_line(error)}")
    return ReadOnlyStoreError(f"catalog {name} cannot be written: {reason} ({one_line(error)})", reason)


def unwritable_reason(error: BaseException) -> str | None:
    """Return why nothing can be written now, or None where that is not what a database says."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0))
    return POSTGRESQL.get(getattr(cause, "sqlstate", None) or "")


def one_line(error: Exception) -> str:
    """Return the first line of what a database said."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
