"""What a database holds, as numbers that are alike in either engine where all rows are."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Row, Table

from vehiclefinder.store.move.rows import MOVED, Values, as_it_is, batches

_MODULUS = 2**128

Progress = Callable[[str, str, int], None]
"""Told what is done with a table, its name, and how many of its rows it was done with."""


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table holds.

    :param rows: How many.
    :param digest: Of all values, in whatever order the rows come; hexadecimal.
    """

    rows: int
    digest: str


def contents(
    connection: Connection,
    progress: Progress,
    look: Callable[[Table, Row[Any]], None] = lambda _table, _row: None,
    kept: Callable[[Table, Row[Any]], Values] = as_it_is,
) -> dict[str, TableContent]:
    """Read all rows of all tables that are moved.

    :param look: Shown every row besides.
    :param kept: Returns the values that the other end keeps of a row: of those are the digests.
    :returns: By the name of the table, parents first.
    """
    return {table.name: _content(connection, table, progress, look, kept) for table in MOVED}


def _content(
    connection: Connection,
    table: Table,
    progress: Progress,
    look: Callable[[Table, Row[Any]], None],
    kept: Callable[[Table, Row[Any]], Values],
) -> TableContent:
    rows = total = 0
    for batch in batches(connection, table):
        for row in batch:
            total += _digest(kept(table, row))
            look(table, row)
        rows += len(batch)
        progress("reading", table.name, rows)
    return TableContent(rows, f"{total % _MODULUS:032x}")


def _digest(row: Values) -> int:
    values = [_CANONICAL.get(type(value), _unchanged)(value) for value in row]
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=16).digest())


def _unchanged(value: Any) -> Any:
    return value


_CANONICAL: dict[type, Callable[[Any], Any]] = {
    float: lambda value: value + 0.0,  # SQLite stores no negative zero
    bytes: lambda value: blake2b(value, digest_size=16).digest(),  # in words they are long
}
