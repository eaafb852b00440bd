"""The way from an empty database to the tables of ``schema``: revisions of Alembic, each applied once.

Alembic is imported, by ``upgrade``, only where a database lacks a revision.
"""

from sqlalchemy import Connection, Engine, inspect, text

from vehiclefinder.core.errors import StoreError

HEAD = "0020"
"""The last revision; they are numbered in order."""
UNFINISHED = "unfinished"
"""Follows the revision where a catalog is moved into a database and not all of it is there: programs of before there
were such moves do not open it either, since they know no such revision."""


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database is at, or None where Alembic never was."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return " ".join(connection.scalars(text("SELECT version_num FROM alembic_version"))) or None


def schema_version(connection: Connection) -> int:
    """Return the number of the revision that a database is at; 0 where it is at none."""
    return int(revision_of(connection) or 0)


def require_whole(revision: str | None) -> None:
    """Refuse a database that a catalog is being moved into.

    :raises StoreError: It is one.
    """
    if revision is not None and revision.endswith(UNFINISHED):
        told = "it holds a part of a catalog that is moved there, or was"
        raise StoreError(f"{told}: run `vehiclefinder migrate-store` as before, which goes on with it")


def migrate(engine: Engine) -> None:
    """Apply the revisions that a database still lacks, all of them or none.

    :param engine: Its transactions must exclude other writers.
    :raises StoreError: The database is newer than the revisions, or holds a part of a catalog.
    """
    with engine.execution_options(write=False).connect() as connection:
        found = revision_of(connection)
    if found == HEAD:
        return
    require_whole(found)
    # The import takes longer than many a command, and hardly any needs it.
    from vehiclefinder.store.database.migrations.upgrade import upgrade

    upgrade(engine)
