"""The steps from an empty database to the tables of ``schema``: each is applied once, with a record of its own."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, func, insert, inspect, select

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.column_types import UtcDateTime
from vehiclefinder.store.database.migrations.m0001_tracks import create_tracks
from vehiclefinder.store.database.migrations.m0002_queries import create_queries
from vehiclefinder.store.database.migrations.m0003_access import create_access
from vehiclefinder.store.database.migrations.m0004_cases import create_cases
from vehiclefinder.store.database.migrations.m0005_cameras import create_camera_settings
from vehiclefinder.store.database.migrations.m0006_jobs import create_jobs
from vehiclefinder.store.database.migrations.m0007_watches import create_watches

Step = Callable[[Connection], None]

STEPS: tuple[Step, ...] = (
    create_tracks,
    create_queries,
    create_access,
    create_cases,
    create_camera_settings,
    create_jobs,
    create_watches,
)
"""In order, for ever: a step that was released never changes, a new one is added at the end."""

RECORDS = Table(
    "migrations",
    MetaData(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False),
    Column("applied", UtcDateTime, nullable=False),
)


def schema_version(connection: Connection) -> int:
    """Return how many steps a database has behind it."""
    if not inspect(connection).has_table(RECORDS.name):
        return 0
    return connection.scalar(select(func.max(RECORDS.c.version))) or 0


def migrate(engine: Engine, steps: Sequence[Step] = STEPS) -> None:
    """Apply the steps that a database still lacks, one transaction each.

    :param engine: Its transactions must exclude other writers.
    :raises StoreError: The database is newer than the steps.
    """
    with engine.execution_options(write=False).connect() as connection:
        version = schema_version(connection)
    while version < len(steps):
        version = _apply_next(engine, steps)
    if version > len(steps):
        raise StoreError(
            f"the catalog has schema version {version}, newer than version {len(steps)} of this program: upgrade it"
        )


def _apply_next(engine: Engine, steps: Sequence[Step]) -> int:
    with engine.begin() as connection:
        RECORDS.create(connection, checkfirst=True)
        version = schema_version(connection)  # asked again: another process may have been faster
        if version >= len(steps):
            return version
        step = steps[version]
        step(connection)
        record = {"version": version + 1, "name": step.__name__, "applied": datetime.now(UTC)}
        connection.execute(insert(RECORDS).values(record))
        return version + 1
