"""What brings a database to the last revision, by Alembic."""

from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.migrations import HEAD, require_whole, revision_of
from vehiclefinder.store.database.migrations.steps import LAST_STEP, last_step

_UPGRADING = Lock()
"""Alembic keeps what it works on for the whole process, so that two threads would mix their databases up."""


def alembic_config() -> Config:
    """Return what finds the revisions of the installed package; Alembic needs no file of settings."""
    config = Config()
    config.set_main_option("script_location", "vehiclefinder.store.database:migrations")
    return config


def upgrade(engine: Engine, config: Config | None = None) -> None:
    """Apply the revisions that a database still lacks, in one transaction; a catalog from before Alembic is taken over.

    :param engine: Its transactions must exclude other writers.
    :param config: Another set of revisions.
    :raises StoreError: The database is newer than the revisions, or its version is in no order.
    """
    config = config or alembic_config()
    with _UPGRADING, engine.begin() as connection:
        config.attributes["connection"] = connection
        revision = revision_of(connection)  # asked again: another process may have been faster
        require_whole(revision)
        if revision is None:
            _take_over(connection, config)
        elif revision not in _known(config):
            raise StoreError(
                f"the catalog has schema version {revision}, newer than version {HEAD} of this program: upgrade it"
            )
        command.upgrade(config, "head")


def make_tables(connection: Connection) -> None:
    """Make the tables of the last revision in an empty database, as a part of a transaction.

    :param connection: Its transaction must exclude other writers.
    """
    config = alembic_config()
    with _UPGRADING:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _take_over(connection: Connection, config: Config) -> None:
    step = last_step(connection)
    if step > LAST_STEP:  # what records more steps records revisions, too
        raise StoreError(f"the catalog is damaged: it has schema version {step}, but no revision")
    if step > 0:
        command.stamp(config, f"{step:04}")


def _known(config: Config) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
