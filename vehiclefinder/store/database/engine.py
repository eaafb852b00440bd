"""One connection pool to the catalog's database, and its failures as errors of ours."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError
from vehiclefinder.core.unwritable import READ_ONLY, why_unwritable
from vehiclefinder.store.database import bound_values, postgresql
from vehiclefinder.store.database.failures import one_line, store_error
from vehiclefinder.store.database.group_commit import GroupCommit
from vehiclefinder.store.database.migrations import HEAD, migrate, revision_of
from vehiclefinder.store.database.read_only import allow_reading
from vehiclefinder.store.database.schema.tracks import StateRow

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process to finish its batch before it gives up."""
PROBE = 3.0
"""Seconds for which is believed what a try to write has shown."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why the last try to write failed, and how the disk looked then."""

    reason: str
    disk: str | None


class Database:
    """A migrated database that is read and written in short transactions.

    Where it cannot be written it is read all the same; what cannot be stored then is a ``ReadOnlyStoreError``.

    :ivar journal: Takes rows of tables that only grow, such as the audit log's.
    :param url: Any SQLAlchemy URL.
    :param prepare: Brings its tables up to date, or refuses them.
    :raises StoreError: It cannot be opened, is damaged, is newer than this code, or a catalog is being moved into it.
    :raises ReadOnlyStoreError: There is none, or one of an older version, and it cannot be written.
    """

    def __init__(self, url: URL, prepare: Callable[[Engine], None] = migrate) -> None:
        self.name = url.set(query={}).render_as_string(hide_password=True)  # drivers take passwords there, too
        with self.translated():
            self._engine = make_engine(url)
        self._writer = self._engine.execution_options(write=True)
        self.journal = GroupCommit(self._append)
        self._failed: _Failure | None = None
        self._tried = -PROBE
        self._seen: str | None = None
        self._trying = Lock()
        self._closed = False
        try:
            self._migrate(prepare)
        except StoreError:
            self.close()
            raise

    def unwritable(self) -> str | None:
        """Return why nothing can be stored, as far as that is known without a try; None where nothing is known of it.

        :raises StoreError: It cannot be asked.
        """
        failed = self._failed
        is_so = failed is not None and failed.disk == self._disk()  # else it was so before the disk became another one
        return failed.reason if failed and is_so else self._medium()

    def try_writing(self) -> str | None:
        """Return why nothing can be stored now, or None where it can.

        By a try, where the last one is seconds ago or the disk looks otherwise than then.
        """
        with self._trying:
            disk = self._disk()
            if monotonic() - self._tried > PROBE or disk != self._seen:
                self._seen = disk
                # An error of another kind says that it is in use, and whoever uses it writes.
                with suppress(StoreError), self._append() as connection:
                    connection.execute(update(StateRow).values(generation=StateRow.generation))
                self._tried = monotonic()
                if self._failed is None:
                    self.journal.flush()
            return self._failed.reason if self._failed else None

    @property
    def is_postgresql(self) -> bool:
        """Whether it is a server, which processes of several machines may share."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees one state of the database; what it reads is parsed inside the block.

        :raises StoreError: The database failed, or holds what cannot be parsed.
        """
        with self.translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def columns(self) -> Iterator[Connection]:
        """One transaction like :meth:`read`, for statements of plain columns: without what rows as objects cost."""
        with self.translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is stored, or nothing.

        :raises StoreError: The database failed; nothing was stored.
        """
        with self._noticed(), self.translated(), Session(self._writer) as session, session.begin():
            yield session

    def session_of_its_own(self) -> Connection:
        """Return a connection whose statements are transactions each, for as long as it is wanted.

        Whoever is done invalidates it and closes it: then its session ends with all that it holds.

        :raises StoreError: The database cannot be reached.
        """
        with self.translated():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if self.is_postgresql:
                postgresql.keep_alive(connection)
            return connection

    def close(self) -> None:
        """Store what was noted in the journal, and close every connection; :meth:`unwritable` then opens none."""
        self.journal.close()
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _append(self) -> Iterator[Connection]:
        with self._noticed(), self.translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        try:
            yield
        except ReadOnlyStoreError as error:
            self._failed = _Failure(error.reason, self._disk())
            if error.reason == READ_ONLY and self._failed.disk is None:
                # It was, when the first of these connections was opened: they share what SQLite found out then.
                self._engine.dispose()
            raise
        self._failed = None

    def _migrate(self, prepare: Callable[[Engine], None]) -> None:
        try:
            with self.translated():
                prepare(self._writer)
        except StoreError as error:
            if (path := self._file()) and not path.exists() and (reason := self._disk()):
                told = f"there is no catalog {path}, and none can be made: {reason}"
                raise ReadOnlyStoreError(told, reason) from error
            if not isinstance(error, ReadOnlyStoreError):
                raise
            with self.columns() as connection:  # where it cannot be read either, that is what is wrong
                found = revision_of(connection) or "none"
            if found == HEAD:
                raise
            told = f"catalog {self.name} has tables of revision {found} and cannot be brought to {HEAD}: {error.reason}"
            raise ReadOnlyStoreError(f"{told}; open it once where it can be written", error.reason) from error

    def _file(self) -> Path | None:
        return file_of(self._engine.url)

    def _medium(self) -> str | None:
        if self.is_postgresql:
            if self._closed:
                return None
            with self.columns() as connection:
                is_read_only = connection.scalar(text("SELECT current_setting('transaction_read_only')")) == "on"
            return READ_ONLY if is_read_only else None
        return self._disk()

    def _disk(self) -> str | None:
        path = self._file()
        return None if path is None else why_unwritable(path.parent)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the database says of a failure into errors of ours."""
        try:
            yield
        except bound_values.UnfitValueError:
            raise
        except (SQLAlchemyError, ImportError) as error:  # a URL may name a driver that is not installed
            if bound_values.unfit(error):
                raise bound_values.UnfitValueError("expected values of the size that the catalog holds") from error
            raise store_error(self.name, error, self._disk) from error
        except (ValueError, KeyError) as error:  # what was stored was checked before: it must have changed since
            raise StoreError(f"catalog {self.name} is damaged: {one_line(error)}") from error


def file_of(url: URL) -> Path | None:
    """Return where SQLite has a database; None where it lies elsewhere, or in memory."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file and not url.query else None


def make_engine(url: URL) -> Engine:
    """Return an engine whose transactions exclude other writers from the start where its option ``write`` is true."""
    on_postgresql = url.get_backend_name() == "postgresql"
    # What a statement carries may be secret, such as the address of a stream: no error or log shows it.
    engine = create_engine(url, hide_parameters=True, **(postgresql.options(url) if on_postgresql else {}))
    event.listen(engine, "before_cursor_execute", bound_values.check)
    event.listen(engine, "handle_error", bound_values.forget)
    if on_postgresql:
        event.listen(engine, "connect", postgresql.plan_by_partition)
        event.listen(engine, "begin", partial(postgresql.begin, timeout_ms=BUSY_TIMEOUT_MS))
    if url.get_backend_name() == "sqlite":
        allow_reading(engine, _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: sqlite3.Connection) -> None:
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
