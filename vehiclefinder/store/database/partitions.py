"""PostgreSQL keeps what belongs to tracks in partitions, by the track's id, which grows with time.

A block of ids is a partition of each table. Those that come are made before they are needed, by whoever writes, and
those that nothing is left of go as a whole: their disk is free at once. SQLite has no partitions.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

SIZE = 10_000_000
"""Ids in a block; names of partitions follow from it, so it cannot be changed without moving rows."""
AHEAD = 1_000_000
"""How many ids before it is needed the next block is made; more than one transaction takes."""
TABLES = ("tracks", "crops", "embeddings", "track_roads", "track_origins")
"""What is divided; the first is the parent of all others."""
PATIENCE_MS = 2_000
"""How long whoever drops a block waits for those who read, while all who come after it wait, too."""

_NAME = re.compile(rf"({'|'.join(TABLES)})_p(\d{{4,}})")
_CLONE = re.compile(r"\w+_track_id_fkey_?\d+")
_NUMBER = "lpad(block::text, greatest(4, length(block::text)), '0')"
_LACKING = text(
    "SELECT block FROM tracks_id_seq, generate_series(last_value / :size, (last_value + :ahead) / :size) AS block"
    f" WHERE to_regclass('tracks_p' || {_NUMBER}) IS NULL"
)
_PRESENT = text("SELECT relid::regclass::text FROM pg_partition_tree('tracks') WHERE isleaf")
_NEWEST = text("SELECT last_value / :size FROM tracks_id_seq")
_SIZES = text("SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(CAST(:names AS text[])) AS name")


@dataclass(frozen=True, slots=True)
class EmptyBlock:
    """A block without tracks, which gets none any more, and the bytes that its partitions take on the disk."""

    block: int
    size: int

    @property
    def ids(self) -> str:
        """The ids that it was for."""
        return f"{self.block * SIZE} to {self.block * SIZE + SIZE - 1}"


def is_partition(name: str) -> bool:
    """Whether a table is a partition."""
    return _NAME.fullmatch(name) is not None


def is_clone(name: str) -> bool:
    """Whether a foreign key is one that PostgreSQL makes itself, to a partition, of the one to the whole table."""
    return _CLONE.fullmatch(name) is not None


def provide(session: Session) -> None:
    """See that the tracks that are written next have their partitions, in the transaction that writes them.

    Writers are alone, so nobody makes the same at once, or takes ids meanwhile.
    """
    if session.get_bind().dialect.name == "postgresql":
        for block in session.scalars(_LACKING, {"size": SIZE, "ahead": AHEAD}).all():
            _make(session.connection(), block)


def provide_for(connection: Connection, ids: Iterable[int]) -> None:
    """See that tracks of some ids have their partitions; as :func:`provide`, where rows keep ids that they have."""
    if connection.dialect.name == "postgresql" and (wanted := {one // SIZE for one in ids}):
        for block in sorted(wanted - set(_present(connection))):
            _make(connection, block)


def empty(connection: Connection) -> list[EmptyBlock]:
    """Return the blocks that no track is left of, and that none comes to any more."""
    if connection.dialect.name != "postgresql":
        return []
    newest = connection.scalar(_NEWEST, {"size": SIZE}) or 0
    past = sorted(block for block in _present(connection) if block < newest)
    return [EmptyBlock(block, _size(connection, block)) for block in past if _is_empty(connection, block)]


def drop(session: Session, block: int) -> bool:
    """Drop a block's partitions.

    Whoever reads is waited for, but not for long: those who come next would have to wait as well.

    :returns: False where it is not empty, or gone.
    """
    connection = session.connection()
    if block not in {one.block for one in empty(connection)}:
        return False
    connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
    for table in reversed(TABLES):  # a partition that others point at must not be attached
        connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {_name(table, block)}"))
        connection.execute(text(f"DROP TABLE {_name(table, block)}"))
    return True


def _make(connection: Connection, block: int) -> None:
    """Make and attach: readers go on, whereas ``CREATE TABLE ... PARTITION OF`` shuts them out."""
    bounds = f"FROM ({block * SIZE}) TO ({block * SIZE + SIZE})"
    for table in TABLES:
        name = _name(table, block)
        connection.execute(text(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"))
        connection.execute(text(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES {bounds}"))


def _present(connection: Connection) -> Iterator[int]:
    for name in connection.scalars(_PRESENT):
        if found := _NAME.fullmatch(name):
            yield int(found[2])


def _size(connection: Connection, block: int) -> int:
    return int(connection.scalar(_SIZES, {"names": [_name(table, block) for table in TABLES]}) or 0)


def _is_empty(connection: Connection, block: int) -> bool:
    return not connection.scalar(text(f"SELECT EXISTS (SELECT FROM {_name(TABLES[0], block)})"))


def _name(table: str, block: int) -> str:
    return f"{table}_p{block:04}"
