"""Videos that wait for their ingest, and what became of them."""

from sqlalchemy import JSON, Column, Connection, Double, ForeignKey, Integer, MetaData, String, Table, Text

from vehiclefinder.store.database.column_types import UtcDateTime


def create_jobs(connection: Connection) -> None:
    """Create the tables of jobs and of the sources that each has made."""
    metadata = MetaData()
    Table("sources", metadata, Column("id", Integer, primary_key=True))
    jobs = _jobs(metadata)
    made = Table(
        "job_sources",
        metadata,
        Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True),
    )
    metadata.create_all(connection, tables=[jobs, made], checkfirst=False)


def _jobs(metadata: MetaData) -> Table:
    return Table(
        "jobs",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("camera", String(200), index=True, nullable=False),
        Column("kind", String(16), nullable=False),
        Column("uri", Text, nullable=False),
        Column("locator", Text, nullable=False),
        Column("start_time", UtcDateTime),
        Column("options", JSON, nullable=False),
        Column("state", String(16), index=True, nullable=False),
        Column("frames", Integer, nullable=False),
        Column("total", Integer),
        Column("fps", Double),
        Column("error", Text),
        Column("created", UtcDateTime, nullable=False),
        Column("started", UtcDateTime),
        Column("ended", UtcDateTime),
        Column("who", String(200), nullable=False),
        sqlite_autoincrement=True,
    )
