"""Whether the files of an index hold what the catalog holds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vehiclefinder.core.errors import StaleIndexError
from vehiclefinder.core.types import IntArray
from vehiclefinder.store.index.column_files import VECTORS, ColumnFiles, Columns
from vehiclefinder.store.index.index_header import IndexIdentity
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.changes import finished
from vehiclefinder.store.tracks.queries import vector_counts

SHOWN = 5


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """State of an index.

    :param rows: Tracks that it holds.
    :param state: How it stands to the catalog, in words.
    :param problem: What is wrong with it; empty where nothing is.
    """

    rows: int
    state: str
    problem: str = ""


def check(files: ColumnFiles, identity: IndexIdentity, catalog: Catalog, deep: bool = False) -> IndexHealth:
    """Compare every column with its checksum, and the rows of the present generation with the catalog.

    One that is missing, or older than the catalog, is not wrong: the next search sees to it.

    :param deep: Compare the vectors, too.
    """
    try:
        header = files.read(identity)
        columns = files.map(header)
    except StaleIndexError as error:
        return IndexHealth(0, "none", str(error) if str(error).startswith("damaged") else "")
    if catalog.generation() != (identity.catalog, header.generation):
        return IndexHealth(header.rows, "older than the catalog")
    with catalog.database.read() as session:
        held = vector_counts(session, identity.encoder, finished(session, files.shard))
    other = _others(columns, held)
    if not other and deep:
        other = [source for source in held if not _same(columns, source, catalog, identity.encoder)]
    if not other or catalog.generation() != (identity.catalog, header.generation):
        return IndexHealth(header.rows, "current")
    told = ", ".join(map(str, other[:SHOWN]))
    return IndexHealth(header.rows, "current", f"it holds other tracks than the catalog of sources {told}")


def _others(columns: Columns, held: Mapping[int, int]) -> list[int]:
    sources, counts = np.unique(columns["source"], return_counts=True)
    there = dict(zip(sources.tolist(), counts.tolist(), strict=True))
    return sorted(source for source in there.keys() | held.keys() if there.get(source) != held.get(source))


def _same(columns: Columns, source: int, catalog: Catalog, encoder: str) -> bool:
    facts, vectors = catalog.facts(encoder, [source])
    rows: IntArray = np.flatnonzero(columns["source"] == source)
    rows, order = rows[np.argsort(columns["track"][rows])], np.argsort(facts.track)
    tracks = np.array_equal(columns["track"][rows], facts.track[order])
    return tracks and np.array_equal(columns[VECTORS][rows], vectors[order].astype(np.float16))
