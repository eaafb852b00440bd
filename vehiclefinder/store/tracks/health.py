"""A check of the database, for an operator who wonders."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vehiclefinder.store.database.migrations import schema_version
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus
from vehiclefinder.store.tracks.queries import generation
from vehiclefinder.store.tracks.records import Health


def check(session: Session, name: str) -> Health:
    """Count every table, and let the database check itself."""
    rows = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES.sorted_tables}
    unfinished = select(func.count()).select_from(SourceRow).where(SourceRow.status != SourceStatus.DONE)
    return Health(
        catalog=name,
        schema_version=schema_version(session.connection()),
        generation=generation(session)[1],
        rows=rows,
        unfinished=session.scalar(unfinished) or 0,
        problems=_problems(session),
    )


def _problems(session: Session) -> tuple[str, ...]:
    if session.get_bind().dialect.name != "sqlite":
        return ()
    pages = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
    links = [f"{row[0]} row {row[1]} points at nothing" for row in session.execute(text("PRAGMA foreign_key_check"))]
    return tuple(([] if pages == ["ok"] else pages) + links)
