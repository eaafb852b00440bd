"""Partitions that no track is left of: what lay in them is removed, and their disk is not free before they go."""

from collections.abc import Iterator
from functools import partial

from vehiclefinder.store.database import partitions
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.tidying.stranded import Place, Stranded


def empty_partitions(place: Place) -> Iterator[Stranded]:
    """Partitions of tracks that were all removed, behind those that tracks still come to; of PostgreSQL alone."""
    with place.database.columns() as connection:
        found = partitions.empty(connection)
    for one in found:
        yield Stranded(
            "partition without tracks", f"tracks {one.ids}", one.size, partial(_drop, place.database, one.block)
        )


def _drop(database: Database, block: int) -> bool:
    with database.write() as session:
        return partitions.drop(session, block)
