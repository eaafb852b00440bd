"""The database of a home folder."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.migrations import migrate

FILE = "catalog.db"
"""Where a home has its catalog, unless that lies in another place."""
KINDS = ("sqlite", "postgresql")
"""Databases that a catalog may lie in."""


def open_database(home: Path, url: str | None = None, prepare: Callable[[Engine], None] = migrate) -> Database:
    """Open the database of a home, brought up to date.

    :param home: The folder of everything stored; made if there is none, for this user of the machine alone.
    :param url: Any SQLAlchemy URL; ``catalog.db`` in ``home``, by SQLite, unless given.
    :param prepare: As a database takes it.
    :raises ValueError: The URL is not one.
    :raises StoreError: The folder or the database cannot be used; a damaged file is left as it is.
    """
    try:
        home.mkdir(0o700, parents=True, exist_ok=True)  # pictures, hashes of passwords, passwords of streams
    except OSError as error:
        raise write_error(f"cannot use {home} as the store's folder", error) from error
    return Database(_url(home, url), prepare)


def _url(home: Path, url: str | None) -> URL:
    return URL.create("sqlite", database=str(home / FILE)) if url is None else parsed(url)


def parsed(url: str) -> URL:
    """Return what the text of a URL says.

    :raises ValueError: It is none, or of another kind of database.
    """
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):  # either may quote what it could not read, such as a password
        raise ValueError("expected a SQLAlchemy URL, got another text, which may hold a password") from None
    if made.get_backend_name() not in KINDS:
        raise ValueError(f"expected a SQLAlchemy URL of {' or '.join(KINDS)}, got one of {made.get_backend_name()}")
    if "@" in (made.host or ""):  # what stands before it is of the password, and messages name the host
        raise ValueError("expected a SQLAlchemy URL with %40 for each @ in its password, got two @")
    return made
