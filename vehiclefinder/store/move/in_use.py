"""Who works with a catalog: whatever they would store while it is moved would be lost."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.control.job_leases import held_jobs
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.locks import FOLDER
from vehiclefinder.store.database.postgresql import WRITERS
from vehiclefinder.store.files.lock import is_held

_LOCKED = text(
    "SELECT DISTINCT pid, coalesce(host(client_addr), 'this machine') FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (classid::bigint << 32 | objid::bigint) <> :writers ORDER BY pid"
)


def require_unused_homes(homes: Iterable[Path]) -> None:
    """Refuse where a service, an ingest or a command that changes something works in a home.

    :raises ConflictError: One does.
    """
    for home in homes:
        _refuse(f"{path} is held" for path in sorted((home / FOLDER).glob("*")) if is_held(path))


def require_unused(database: Database) -> None:
    """Refuse likewise where one works with a database.

    :raises ConflictError: One does.
    """
    with database.read() as session:
        _refuse(_jobs(session))
        _refuse(_sessions(session.connection()))


def _jobs(session: Session) -> Iterator[str]:
    return (f"job {id_} is worked on by {worker}" for id_, worker in held_jobs(session))


def _sessions(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        for pid, address in connection.execute(_LOCKED, {"writers": WRITERS}):
            yield f"a program on {address} holds locks of it (session {pid} of the server)"


def _refuse(users: Iterable[str]) -> None:
    if found := list(users):
        told = "the catalog is in use, and what is stored meanwhile would be lost"
        raise ConflictError(f"{told}: {'; '.join(found)}. Stop services, ingests and workers first")
