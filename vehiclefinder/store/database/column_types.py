"""Column types that every SQL dialect keeps exactly: UTC times, and bytes of any length."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

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
