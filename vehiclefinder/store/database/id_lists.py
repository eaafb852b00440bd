"""Ids in a statement: lists of any length as one parameter, where ``IN`` takes one for each id, and drivers limit them.

SQLite takes 32,766 as it is built by default, psycopg 65,535.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from vehiclefinder.core.shard import WHOLE, Shard


class _JsonNumbers(FunctionElement[Any]):
    """The numbers of a JSON array as rows."""

    name = "json_numbers"
    inherit_cache = True


@compiles(_JsonNumbers)
def _by_sqlite(element: _JsonNumbers, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_JsonNumbers, "postgresql")
def _by_postgresql(element: _JsonNumbers, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def among(column: InstrumentedAttribute[int] | ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of some ids."""
    numbers = _JsonNumbers(json.dumps([int(one) for one in ids])).table_valued("value")
    return column.in_(select(cast(numbers.c.value, Integer().with_variant(BigInteger(), "postgresql"))))


def of_shard(column: InstrumentedAttribute[int], shard: Shard) -> ColumnElement[bool]:
    """Return the condition that a column is the id of a source of a shard."""
    return true() if shard == WHOLE else column % shard.count == shard.number
