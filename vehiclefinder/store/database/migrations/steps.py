"""Where programs from before Alembic recorded their steps, of which there were seven."""

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, inspect, select

LAST_STEP = 7
"""Step n made what revision n makes."""

_STEPS = Table("migrations", MetaData(), Column("version", Integer, primary_key=True))


def last_step(connection: Connection) -> int:
    """Return the last step that is recorded; 0 where none is."""
    if not inspect(connection).has_table(_STEPS.name):
        return 0
    return connection.scalar(select(func.max(_STEPS.c.version))) or 0


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of comparisons with ``schema`` the table of steps, which no model describes; for Alembic."""
    return (kind, name) != ("table", _STEPS.name)
