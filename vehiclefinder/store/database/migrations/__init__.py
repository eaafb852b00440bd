"""The way from an empty database to the tables of ``schema``: revisions of Alembic, each applied once.

Alembic is imported, by ``upgrade``, only where a database lacks a revision.
"""

from sqlalchemy import Connection, Engine, inspect, text

HEAD = "0017"
"""The last revision; they are numbered in order."""


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database is at, or None where Alembic never was."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return " ".join(connection.scalars(text("SELECT version_num FROM alembic_version"))) or None


def schema_version(connection: Connection) -> int:
    """Return the number of the revision that a database is at; 0 where it is at none."""
    return int(revision_of(connection) or 0)


def migrate(engine: Engine) -> None:
    """Apply the revisions that a database still lacks, all of them or none.

    :param engine: Its transactions must exclude other writers.
    :raises StoreError: The database is newer than the revisions.
    """
    with engine.execution_options(write=False).connect() as connection:
        if revision_of(connection) == HEAD:
            return
    # The import takes longer than many a command, and hardly any needs it.
    from vehiclefinder.store.database.migrations.upgrade import upgrade

    upgrade(engine)
