"""A catalog of PostgreSQL from before there were partitions and halfvec: every row is kept, and the tables are those
of a new one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, create_engine, insert, make_url, select, text

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database import half_vectors
from vehiclefinder.store.database.engine import make_engine
from vehiclefinder.store.database.migrations import HEAD, revision_of
from vehiclefinder.store.database.migrations.upgrade import alembic_config
from vehiclefinder.store.database.partitions import SIZE, TABLES
from vehiclefinder.store.database.schema.tables import TABLES as MODELS
from vehiclefinder.store.tracks import vector_health
from vehiclefinder.store.tracks.catalog import Catalog

from .full_catalogs import row_of

MakeDatabase = Callable[..., str]
ROWS = 4
VECTORS = np.random.default_rng(0).standard_normal((ROWS, 8)).astype("<f4")
COLUMNS = (
    "SELECT table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default,"
    " character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'"
)
CONSTRAINTS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace"
)
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
LEFT_OUT = {
    ("embeddings", "vector"),
    ("state", "removed"),
    *(("sources", name) for name in ("generation", "tracks", "vectors")),
}
"""Vectors, which are rounded, and columns of revision 0021, which are not of before."""
SEQUENCES = (
    "SELECT s.relname, t.relname, d.deptype FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
    " JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S'"
)


@pytest.fixture
def engine(make_database: MakeDatabase) -> Iterator[Engine]:
    """A database at revision 0019 with rows in every table; two tracks have ids that are far apart."""
    engine = make_engine(make_url(make_database())).execution_options(write=True)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0019")
        old = MetaData()
        old.reflect(connection)
        for model in MODELS.sorted_tables:
            table = old.tables[model.name]
            if model.name != "state":
                connection.execute(insert(table), [far(table.name, row_of(table, n)) for n in range(1, ROWS + 1)])
        for number, vector in enumerate(VECTORS, 1):
            values = {"vector": vector.tobytes(), "checksum": (crc32(vector.tobytes()), 77, None, 5)[number - 1]}
            if number == 4:
                values["checksum"] = crc32(vector.tobytes())
            embeddings = old.tables["embeddings"]
            key = embeddings.c.track_id == far_id(number)
            connection.execute(embeddings.update().where(key).values(values))
        connection.execute(text("SELECT setval('tracks_id_seq', :last)"), {"last": 2 * SIZE + 70})
    yield engine
    engine.dispose()


def far_id(number: int) -> int:
    return number if number < ROWS else 2 * SIZE + ROWS


def far(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Give the last track an id of another block."""
    key = "id" if table == "tracks" else "track_id"
    return row | {key: far_id(row[key])} if table in TABLES else row


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return table -> rows, by the tables of the moment."""
    found = MetaData()
    with engine.execution_options(write=False).connect() as connection:
        found.reflect(connection, only=list(MODELS.tables))
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(column for column in table.columns if (name, column.name) not in LEFT_OUT))
                    )
                ),
                key=repr,
            )
            for name, table in found.tables.items()
            if name in MODELS.tables
        }


def schema(engine: Engine) -> set[tuple[Any, ...]]:
    with engine.execution_options(write=False).connect() as connection:
        return {tuple(row) for query in (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES) for row in
                connection.execute(text(query))}  # fmt: skip


def test_every_row_of_an_older_catalog_is_kept(engine: Engine, home: Path) -> None:
    before = contents(engine)
    assert {name: len(rows) for name, rows in before.items()} == dict.fromkeys(MODELS.tables, ROWS) | {"state": 1}
    with Catalog(home, engine.url.render_as_string(hide_password=False)) as catalog:
        after = contents(engine)
        checksums = {row[0]: row[2] for row in after.pop("embeddings")}
        before.pop("embeddings")
        assert after == before
        with catalog.database.columns() as connection:
            assert revision_of(connection) == HEAD
            (encoder,) = connection.scalars(text("SELECT encoder FROM embeddings WHERE track_id = 1"))
            assert connection.scalar(text("SELECT last_value FROM tracks_id_seq")) == 2 * SIZE + 70
            names = connection.scalars(text("SELECT relname FROM pg_class WHERE relname LIKE '%\\_whole%'")).all()
        assert names == []
        health = vector_health.check(catalog.database)
        halves = half_vectors.halved(VECTORS)
        found = catalog.vectors(encoder, [1])
    assert {track: vector.tobytes() for track, vector in found.items()} == {1: halves[0].tobytes()}
    assert checksums == {1: crc32(halves[0].tobytes()), 2: 77, 3: None, far_id(4): crc32(halves[3].tobytes())}
    assert (health.checked, health.without) == (4, 1)
    assert [(one.track, one.fault.value) for one in health.damaged] == [(2, "not as it was written")]


def test_its_tables_are_those_of_a_new_catalog(engine: Engine, home: Path, make_database: MakeDatabase) -> None:
    urls = (engine.url.render_as_string(hide_password=False), make_database())
    for url in urls:
        Catalog(home, url).close()
    fresh = create_engine(urls[1])
    try:
        old, new = schema(engine), schema(fresh)
    finally:
        fresh.dispose()
    far_away = {row for row in old if any("_p0002" in str(value) for value in row)}
    assert len(far_away) > 0
    assert old - far_away == new


def test_a_vector_that_halfvec_cannot_hold_leaves_the_catalog_as_it_was(engine: Engine, home: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE embeddings SET vector = '\\x0000807f' WHERE track_id = 3"))  # infinite
    before = contents(engine)
    with pytest.raises(StoreError, match=r"the vector of track 3 has a number that half precision cannot hold.*doctor"):
        Catalog(home, engine.url.render_as_string(hide_password=False))
    assert contents(engine) == before
    with engine.connect() as connection:
        assert revision_of(connection) == "0019"


def test_without_pgvector_on_the_server_it_is_told_what_to_do(
    make_database: MakeDatabase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(half_vectors, "_AVAILABLE", text("SELECT NULL"))
    with pytest.raises(StoreError, match=r"expected a server with pgvector 0\.7 or newer, and it has none: install"):
        Catalog(home, make_database())


def test_a_role_that_may_not_make_the_extension_is_told_who_may(make_database: MakeDatabase, home: Path) -> None:
    url = make_url(make_database())
    admin = create_engine(url)
    with admin.begin() as connection:
        connection.execute(text("CREATE ROLE plain LOGIN"))
        connection.execute(text(f'ALTER DATABASE "{url.database}" OWNER TO plain'))
    plain = url.set(username="plain").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match=r"may not create: have a superuser run CREATE EXTENSION vector in it, once"):
        Catalog(home, plain)
    with admin.begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
    Catalog(home, plain).close()
    admin.dispose()


def test_a_pgvector_without_halfvec_is_too_old(make_database: MakeDatabase, home: Path) -> None:
    url = make_database()
    admin = create_engine(url)
    with admin.begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
        connection.execute(text("UPDATE pg_extension SET extversion = '0.6.2' WHERE extname = 'vector'"))
    with pytest.raises(StoreError, match=r"expected pgvector 0\.7 or newer, got 0\.6\.2: install .* UPDATE"):
        Catalog(home, url)
    with admin.begin() as connection:
        connection.execute(text("UPDATE pg_extension SET extversion = '0.10.0' WHERE extname = 'vector'"))
    Catalog(home, url).close()
    admin.dispose()
