import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from time_machine import Traveller

from vehiclefinder.store.database.engine import make_engine
from vehiclefinder.store.database.migrations import HEAD, migrate, revision_of, schema_version
from vehiclefinder.store.database.migrations.steps import is_modelled
from vehiclefinder.store.database.migrations.upgrade import alembic_config, upgrade
from vehiclefinder.store.database.schema.tables import TABLES

from ..conftest import NOW
from .old_catalogs import make_old_catalog, schema_of

BROKEN = f"""
from alembic import op
from sqlalchemy import Column, Integer

revision = "9999"
down_revision = "{HEAD}"

def upgrade():
    op.create_table("half", Column("id", Integer, primary_key=True))
    raise RuntimeError("power cut")
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(make_url(f"sqlite:///{tmp_path}/catalog.db")).execution_options(write=True)
    yield engine
    engine.dispose()


@pytest.fixture
def broken(tmp_path: Path) -> Config:
    """All revisions, and one more that fails half-way."""
    (tmp_path / "m9999_broken.py").write_text(BROKEN)
    config = alembic_config()
    config.set_main_option("version_locations", f"{ScriptDirectory.from_config(config).versions}\n{tmp_path}")
    config.set_main_option("path_separator", "newline")
    return config


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


def test_the_revisions_end_at_the_schema(engine: Engine) -> None:
    migrate(engine)
    declared = create_engine("sqlite://")
    TABLES.create_all(declared)
    names = set(inspect(declared).get_table_names())
    assert set(inspect(engine).get_table_names()) == names | {"alembic_version", "migrations"}
    for name in names:
        assert shape_of(engine, name) == shape_of(declared, name)
    declared.dispose()


def test_alembic_finds_nothing_to_change(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_modelled})
        assert compare_metadata(context, TABLES) == []


def test_the_revisions_are_numbered_in_a_line_that_ends_at_the_head() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [HEAD]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions[::-1] == [f"{number:04}" for number in range(1, int(HEAD) + 1)]


def test_revisions_that_were_released_make_what_they_always_made(engine: Engine, tmp_path: Path) -> None:
    config = alembic_config()
    make_old_catalog(tmp_path / "old.db", 7)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    made = schema_of(tmp_path / "catalog.db")
    assert {name: sql for name, sql in made.items() if name != "alembic_version"} == {
        name: sql for name, sql in schema_of(tmp_path / "old.db").items() if name != "migrations"
    }


def test_the_revision_is_recorded_once_and_programs_from_before_alembic_are_warned(
    engine: Engine, clock: Traveller
) -> None:
    migrate(engine)
    migrate(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalars(text("select version_num from alembic_version")).all() == [HEAD]
        ((version, name, applied),) = connection.execute(text("select * from migrations")).all()
    assert (version, name) == (8, "alembic")
    assert datetime.fromisoformat(f"{applied}+00:00") == NOW


def test_a_revision_that_fails_leaves_nothing_behind(engine: Engine, broken: Config) -> None:
    migrate(engine)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(engine, broken)
    assert not inspect(engine).has_table("half")
    with engine.connect() as connection:
        assert schema_version(connection) == int(HEAD)
    migrate(engine)


def test_an_older_catalog_whose_upgrade_fails_stays_as_it_was(engine: Engine, tmp_path: Path, broken: Config) -> None:
    make_old_catalog(tmp_path / "catalog.db", 3)
    with sqlite3.connect(tmp_path / "catalog.db") as before:
        dump = list(before.iterdump())
    before.close()
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(engine, broken)
    with sqlite3.connect(tmp_path / "catalog.db") as after:
        assert list(after.iterdump()) == dump
    after.close()


def test_the_first_revision_numbers_the_catalog(engine: Engine) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        ((identity, generation),) = connection.execute(text("select catalog, generation from state")).all()
        assert revision_of(connection) == "0001"
    assert (len(identity), generation) == (32, 0)
