"""Column types that every SQL dialect keeps exactly: UTC times, and float32 arrays as bytes."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from vehiclefinder.core.types import FloatArray

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


def pack(values: NDArray[np.float32]) -> bytes:
    """Return the little-endian float32 bytes of an array, row by row."""
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def unpack(blob: bytes, *shape: int) -> FloatArray:
    """Return the float32 array that :func:`pack` wrote.

    :param shape: The shape to give it; one side may be -1.
    """
    return np.frombuffer(blob, dtype="<f4").astype(np.float32).reshape(shape)
