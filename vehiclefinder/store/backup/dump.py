"""The database of a moment as a file, by what each engine has for that, and back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, Engine, text
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import StoreError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "catalog.db", POSTGRESQL: "catalog.dump"}
"""Engine -> name of its member in the archive."""
SECONDS = 24 * 3600.0
"""How long pg_dump or pg_restore may take."""


def engine_of(session: Session) -> str:
    """Return the name of an engine that can be backed up.

    :raises StoreError: There is no way for this one.
    """
    name = session.get_bind().dialect.name
    if name not in NAMES:
        raise StoreError(f"expected a catalog in {' or '.join(NAMES)} to back up, got one in {name}")
    return name


def dump(session: Session, target: Path) -> None:
    """Write the database as this transaction sees it.

    :param session: Its first statement; what it reads afterwards is of the same moment.
    :raises StoreError: It cannot be written.
    """
    if engine_of(session) == SQLITE:
        _copy_sqlite(session, target)
    else:
        _dump_postgresql(session, target)


def restore_postgresql(dumped: Path, url: URL) -> None:
    """Fill an empty database, all of it or nothing.

    :raises StoreError: It holds tables already, or cannot be filled.
    """
    # Comments are those of extensions, whose owners alone may change them: a superuser may have made one before.
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", "--dbname"]
    _run("pg_restore", [*options, _conninfo(url), str(dumped)], url)


def _copy_sqlite(session: Session, target: Path) -> None:
    session.execute(text("SELECT count(*) FROM sqlite_master"))  # the moment begins with the first statement
    source = session.connection().connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"the database cannot be copied to {target}: {error}") from error
    finally:
        copy.close()


def _dump_postgresql(session: Session, target: Path) -> None:
    connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
    engine = connection.engine
    assert isinstance(engine, Engine)
    options = ["--format", "custom", "--snapshot", str(snapshot), "--file", str(target), "--dbname"]
    _run("pg_dump", [*options, _conninfo(engine.url)], engine.url)


def _conninfo(url: URL) -> str:
    """Return how to connect, without the password, which goes by the environment: others see the command line."""
    from psycopg.conninfo import make_conninfo

    parts: Mapping[str, object] = url.set(password=None).translate_connect_args(database="dbname", username="user")
    return make_conninfo("", **{name: str(value) for name, value in {**parts, **url.query}.items()})


def _run(program: str, arguments: list[str], url: URL) -> None:
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program} is not installed; it comes with the client programs of PostgreSQL")
    secret = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    try:
        done = subprocess.run(
            [found, "--no-password", *arguments],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=os.environ | secret,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StoreError(f"{program} failed: {error}") from None
    if done.returncode:
        raise StoreError(f"{program} failed: {_reason(program, done.stderr)}")


def _reason(program: str, said: str) -> str:
    """Return the first error of a program, and its detail, such as the versions that do not fit one another."""
    lines = [line.removeprefix(f"{program}: ") for line in said.splitlines()]
    errors = [at for at, line in enumerate(lines) if "error" in line.lower()]
    if not errors:
        return "it does not say why"
    detail = [line for line in lines[errors[0] + 1 : errors[0] + 2] if line.startswith("detail: ")]
    return " (".join([lines[errors[0]], *(line.removeprefix("detail: ") for line in detail)]) + ")" * len(detail)
