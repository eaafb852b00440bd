"""The database that a catalog is moved into: no program opens it before all is there."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.database import partitions
from vehiclefinder.store.database.engine import Database, file_of
from vehiclefinder.store.database.migrations import HEAD, UNFINISHED, revision_of
from vehiclefinder.store.database.migrations.upgrade import make_tables
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.database.schema.tracks import StateRow, TrackRow
from vehiclefinder.store.move.contents import TableContent
from vehiclefinder.store.move.ends import MOVE, as_it_is
from vehiclefinder.store.move.last_ids import set_last_ids
from vehiclefinder.store.move.rows import Key, Values, last_key

PART = f"{HEAD}-{UNFINISHED}"
"""Recorded as its revision until it is whole."""

_MOVE = Table(
    MOVE,
    MetaData(),
    Column("state", JSON, nullable=False),
    Column("successor", String(32), nullable=False),
    Column("contents", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Move:
    """What is moved.

    :param state: The row that says which catalog it is, by the names of its columns.
    :param successor: Id that the source has once it is not that catalog any more.
    :param contents: What the source held when the move began.
    """

    state: Mapping[str, Any]
    successor: str
    contents: Mapping[str, TableContent]

    @property
    def catalog(self) -> str:
        """Id of the catalog, which it keeps."""
        return str(self.state["catalog"])


def require_part(engine: Engine) -> None:
    """Open a database only if a catalog is being moved into it by this version.

    :raises StoreError: Not so.
    """
    with engine.execution_options(write=False).connect() as connection:
        _require_part(connection)


class MoveTarget:
    """A database that is empty, or holds a part of a catalog.

    :param url: Where; a file of SQLite is made, for its owner alone, if there is none.
    :raises StoreError: It cannot be used.
    """

    def __init__(self, url: URL) -> None:
        if (path := file_of(url)) is not None:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise write_error(f"cannot write {path}", error) from error
        self.database = Database(url, as_it_is)
        self._successor: str | None = None

    def begun(self) -> Move | None:
        """Return the move that was begun; None where the database is empty.

        :raises StoreError: Another version of the program began it.
        """
        with self.database.columns() as connection:
            return _begun(connection)

    def begin(self, move: Move, before: Move | None) -> None:
        """Make the tables, and record what is moved into them; where another content was, all rows go first.

        :param before: What :meth:`begun` has returned.
        :raises ConflictError: Another move began meanwhile.
        :raises StoreError: It cannot be written.
        """
        with self.database.write() as session:
            connection = session.connection()
            if _begun(connection) != before:
                raise ConflictError("another move into this database began meanwhile")
            if before is None:
                _make(connection)
            if move != before:
                _record_move(connection, move)
        self._successor = move.successor

    def reached(self, table: Table) -> Key | None:
        """Return the key of the last row of a table that is there."""
        with self.database.columns() as connection:
            return last_key(connection, table)

    def add(self, table: Table, rows: Sequence[Values]) -> None:
        """Store some rows; all are there when this returns, or none."""
        names = [column.key for column in table.columns]
        values = [dict(zip(names, row, strict=True)) for row in rows]
        with self._filling() as session:
            if table is TrackRow.__table__:
                partitions.provide_for(session.connection(), (row["id"] for row in values))
            session.execute(insert(table), values)

    def number(self, last_ids: Mapping[str, int]) -> None:
        """Let new rows get other ids than any that was ever given."""
        with self._filling() as session:
            set_last_ids(session.connection(), last_ids)
            if session.connection().dialect.name == "postgresql":
                session.execute(text("ANALYZE"))  # the first searches need not wait for autovacuum

    def release(self) -> None:
        """Let programs open it."""
        with self._filling() as session:
            _MOVE.drop(session.connection())
            _record(session.connection(), HEAD)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    @contextmanager
    def _filling(self) -> Iterator[Session]:
        """One transaction of this move alone: each has a successor of its own."""
        with self.database.write() as session:
            begun = _begun(session.connection())
            if begun is None or begun.successor != self._successor:
                raise ConflictError("another move into this database began, or ended, meanwhile")
            yield session


def _begun(connection: Connection) -> Move | None:
    if not inspect(connection).has_table(MOVE):
        return None
    _require_part(connection)
    state, successor, held = connection.execute(select(_MOVE)).one()
    return Move(state, successor, {name: TableContent(**one) for name, one in held.items()})


def _record_move(connection: Connection, move: Move) -> None:
    for table in (_MOVE, *reversed(TABLES.sorted_tables)):
        connection.execute(delete(table))
    held = {name: asdict(one) for name, one in move.contents.items()}
    connection.execute(insert(StateRow), dict(move.state))
    connection.execute(insert(_MOVE), {"state": move.state, "successor": move.successor, "contents": held})


def _make(connection: Connection) -> None:
    if found := set(inspect(connection).get_table_names()).intersection(["alembic_version", *TABLES.tables]):
        raise ConflictError(f"somebody else made tables there meanwhile, such as {min(found)}")
    make_tables(connection)
    _record(connection, PART)
    _MOVE.create(connection)


def _record(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def _require_part(connection: Connection) -> None:
    found = revision_of(connection)
    if found != PART:
        told = f"the move into this database has ended, or was begun by another version (its tables are of {found})"
        raise StoreError(f"{told}: move into an empty one")
