"""The last id that each table has given out, of a row that may be gone: none is ever given twice."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, func, select, text

from vehiclefinder.store.database.schema.tables import TABLES

_SEQ = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, :column)")
_LAST = text("SELECT pg_sequence_last_value(CAST(:sequence AS regclass))")
_SET = text("SELECT setval(CAST(:sequence AS regclass), :last)")


def last_ids(connection: Connection) -> dict[str, int]:
    """Return, for each table that numbers its rows, the last number; 0 where it gave none."""
    return {table.name: max(_given(connection, table) or 0, _largest(connection, table) or 0) for table in _numbering()}


def set_last_ids(connection: Connection, last: Mapping[str, int]) -> None:
    """Let each table go on behind a number.

    :param connection: Its transaction may write.
    """
    for table in _numbering():
        if last[table.name] > 0:
            _set(connection, table, last[table.name])


def _numbering() -> list[Table]:
    return [table for table in TABLES.sorted_tables if table.autoincrement_column is not None]


def _given(connection: Connection, table: Table) -> int | None:
    if connection.dialect.name == "sqlite":
        if not table.dialect_options["sqlite"]["autoincrement"]:
            return None
        given: int | None = connection.scalar(_SEQ, {"name": table.name})
        return given
    sequence = _sequence(connection, table)
    return None if sequence is None else connection.scalar(_LAST, {"sequence": sequence})


def _set(connection: Connection, table: Table, last: int) -> None:
    if connection.dialect.name != "sqlite":
        if sequence := _sequence(connection, table):
            connection.execute(_SET, {"sequence": sequence, "last": last})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        values = {"name": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)


def _sequence(connection: Connection, table: Table) -> str | None:
    assert table.autoincrement_column is not None
    names = {"name": table.name, "column": table.autoincrement_column.name}
    found: str | None = connection.scalar(_SEQUENCE, names)
    return found


def _largest(connection: Connection, table: Table) -> int | None:
    return connection.scalar(select(func.max(table.autoincrement_column)))
