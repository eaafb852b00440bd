"""What is said of databases and files that cannot be written, and told from damage."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError, VideoError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.database.failures import store_error


class PostgreSQLError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("it failed\nin detail")
        self.sqlstate = sqlstate


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE), "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), "a write to the disk failed"),
        (of_sqlite(sqlite3.SQLITE_READONLY), "it is read-only"),
        (PostgreSQLError("53100"), "the disk is full"),
        (PostgreSQLError("25006"), "it is read-only"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), None),
        (of_sqlite(sqlite3.SQLITE_BUSY), None),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), None),
        (PostgreSQLError("57P01"), None),
        (PostgreSQLError(None), None),
    ],
)
def test_a_database_that_cannot_be_written_is_told_from_one_that_fails(said: Exception, reason: str | None) -> None:
    error = store_error("x", OperationalError("", {}, said))
    if reason is None:
        assert (type(error), str(error)) == (StoreError, "catalog x: it failed")
    else:
        assert isinstance(error, ReadOnlyStoreError)
        assert (error.reason, str(error)) == (reason, f"catalog x cannot be written: {reason} (it failed)")


def test_a_database_that_is_open_for_reading_is_so_because_of_its_disk() -> None:
    error = store_error("x", of_sqlite(sqlite3.SQLITE_READONLY), lambda: "the disk is full")
    assert str(error) == "catalog x cannot be written: the disk is full (it failed)"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the quota of the disk is used up"),
        (errno.EROFS, "it is read-only"),
        (errno.EACCES, "this user may not write there"),
    ],
)
def test_a_file_that_cannot_be_written_says_why(code: int, reason: str) -> None:
    error = write_error("cannot write it", OSError(code, "the system says so"))
    assert isinstance(error, ReadOnlyStoreError)
    assert (error.reason, str(error)) == (reason, "cannot write it: the system says so")


def test_other_errors_of_files_are_not_taken_for_that() -> None:
    assert type(write_error("cannot write it", OSError(errno.EIO, "bad sector"))) is StoreError
    assert type(write_error("cannot write it", ValueError("no codec"), VideoError)) is VideoError
