from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, create_engine, inspect, select, text
from time_machine import Traveller

from vehiclefinder.core.types import Decision
from vehiclefinder.store.database.migrations import RECORDS, STEPS, migrate, schema_version
from vehiclefinder.store.database.migrations.m0001_tracks import create_tracks
from vehiclefinder.store.database.schema import Base
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..conftest import NOW


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "home").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path}/home/catalog.db")
    yield engine
    engine.dispose()


def shape_of(engine: Engine, table: str) -> dict[str, Any]:
    inspector = inspect(engine)
    columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)}
    links = {
        str((k["constrained_columns"], k["referred_table"], k["options"])) for k in inspector.get_foreign_keys(table)
    }
    indexes = {str((i["column_names"], i["unique"])) for i in inspector.get_indexes(table)}
    unique = {str(constraint["column_names"]) for constraint in inspector.get_unique_constraints(table)}
    key = inspector.get_pk_constraint(table)["constrained_columns"]
    return {"columns": columns, "key": key, "links": links, "indexes": indexes, "unique": unique}


def test_the_steps_end_at_the_schema(engine: Engine) -> None:
    migrate(engine)
    declared = create_engine("sqlite://")
    Base.metadata.create_all(declared)
    names = set(inspect(declared).get_table_names())
    assert set(inspect(engine).get_table_names()) - {"sqlite_sequence"} == names - {"sqlite_sequence"} | {RECORDS.name}
    for name in names - {"sqlite_sequence"}:
        assert shape_of(engine, name) == shape_of(declared, name)
    declared.dispose()


def test_each_step_is_applied_once_and_recorded(engine: Engine, clock: Traveller) -> None:
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        records = connection.execute(select(RECORDS).order_by(RECORDS.c.version)).all()
    assert [(row.version, row.name) for row in records] == list(enumerate((step.__name__ for step in STEPS), 1))
    assert {row.applied for row in records} == {NOW}


def test_an_older_catalog_is_brought_up_to_date_and_keeps_its_content(
    engine: Engine, tmp_path: Path, make_source: Callable[..., NewSource]
) -> None:
    migrate(engine, STEPS[:1])
    with engine.begin() as connection:
        connection.execute(text("insert into cameras (name) values ('from before')"))
        assert schema_version(connection) == 1
    with Catalog(tmp_path / "home") as catalog:
        assert [camera.name for camera in catalog.cameras()] == ["from before"]
        assert catalog.health().schema_version == len(STEPS)
        catalog.log_query("a bus", Decision.NONE, None)
        writer = catalog.begin(make_source(camera="from before"))
        assert isinstance(writer, SourceWriter)
        writer.finish(duration=1.0)
        assert len(catalog.cameras()) == 1


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(connection: Connection) -> None:
        Table("half", MetaData(), Column("id", Integer, primary_key=True)).create(connection)
        raise RuntimeError("power cut")

    with Catalog(tmp_path / "home") as catalog:
        writer = catalog._database._writer
        with pytest.raises(RuntimeError, match="power cut"):
            migrate(writer, (*STEPS, broken))
        assert not inspect(writer).has_table("half")
        with writer.connect() as connection:
            assert schema_version(connection) == len(STEPS)
        migrate(writer)


def test_the_first_step_numbers_the_catalog(engine: Engine) -> None:
    with engine.begin() as connection:
        create_tracks(connection)
        ((identity, generation),) = connection.execute(text("select catalog, generation from state")).all()
    assert (len(identity), generation) == (32, 0)
