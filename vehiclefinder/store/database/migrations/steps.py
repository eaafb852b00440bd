"""Where programs from before Alembic recorded their steps, of which there were seven."""

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, inspect, select
from sqlalchemy.dialects.postgresql.base import ischema_names

from vehiclefinder.store.database.column_types import HalfVector
from vehiclefinder.store.database.partitions import is_clone, is_partition

LAST_STEP = 7
"""Step n made what revision n makes."""

ischema_names["halfvec"] = HalfVector  # else a comparison would not know what the column is

_STEPS = Table("migrations", MetaData(), Column("version", Integer, primary_key=True))


def last_step(connection: Connection) -> int:
    """Return the last step that is recorded; 0 where none is."""
    if not inspect(connection).has_table(_STEPS.name):
        return 0
    return connection.scalar(select(func.max(_STEPS.c.version))) or 0


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of comparisons with ``schema`` what no model describes: the table of steps, partitions; for Alembic."""
    if kind == "foreign_key_constraint":
        return not is_clone(name or "")
    return kind != "table" or not (name == _STEPS.name or is_partition(name or ""))
