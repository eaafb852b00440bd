"""Column types that every SQL dialect keeps alike: UTC times, bytes of any length, and what errors say."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

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
