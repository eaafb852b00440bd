"""Arrays as the bytes that a column holds."""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray


def pack(values: NDArray[np.float32]) -> bytes:
    """Return the little-endian float32 bytes of an array, row by row."""
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def unpack(blob: bytes, *shape: int) -> FloatArray:
    """Return the float32 array that :func:`pack` wrote.

    :param shape: The shape to give it; one side may be -1.
    """
    return np.frombuffer(blob, dtype="<f4").astype(np.float32).reshape(shape)
