"""Rows of many tables into PostgreSQL by binary COPY, or into SQLite: columns as NumPy has them, in the real tables."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Boolean, DateTime, Double, Float, Integer, LargeBinary, Table, make_url, text

from benchmarks.city.tracks import City, Columns
from vehiclefinder.store.database.column_types import Vector
from vehiclefinder.store.database.engine import Database, make_engine
from vehiclefinder.store.database.partitions import provide_for
from vehiclefinder.store.database.schema.tables import TABLES

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
Y2K = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
"""From which PostgreSQL counts microseconds."""


def fill(url: str, city: City) -> None:
    """Fill an empty database with the tracks of a city, and tell searchers so.

    :param url: Of SQLAlchemy: PostgreSQL or a file of SQLite.
    """
    Database(make_url(url)).close()  # which makes the tables
    pour(url, city)


def pour(url: str, city: City) -> None:
    """Fill tables that are there, of this version or an earlier one."""
    with closing(_sink(url)) as sink:
        for number in range(1, city.cameras + 1):
            sink.add("cameras", {"id": np.array([number]), "name": f"camera {number}"})
        for batch in city.batches():
            sink.add("sources", batch.source_columns())
            for columns in batch.track_columns():
                sink.add("tracks", columns)
            sink.add("embeddings", batch.vector_columns())
            sink.add("crops", batch.picture_columns())
        sink.finish()


def _sink(url: str) -> "PostgresSink | SqliteSink":
    where = make_url(url)
    return PostgresSink(url) if where.get_backend_name() == "postgresql" else SqliteSink(Path(str(where.database)))


def _fitting(table: str, columns: Columns) -> tuple[Table, dict[str, Any]]:
    known = TABLES.tables[table]
    return known, {name: value for name, value in columns.items() if name in known.c}


class PostgresSink:
    """Copies rows in PostgreSQL's own form. Keys that point to other tables are not checked: they are right."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine = make_engine(self._url)
        self._connection: Any = self._engine.raw_connection()
        self._execute("SET session_replication_role = replica")
        self._execute("SET synchronous_commit = off")

    def add(self, table: str, columns: Columns) -> None:
        """Add rows; columns that the table does not have are left out."""
        known, told = _fitting(table, columns)
        names = ", ".join(f'"{name}"' for name in told)
        if table == "tracks":
            with self._engine.begin() as connection:
                provide_for(connection, (int(told["id"].min()), int(told["id"].max())))
        copying = f'COPY "{table}" ({names}) FROM STDIN (FORMAT BINARY)'
        with self._connection.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write(HEADER + binary_rows(known, told) + TRAILER)
        self._connection.commit()

    def finish(self) -> None:
        """Let sequences go on after what was written, and let searchers see it."""
        for table in ("cameras", "sources", "tracks"):
            self._execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        self._execute("UPDATE state SET generation = generation + 1")
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()
        self._engine.dispose()

    def _execute(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
        self._connection.commit()


class SqliteSink:
    """Inserts rows into a file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA synchronous = OFF")

    def add(self, table: str, columns: Columns) -> None:
        """Add rows; columns that the table does not have are left out."""
        known, told = _fitting(table, columns)
        there = {row[1] for row in self._connection.execute(f'PRAGMA table_info("{table}")')}
        told = {name: value for name, value in told.items() if name in there}
        count = next(len(value) for value in told.values() if isinstance(value, np.ndarray))
        values = [_plain(known.c[name].type, value, count) for name, value in told.items()]
        names, marks = ", ".join(f'"{name}"' for name in told), ", ".join("?" * len(told))
        self._connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', zip(*values, strict=True))
        self._connection.commit()

    def finish(self) -> None:
        """Let searchers see it."""
        self._connection.execute("UPDATE state SET generation = generation + 1")
        self._connection.commit()
        self._connection.execute("ANALYZE")

    def close(self) -> None:
        """Leave the file."""
        self._connection.close()


def binary_rows(table: Table, columns: Columns) -> bytes:
    """Return rows as ``COPY ... (FORMAT BINARY)`` wants them; all rows have columns of the same widths.

    :param columns: At least one of them an array.
    """
    count = next(len(value) for value in columns.values() if isinstance(value, np.ndarray))
    parts = {name: _binary(table.c[name].type, value, count) for name, value in columns.items()}
    fields: list[tuple[str, Any]] = [("columns", ">i2")]
    for name, part in parts.items():
        fields += [(f"{name} length", ">i4"), *([(name, part.dtype)] if part is not None else [])]
    rows = np.zeros(count, np.dtype(fields))
    rows["columns"] = len(columns)
    for name, part in parts.items():
        rows[f"{name} length"] = -1 if part is None else part.dtype.itemsize
        if part is not None:
            rows[name] = part
    return rows.tobytes()


def _binary(kind: Any, value: Any, count: int) -> NDArray[Any] | None:
    """Return n values as the server sends and takes them, each of the same length; None where there is none."""
    if value is None:
        return None
    if isinstance(kind, Vector):  # as halfvec: how many numbers, nothing, the numbers
        begin = np.broadcast_to(np.array([value.shape[1], 0], ">i2").view(np.uint8), (count, 4))
        value = np.concatenate([begin, value.astype(">f2").view(np.uint8)], axis=1)
    if isinstance(value, str):
        value = np.broadcast_to(np.frombuffer(value.encode(), np.uint8), (count, len(value.encode())))
    kind = getattr(kind, "impl_instance", kind) if hasattr(kind, "impl_instance") else kind
    told = np.broadcast_to(value, count) if np.ndim(value) == 0 else value
    if isinstance(kind, DateTime):
        return np.rint((told - Y2K) * 1e6).astype(">i8")
    if isinstance(kind, Boolean):
        return told.astype(np.uint8)
    if isinstance(kind, Integer):
        return told.astype(">i8" if isinstance(kind, BigInteger) else ">i4")
    if isinstance(kind, Double | Float):
        return told.astype(">f8")
    rows = np.ascontiguousarray(told).view(np.uint8).reshape(count, -1)
    return np.ascontiguousarray(rows).view(f"V{rows.shape[1]}")[:, 0]


def _plain(kind: Any, value: Any, count: int) -> Any:
    if np.ndim(value) == 0:
        return [_text_of_time(value) if isinstance(_base(kind), DateTime) else value] * count
    if np.ndim(value) == 2:
        rows = np.ascontiguousarray(value).view(np.uint8)
        blobs = [row.tobytes() for row in rows]
        return blobs if isinstance(_base(kind), LargeBinary) else [blob.decode() for blob in blobs]
    if isinstance(_base(kind), DateTime):
        return [_text_of_time(one) for one in value.tolist()]
    return value.tolist()


def _base(kind: Any) -> Any:
    return getattr(kind, "impl_instance", kind)


def _text_of_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S.%f}"
