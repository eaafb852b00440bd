"""Rows in every table, of whatever columns it has: what moves or copies rows must keep all of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
    insert,
    select,
    text,
)

from vehiclefinder.store.database.column_types import Vector
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tables import TABLES

ROWS = 5
NEVER_RUNNING = {"jobs": {"state": "done"}}
"""What columns hold that say something to the program."""
TEXTS = ("Straße \U0001f697", "a", "Z", "ä", "B")
"""Which databases sort otherwise, each in its own way."""


def fill(database: Database, rows: int = ROWS) -> None:
    """Store some rows in every table but the one that has a row from the beginning; some values are NULL."""
    with database.write() as session:
        for table in TABLES.sorted_tables:
            if table.name != "state":
                session.execute(insert(table), [row_of(table, number) for number in range(1, rows + 1)])
                if table.autoincrement_column is not None and session.get_bind().dialect.name == "postgresql":
                    session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {rows})"))


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return table -> its rows, in an order that no database has a say in."""
    with database.columns() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in TABLES.sorted_tables
        }


def row_of(table: Table, number: int) -> dict[str, Any]:
    """Return values for all columns of a table."""
    values = {column.key: _value(column, number) for column in table.columns}
    return values | NEVER_RUNNING.get(table.name, {})


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys or (column.primary_key and isinstance(column.type, Integer)):
        return number
    if column.nullable and number % 2:
        return None
    if isinstance(column.type, Vector):  # of numbers that half precision has
        return (np.arange(8, dtype="<f4") / 8 - number).tobytes()
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    length = getattr(kind, "length", None) or 1000
    return _of(kind, number, f"{TEXTS[number % len(TEXTS)]} {column.name} {number}"[-length:])


def _of(kind: Any, number: int, words: str) -> Any:
    for type_, value in (
        (JSON, {"b": [number, 0.1, None], "a": words}),
        (BigInteger, 2**32 - number),
        (Boolean, number % 2 == 0),
        (Integer, 2**31 - number),
        (Float, 0.1 * number),
        (DateTime, datetime(2026, 5, 1, 12, 0, 0, 123456, UTC) + timedelta(days=number)),
        (LargeBinary, bytes(range(256)) * number),
        (String, words),
    ):
        if isinstance(kind, type_):
            return value
    raise AssertionError(f"no value for {kind!r}")
