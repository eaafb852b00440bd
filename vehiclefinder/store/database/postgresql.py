"""PostgreSQL keeps the promises that SQLite's files make: one writer at a time, and reads that see one state."""

from typing import Any

from sqlalchemy import URL, Connection

OPTIONS: dict[str, Any] = {
    "isolation_level": "REPEATABLE READ",  # all statements of a transaction that reads see one state
    "pool_pre_ping": True,  # connections of before a restart of the server are replaced
}
"""What ``create_engine`` is told, beside :data:`KEEPALIVES`."""

KEEPALIVES = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds and tries after which a peer that says nothing is gone, for both ends: less than the lease of a job."""

UNANSWERED_MS = 30_000
"""After how long a statement fails that no server takes note of."""

WRITERS = 0x56464D47
"""An arbitrary number: the advisory lock that whoever writes holds until the end of the transaction."""


def options(url: URL) -> dict[str, Any]:
    """Return what ``create_engine`` is told; what the URL says of connections wins."""
    told = KEEPALIVES | {"tcp_user_timeout": UNANSWERED_MS}
    return OPTIONS | {"connect_args": {name: value for name, value in told.items() if name not in url.query}}


def plan_by_partition(dbapi_connection: Any, _record: object) -> None:
    """Let a connection join partition by partition (``connect``): else a source's vectors are sought in all of them."""
    dbapi_connection.autocommit = True
    dbapi_connection.execute("SET enable_partitionwise_join = on").close()
    dbapi_connection.autocommit = False


def keep_alive(connection: Connection) -> None:
    """Let the server notice soon where the machine at the other end of a session is gone, and never end it before."""
    settings = {f"tcp_{name}": value for name, value in KEEPALIVES.items()} | {"idle_session_timeout": 0}
    wanted = ", ".join(f"('{name}', '{value}')" for name, value in settings.items())
    known = f"pg_settings JOIN (VALUES {wanted}) AS wanted (name, value) USING (name)"  # older servers lack one
    connection.exec_driver_sql(f"SELECT set_config(name, value, false) FROM {known}").close()


def begin(connection: Connection, timeout_ms: int) -> None:
    """Let a transaction that writes be alone from the start; it waits for another one for as long as on SQLite.

    It sees what was committed while it waited, whatever isolation the server has by default: a snapshot of before would
    be that of an empty database where several processes start at once.
    """
    if connection.get_execution_options().get("write", False):
        connection.exec_driver_sql(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
            f"SET LOCAL lock_timeout = {timeout_ms};"
            f"SELECT pg_advisory_xact_lock({WRITERS})"
        ).close()
