"""One connection pool to the catalog's database, and its failures as errors of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database import bound_values, postgresql
from vehiclefinder.store.database.group_commit import GroupCommit
from vehiclefinder.store.database.migrations import migrate

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process to finish its batch before it gives up."""


class Database:
    """A migrated database that is read and written in short transactions.

    :ivar journal: Takes rows of tables that only grow, such as the audit log's.
    :param url: Any SQLAlchemy URL.
    :raises StoreError: It cannot be opened, is damaged, or is newer than this code.
    """

    def __init__(self, url: URL) -> None:
        self.name = url.set(query={}).render_as_string(hide_password=True)  # drivers take passwords there, too
        with self._translated():
            self._engine = make_engine(url)
        self._writer = self._engine.execution_options(write=True)
        self.journal = GroupCommit(self._append)
        try:
            with self._translated():
                migrate(self._writer)
        except StoreError:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees one state of the database; what it reads is parsed inside the block.

        :raises StoreError: The database failed, or holds what cannot be parsed.
        """
        with self._translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def columns(self) -> Iterator[Connection]:
        """One transaction like :meth:`read`, for statements of plain columns: without what rows as objects cost."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is stored, or nothing.

        :raises StoreError: The database failed; nothing was stored.
        """
        with self._translated(), Session(self._writer) as session, session.begin():
            yield session

    def close(self) -> None:
        """Store what was noted in the journal, and close every connection."""
        self.journal.flush()
        self._engine.dispose()

    @contextmanager
    def _append(self) -> Iterator[Connection]:
        with self._translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except bound_values.UnfitValueError:
            raise
        except (SQLAlchemyError, ImportError) as error:  # a URL may name a driver that is not installed
            if bound_values.unfit(error):
                raise bound_values.UnfitValueError("expected values of the size that the catalog holds") from error
            raise StoreError(f"catalog {self.name}: {_one_line(error)}") from error
        except (ValueError, KeyError) as error:  # what was stored was checked before: it must have changed since
            raise StoreError(f"catalog {self.name} is damaged: {_one_line(error)}") from error


def make_engine(url: URL) -> Engine:
    """Return an engine whose transactions exclude other writers from the start where its option ``write`` is true."""
    on_postgresql = url.get_backend_name() == "postgresql"
    # What a statement carries may be secret, such as the address of a stream: no error or log shows it.
    engine = create_engine(url, hide_parameters=True, **(postgresql.OPTIONS if on_postgresql else {}))
    event.listen(engine, "before_cursor_execute", bound_values.check)
    event.listen(engine, "handle_error", bound_values.forget)
    if on_postgresql:
        event.listen(engine, "begin", partial(postgresql.begin, timeout_ms=BUSY_TIMEOUT_MS))
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _one_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would leave DDL outside of transactions; _begin opens them all
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()
    _use_wal(connection)
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: sqlite3.Connection) -> None:
    # Where two processes make a database at once, one is refused without any wait, lest both wait for each other.
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.02)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once where another one wrote between; it never waits.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
