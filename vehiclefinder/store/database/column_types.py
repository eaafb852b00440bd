"""Column types that every SQL dialect keeps alike: UTC times, bytes of any length, vectors, and what errors say."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, LargeBinary, String, Text, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from vehiclefinder.store.database.bound_values import fitting

# Some dialects choose the kind of blob by its length, and would cut a long path at 64 KiB.
Blob = LargeBinary(2**24 - 1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware ``datetime``, kept as naive UTC because not every dialect keeps an offset."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give naive UTC its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class ReasonText(TypeDecorator[str]):
    """What an error said, made to fit: it may name a file by any bytes, and must not keep its row from being written.

    :param length: Characters that are kept; None keeps all.
    """

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self.length = length
        if length is not None:
            self.impl = String(length)  # type: ignore[assignment]

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what no database takes, and cut what is too long."""
        return None if value is None else fitting(value)[: self.length]


class HalfVector(UserDefinedType[bytes]):
    """``halfvec`` of pgvector, read in its binary form: as text, a number takes four times the bytes.

    What makes bytes of it needs numpy, which most commands do without.
    """

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return what the server calls it."""
        return "halfvec"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read it as the server would send it to another one."""
        return func.halfvec_send(column, type_=self)

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], str | None]:
        """Write bytes as text."""
        from vehiclefinder.store.database import half_vectors

        return lambda blob: None if blob is None else half_vectors.as_text(blob)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[bytes | None], bytes | None]:
        """Make bytes of float32 of what was sent."""
        from vehiclefinder.store.database import half_vectors

        return lambda sent: None if sent is None else half_vectors.from_wire(sent)


class Vector(TypeDecorator[bytes]):
    """The bytes of float32; PostgreSQL rounds them to half precision, so they are best rounded before."""

    impl = Blob
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep it as PostgreSQL can compute with it."""
        return dialect.type_descriptor(HalfVector() if dialect.name == "postgresql" else Blob)


class vector_bytes(FunctionElement[int]):  # noqa: N801
    """How many bytes a vector has, as a program reads it."""

    inherit_cache = True


@compiles(vector_bytes)
def _length(element: vector_bytes, compiler: Any, **options: Any) -> str:
    return f"length({compiler.process(element.clauses, **options)})"


@compiles(vector_bytes, "postgresql")
def _dimensions(element: vector_bytes, compiler: Any, **options: Any) -> str:
    return f"4 * vector_dims({compiler.process(element.clauses, **options)})"
