"""Vectors in half precision, which is what a catalog keeps of them: the bytes of float32, of values that float16 has.

PostgreSQL keeps them as ``halfvec`` of pgvector, SQLite as those bytes; whoever reads them sees the same.
"""

import re

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import FloatArray

OLDEST = (0, 7)
"""The first version of pgvector that has ``halfvec``."""
LONGEST = 16_000
"""Numbers that a ``halfvec`` holds at most."""

_INSTALLED = text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
_AVAILABLE = text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")


def halved(vectors: FloatArray) -> FloatArray:
    """Round to half precision.

    :returns: float32 of the same shape; infinite where a number is larger than 65,519.
    """
    with np.errstate(over="ignore"):
        return vectors.astype(np.float16).astype(np.float32)


def halved_bytes(blob: bytes) -> bytes:
    """Round the bytes of a vector that :func:`why_unfit` has nothing against."""
    return halved(np.frombuffer(blob, "<f4")).astype("<f4", copy=False).tobytes()


def why_unfit(blob: bytes) -> str | None:
    """Return why half precision cannot hold the bytes of a vector; None where it can."""
    if len(blob) % 4 or not 0 < len(blob) <= 4 * LONGEST:
        return f"has {len(blob):,} bytes, and a vector has 4 to {4 * LONGEST:,}, 4 a number"
    finite = np.all(np.isfinite(halved(np.frombuffer(blob, "<f4"))))
    return None if finite else "has a number that half precision cannot hold"


def as_text(blob: bytes) -> str:
    """Return the bytes of a vector as pgvector reads it."""
    return str(np.frombuffer(blob, "<f4").tolist())


def from_wire(sent: bytes) -> bytes:
    """Return the bytes of a vector from what ``halfvec_send`` tells: two 16-bit numbers, then big-endian float16."""
    return np.frombuffer(sent, ">f2", offset=4).astype("<f4").tobytes()


def require_extension(connection: Connection) -> None:
    """See that a database of PostgreSQL has pgvector, as new as is needed, and make it where that may be done.

    :raises StoreError: It has none, or one that is too old.
    """
    installed = connection.scalar(_INSTALLED)
    if installed is None:
        _create(connection)
        installed = connection.scalar(_INSTALLED)
    if _number(installed) < OLDEST:
        told = f"expected pgvector {_shown(OLDEST)} or newer, got {installed}"
        raise StoreError(f"{told}: install a newer one, and have a superuser run ALTER EXTENSION vector UPDATE in it")


def _create(connection: Connection) -> None:
    available = connection.scalar(_AVAILABLE)
    if available is None:
        told = f"expected a server with pgvector {_shown(OLDEST)} or newer, and it has none"
        raise StoreError(f"{told}: install it there (on Debian postgresql-17-pgvector; image pgvector/pgvector)")
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION vector"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "42501":  # insufficient_privilege
            raise
        told = "the database lacks the extension pgvector, which this role may not create"
        raise StoreError(f"{told}: have a superuser run CREATE EXTENSION vector in it, once") from error


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))[:2]


def _shown(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
