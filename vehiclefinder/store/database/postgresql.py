"""PostgreSQL keeps the promises that SQLite's files make: one writer at a time, and reads that see one state."""

from typing import Any

from sqlalchemy import Connection

OPTIONS: dict[str, Any] = {
    "isolation_level": "REPEATABLE READ",  # all statements of a transaction that reads see one state
    "pool_pre_ping": True,  # connections of before a restart of the server are replaced
}
"""What ``create_engine`` is told."""

WRITERS = 0x56464D47
"""An arbitrary number: the advisory lock that whoever writes holds until the end of the transaction."""


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
