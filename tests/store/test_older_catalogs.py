import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .old_catalogs import make_old_catalog, rows_of, schema_of

pytestmark = pytest.mark.sqlite("older catalogs, which were files")
VERSIONS = range(1, 8)
OPEN = """
import sys
from pathlib import Path
from vehiclefinder.store.tracks.catalog import Catalog

print("ready", flush=True)
sys.stdin.readline()
with Catalog(Path(sys.argv[1])) as catalog:
    print(catalog.health().schema_version, "alembic" in sys.modules)
"""


def open_at_once(home: Path, processes: int) -> list[tuple[str, str]]:
    """Return what processes wrote that opened a catalog at the same time."""
    command = [sys.executable, "-W", "error", "-c", OPEN, str(home)]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(processes)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=600) for process in started]


def columns_of(before: Mapping[str, list[Any]], table: str, rows: list[Any]) -> list[Any]:
    """Return rows without the columns that a table has now and had not before, which must be empty or count 0.

    But for those of sources, which count its tracks, and those with a vector: all.
    """
    there = len(before[table][0]) if before[table] else 0
    tracks = Counter(row[1] for row in before.get("tracks", [])) if table == "sources" else Counter[int]()
    counted = [tracks[row[0]] for row in rows for _ in ("tracks", "vectors") if tracks[row[0]]]
    assert [value for row in rows for value in row[there:] if value not in (None, 0)] == counted
    return [row[:there] for row in rows]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_of_an_older_catalog_is_kept(home: Path, version: int) -> None:
    make_old_catalog(home / "catalog.db", version)
    before = rows_of(home / "catalog.db")
    assert min(len(rows) for rows in before.values()) > 0
    Catalog(home).close()
    after = rows_of(home / "catalog.db")
    (*steps, last) = after.pop("migrations")
    assert (steps, last[:2]) == (before.pop("migrations"), (8, "alembic"))
    assert after.pop("alembic_version") == [(HEAD,)]
    assert {table: columns_of(before, table, after[table]) for table in before} == before
    assert sorted(after.pop("account_names")) == sorted((token[1],) for token in before.get("tokens", []))
    assert {table: rows for table, rows in after.items() if table not in before and rows} == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_catalog_gets_the_tables_of_a_new_one(tmp_path: Path, version: int) -> None:
    make_old_catalog(tmp_path / "old" / "catalog.db", version)
    for name in ("old", "new"):
        Catalog(tmp_path / name).close()
    made = {name: schema_of(tmp_path / name / "catalog.db") for name in ("old", "new")}
    assert made["old"] == made["new"]


def test_an_older_catalog_is_worked_with(home: Path, make_source: Callable[..., NewSource]) -> None:
    make_old_catalog(home / "catalog.db", 1)
    with Catalog(home) as catalog:
        assert {camera.name for camera in catalog.cameras()} == {"north gate", "Straße 7"}
        health = catalog.health()
        assert (health.schema_version, health.problems) == (int(HEAD), ())
        assert catalog.generation() == ("0123456789abcdef0123456789abcdef", 41)
        catalog.log_query("a bus", Decision.NONE, None)
        writer = catalog.begin(make_source(camera="north gate"))
        assert isinstance(writer, SourceWriter)
        writer.finish(duration=1.0)
        assert {camera.name for camera in catalog.cameras()} == {"north gate", "Straße 7"}


@pytest.mark.parametrize("version", [0, 3])
def test_processes_that_open_an_older_catalog_at_once_all_find_it_upgraded(home: Path, version: int) -> None:
    make_old_catalog(home / "catalog.db", version)
    before = rows_of(home / "catalog.db")
    told = open_at_once(home, 3)
    assert [(out.split()[0], error) for out, error in told] == [(str(int(HEAD)), "")] * 3
    after = rows_of(home / "catalog.db")
    assert [step[0] for step in after.pop("migrations")] == [*range(1, version + 1), 8]
    before.pop("migrations", None)
    assert {table: columns_of(before, table, after[table]) for table in before} == before


def test_alembic_is_imported_only_to_upgrade_and_nothing_is_told(home: Path) -> None:
    assert [open_at_once(home, 1) for _ in range(2)] == [[(f"{int(HEAD)} True\n", "")], [(f"{int(HEAD)} False\n", "")]]


def test_more_steps_than_there_were_are_no_older_catalog(home: Path) -> None:
    make_old_catalog(home / "catalog.db", 7)
    with sqlite3.connect(home / "catalog.db") as connection:
        connection.execute("insert into migrations values (99, 'from_the_future', '2024-05-01 12:00:00.000000')")
    connection.close()
    with pytest.raises(StoreError, match="damaged: it has schema version 99, but no revision"):
        Catalog(home)
