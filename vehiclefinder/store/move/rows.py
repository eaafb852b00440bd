"""The rows of any table in the order of its key, some at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, String, Table, and_, collate, or_, select

from vehiclefinder.store.database.half_vectors import halved_bytes, why_unfit
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.database.schema.tracks import EmbeddingRow, StateRow, checksum_of

BATCH = 1000
"""Rows that are read, and committed, at a time."""

MOVED = [table for table in TABLES.sorted_tables if table is not StateRow.__table__]
"""The tables whose rows are moved, parents first; the one row that says which catalog it is is no row like others."""

Key = Sequence[Any]
Values = Sequence[Any]
"""Those of a row, in the order of the table's columns."""


def batches(connection: Connection, table: Table, after: Key | None = None) -> Iterator[Sequence[Row[Any]]]:
    """Yield all rows of a table by rising keys, all columns of each.

    :param after: The key of the last row that is not wanted any more.
    """
    query = select(table).order_by(*_ordered(connection, table))
    if after is not None:
        query = query.where(_beyond(connection, table, after))
    with connection.execute(query, execution_options={"yield_per": BATCH}) as result:
        yield from result.partitions()


def last_key(connection: Connection, table: Table) -> Key | None:
    """Return the largest key of a table; None where it has no rows."""
    largest = [column.desc() for column in _ordered(connection, table)]
    found = connection.execute(select(*table.primary_key).order_by(*largest).limit(1)).first()
    return None if found is None else tuple(found)


def key_of(table: Table, row: Row[Any]) -> str:
    """Return how a row is called: its table and key."""
    values = dict(zip(table.columns, row, strict=True))
    return f"{table.name} {', '.join(str(values[column]) for column in table.primary_key)}"


def as_it_is(_table: Table, row: Row[Any]) -> Values:
    """Return the values of a row."""
    return row


def in_half_precision(table: Table, row: Row[Any]) -> Values:
    """Return the values of a row as PostgreSQL keeps them: a vector, and the checksum that was right, of what is kept.

    What it cannot keep, which is refused elsewhere, stays as it is.
    """
    if table is not EmbeddingRow.__table__:
        return row
    values = dict(zip(table.columns.keys(), row, strict=True))
    vector = values["vector"]
    if isinstance(vector, bytes) and why_unfit(vector) is None:
        values["vector"] = halved_bytes(vector)
        if values["checksum"] == checksum_of(vector):
            values["checksum"] = checksum_of(values["vector"])
    return tuple(values.values())


def _beyond(connection: Connection, table: Table, after: Key) -> ColumnElement[bool]:
    keys, ordered = list(table.primary_key), _ordered(connection, table)
    same = [key == value for key, value in zip(keys, after, strict=True)]
    larger = [key > value for key, value in zip(ordered, after, strict=True)]
    return or_(*(and_(*same[:number], one) for number, one in enumerate(larger)))


def _ordered(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """Return the columns of the key, compared alike by both engines: by bytes, whatever the language of a server."""
    on_postgresql = connection.dialect.name == "postgresql"
    return [_by_bytes(column) if on_postgresql else column for column in table.primary_key]


def _by_bytes(column: Column[Any]) -> ColumnElement[Any]:
    return collate(column, "C") if isinstance(column.type, String) else column
