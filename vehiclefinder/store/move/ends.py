"""The two databases of a move, looked at before anything is changed in either."""

import sqlite3
from contextlib import closing
from urllib.parse import quote

from sqlalchemy import URL, Engine, inspect

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.store.database.engine import Database, file_of
from vehiclefinder.store.database.failures import store_error
from vehiclefinder.store.database.home import parsed
from vehiclefinder.store.database.schema.tables import TABLES

MOVE = "store_move"
"""Name of the table that a database has while a catalog is moved into it."""
_RECORDS = ("alembic_version", "migrations")
"""One of them is in every catalog."""


def end_of(url: str) -> URL:
    """Return an end of a move.

    :raises ValueError: It is no URL, or of nothing that rows are moved from and to.
    """
    read = parsed(url)
    if read.get_backend_name() != "postgresql" and file_of(read) is None:
        raise ValueError("expected sqlite:///PATH or postgresql+psycopg://..., got a URL of another kind")
    return read


def as_it_is(_engine: Engine) -> None:
    """Bring no tables up to date."""


def is_begun(source: URL, target: URL) -> bool:
    """Return whether something is being moved to the target already; see that it is empty else.

    :raises NotFoundError: There is no catalog at the source.
    :raises ConflictError: There is something at the target that does not come of a move.
    :raises StoreError: One cannot be reached.
    """
    if not _tables_in(source).intersection(_RECORDS):
        raise NotFoundError(f"there is no catalog in {_name(source)}")
    there = _tables_in(target)
    if MOVE in there:
        return True
    if found := there.intersection([*_RECORDS, *TABLES.tables]):
        told = f"expected an empty database to move into, and there are tables in {_name(target)}"
        raise ConflictError(f"{told}, such as {min(found)}: nothing was changed")
    return False


def _tables_in(url: URL) -> set[str]:
    if (path := file_of(url)) is None:
        database = Database(url, as_it_is)
        try:
            with database.columns() as connection:
                return set(inspect(connection).get_table_names())
        finally:
            database.close()
    if not path.is_file() or path.stat().st_size == 0:
        return set()
    try:  # as it lies: an engine of ours would make a catalog's journal of any file's
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise store_error(_name(url), error) from error


def _name(url: URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)
