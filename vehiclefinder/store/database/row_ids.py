"""Numbers of rows that are yet to be written: what they name, such as files, can be made before a transaction."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from vehiclefinder.store.database.schema.base import Base

_NEXT = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, CAST(:count AS integer))")
_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_FIRST_EVER = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
_GO_ON = text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name")


def reserve_ids(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Return numbers, rising, that no row of a table has, had or will be given.

    :param session: Of a transaction that may write; they are reserved once it is committed.
    :param table: One that numbers its rows by ``id``, and on SQLite by ``sqlite_autoincrement``.
    """
    name = table.__tablename__
    if session.get_bind().dialect.name != "sqlite":
        return sorted(session.scalars(_NEXT, {"name": name, "count": count}))
    last: int | None = session.scalar(_LAST, {"name": name})
    first = 1 + (last or 0)
    session.execute(_FIRST_EVER if last is None else _GO_ON, {"name": name, "last": first + count - 1})
    return range(first, first + count)
