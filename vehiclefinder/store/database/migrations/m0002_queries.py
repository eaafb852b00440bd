"""A record of what operators asked."""

from sqlalchemy import Column, Connection, Double, Integer, MetaData, String, Table, Text

from vehiclefinder.store.database.column_types import UtcDateTime


def create_queries(connection: Connection) -> None:
    """Create the table of queries."""
    Table(
        "queries",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("sentence", Text, nullable=False),
        Column("time", UtcDateTime, nullable=False),
        Column("decision", String(16), nullable=False),
        Column("best_score", Double),
        sqlite_autoincrement=True,
    ).create(connection)
