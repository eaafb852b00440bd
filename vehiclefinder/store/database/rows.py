"""Single rows by their numbers."""

from typing import TypeVar

from sqlalchemy.orm import Session

from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.database.schema.base import Base

T = TypeVar("T", bound=Base)


def row_of(session: Session, table: type[T], id_: int, what: str) -> T:
    """Return a row.

    :param what: Such as ``"watch 7"``.
    :raises NotFoundError: There is none of that number.
    """
    row = session.get(table, id_)
    if row is None:
        raise NotFoundError(f"no {what}")
    return row
