"""What one database holds and another would refuse, or keep otherwise: told by row, and never by value."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    TypeDecorator,
    and_,
    select,
)

from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.bound_values import fitting
from vehiclefinder.store.database.column_types import Vector
from vehiclefinder.store.database.half_vectors import why_unfit
from vehiclefinder.store.move.rows import MOVED, key_of

TOLD = 20
"""How many rows an error names."""

Fault = Callable[[Any], str | None]
"""Tells what is wrong with a value that is not NULL."""


class Misfits:
    """Looks at rows, and remembers which do not fit.

    :param engine: Name of the database that they are to fit into.
    """

    def __init__(self, engine: str) -> None:
        self._faults = {table: [_fault_of(column, engine) for column in table.columns] for table in MOVED}
        self._told: list[str] = []
        self._count = 0

    def look(self, table: Table, row: Row[Any]) -> None:
        """See whether all values of a row fit."""
        for fault, value in zip(self._faults[table], row, strict=True):
            if value is not None and fault is not None and (wrong := fault(value)):
                self._add(f"{key_of(table, row)}: {wrong}")

    def look_at_links(self, connection: Connection) -> None:
        """See whether all rows are there that others point at, which SQLite holds to where it was asked to."""
        for table in MOVED:
            for name, row in _dangling(connection, table):
                self._add(f"{table.name} {', '.join(map(str, row))}: {name} names a row that is not there")

    def require_none(self) -> None:
        """Tell of all of them.

        :raises StoreError: Some do not fit.
        """
        if self._count:
            more = f"; and {self._count - len(self._told)} more" if self._count > len(self._told) else ""
            does = "does" if self._count == 1 else "do"
            told = f"{counted(self._count, 'value')} {does} not fit, and nothing was moved"
            raise StoreError(f"{told}: {'; '.join(self._told)}{more}")

    def _add(self, told: str) -> None:
        self._count += 1
        if len(self._told) < TOLD:
            self._told.append(told)


def _fault_of(column: Column[Any], engine: str) -> Fault | None:
    if isinstance(column.type, Vector) and engine == "postgresql":
        return _vector(column.name)
    found = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    on_postgresql = engine == "postgresql"
    if isinstance(found, String):
        return _text(column.name, found.length if on_postgresql else None)
    if isinstance(found, JSON):
        return _json(column.name) if on_postgresql else None
    if isinstance(found, Integer) and not isinstance(found, Boolean):
        return _integer(column.name, 32 if on_postgresql and not isinstance(found, BigInteger) else 64)
    if isinstance(found, Float):
        return _float(column.name, on_postgresql)
    return _bytes(column.name) if isinstance(found, LargeBinary) else None


def _text(name: str, length: int | None) -> Fault:
    def fault(value: Any) -> str | None:
        if not isinstance(value, str):
            return f"{name} is no text"
        if length is not None and len(value) > length:
            return f"{name} has {len(value):,} characters, and {length:,} fit"
        return f"{name} has NUL characters or lone surrogates" if fitting(value) != value else None

    return fault


def _integer(name: str, bits: int) -> Fault:
    fits = range(-(2 ** (bits - 1)), 2 ** (bits - 1))

    def fault(value: Any) -> str | None:
        if not isinstance(value, int):
            return f"{name} is no whole number"
        return None if value in fits else f"{name} has more than {bits} bits"

    return fault


def _float(name: str, holds_nan: bool) -> Fault:
    def fault(value: Any) -> str | None:
        if not isinstance(value, float):
            return f"{name} is no number"
        return f"{name} is not a number, which SQLite does not keep" if not holds_nan and math.isnan(value) else None

    return fault


def _bytes(name: str) -> Fault:
    return lambda value: None if isinstance(value, bytes) else f"{name} holds no bytes"


def _vector(name: str) -> Fault:
    def fault(value: Any) -> str | None:
        if not isinstance(value, bytes):
            return f"{name} holds no bytes"
        wrong = why_unfit(value)
        return wrong and f"{name} {wrong}"

    return fault


def _json(name: str) -> Fault:
    def fault(value: Any) -> str | None:
        try:
            json.dumps(value, allow_nan=False)
        except ValueError:
            return f"{name} holds a number that is none in JSON"
        return None

    return fault


def _dangling(connection: Connection, table: Table) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for constraint in table.foreign_key_constraints:
        (link,) = constraint.elements
        parent = link.column.table.alias("parent")
        lost = and_(link.parent.is_not(None), parent.c[link.column.name].is_(None))
        joined = table.outerjoin(parent, link.parent == parent.c[link.column.name])
        for row in connection.execute(select(*table.primary_key).select_from(joined).where(lost)):
            yield link.parent.name, tuple(row)
