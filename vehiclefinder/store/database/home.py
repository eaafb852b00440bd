"""The database of a home folder."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.database.engine import Database


def open_database(home: Path, url: str | None = None) -> Database:
    """Open the database of a home, brought up to date.

    :param home: The folder of everything stored; made if there is none, for this user of the machine alone.
    :param url: Any SQLAlchemy URL; ``catalog.db`` in ``home``, by SQLite, unless given.
    :raises ValueError: The URL is not one.
    :raises StoreError: The folder or the database cannot be used; a damaged file is left as it is.
    """
    try:
        home.mkdir(0o700, parents=True, exist_ok=True)  # pictures, hashes of passwords, passwords of streams
    except OSError as error:
        raise write_error(f"cannot use {home} as the store's folder", error) from error
    return Database(_url(home, url))


def _url(home: Path, url: str | None) -> URL:
    if url is None:
        return URL.create("sqlite", database=str(home / "catalog.db"))
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # either may quote what it could not read, such as a password
        raise ValueError("expected a SQLAlchemy URL, got another text, which may hold a password") from None
