"""What PostgreSQL is asked for that SQLite does by itself, on a real server."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database import engine as engines
from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.database.migrations.steps import is_modelled
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

MakeDatabase = Callable[..., str]
MakeSource = Callable[..., NewSource]
PATIENCE = 60
OPEN = """
import sys
from pathlib import Path
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource

home, url, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
print("ready", flush=True)
sys.stdin.readline()
with Catalog(home, url) as catalog:
    with catalog.begin(NewSource("gate", f"/videos/{number}.mp4", number, "file", (640, 360), "e")) as writer:
        writer.finish(1.0)
    print(catalog.health().schema_version)
"""


def revision(url: str, change: str | None = None) -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        if change is not None:
            connection.execute(text("UPDATE alembic_version SET version_num = :change"), {"change": change})
        told: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return told


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_processes_that_start_at_once_share_an_empty_database(
    make_database: MakeDatabase, home: Path, isolation: str
) -> None:
    url = make_database(f"default_transaction_isolation = '{isolation}'")
    command = [sys.executable, "-W", "error", "-c", OPEN, str(home), url]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen([*command, str(number)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for number in range(6)
    ]
    for process in started:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=PATIENCE) for process in started]
    assert told == [(f"{int(HEAD)}\n", "")] * 6
    with Catalog(home, url) as catalog:
        assert [(camera.name, camera.sources) for camera in catalog.cameras()] == [("gate", 6)]
        assert catalog.generation()[1] == 6


def test_alembic_finds_nothing_to_change(make_database: MakeDatabase, home: Path) -> None:
    with Catalog(home, make_database()) as catalog, catalog.database.columns() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_modelled})
        assert compare_metadata(context, TABLES) == []


def test_a_writer_waits_for_another_one_and_sees_what_it_stored(
    make_database: MakeDatabase, home: Path, make_source: MakeSource
) -> None:

    def ingest(other: Catalog) -> None:
        writer = other.begin(make_source())
        assert isinstance(writer, SourceWriter)
        writer.finish(1.0)

    url = make_database()
    with Catalog(home, url) as catalog, Catalog(home, url) as other, ThreadPoolExecutor(1) as threads:
        with catalog.database.write() as session:
            session.execute(text("INSERT INTO cameras (name) VALUES ('north')"))
            waiting = threads.submit(ingest, other)
            while not session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                assert not waiting.done(), "it did not wait"
        waiting.result(PATIENCE)
        assert [source.camera for source in catalog.sources()] == ["north"]


def test_a_writer_waits_no_longer_than_on_sqlite(
    make_database: MakeDatabase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database()
    with Catalog(home, url) as catalog:
        monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
        with Catalog(home, url) as other, catalog.database.write() as session:
            session.execute(text("SELECT 1"))
            with pytest.raises(StoreError, match="canceling statement due to lock timeout"):
                JobLeases(other.database).expire()
        assert JobLeases(catalog.database).expire() == ()


def test_a_catalog_outlives_a_restart_of_the_server(server: Any, make_database: MakeDatabase, home: Path) -> None:
    with Catalog(home, make_database()) as catalog:
        catalog.log_query("a red car", Decision.NONE, None)
        catalog.database.journal.flush()
        server.stop()
        with pytest.raises(StoreError, match=r"catalog postgresql\+psycopg://"):
            catalog.cameras()
        server.ensure_postgres_running()
        assert [query.sentence for query in catalog.queries()] == ["a red car"]
        catalog.log_query("a blue car", Decision.NONE, None)
        assert [query.sentence for query in catalog.queries()] == ["a blue car", "a red car"]


def test_a_newer_catalog_is_left_to_newer_code(make_database: MakeDatabase, home: Path) -> None:
    url = make_database()
    Catalog(home, url).close()
    revision(url, change="0099")
    with pytest.raises(StoreError, match=f"schema version 0099, newer than version {HEAD} of this program"):
        Catalog(home, url)
    assert revision(url) == "0099"


def test_a_text_too_long_for_its_column_is_the_callers_mistake(make_database: MakeDatabase, home: Path) -> None:
    new = NewJob("c" * 201, JobKind.STREAM, "rtsp://gate/1", "rtsp://ada:hunter2@gate/1", "ada")
    with Catalog(home, make_database()) as catalog:
        with pytest.raises(ValueError, match="expected values of the size that the catalog holds"):
            JobQueue(catalog.database).add(new)
        assert JobQueue(catalog.database).add(replace(new, camera="c" * 200)).camera == "c" * 200
