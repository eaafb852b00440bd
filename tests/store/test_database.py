import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine, select, text

from vehiclefinder.core.camera_view import CameraView
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Decision, FloatArray, OnRoad, Track
from vehiclefinder.store.database.engine import _use_wal
from vehiclefinder.store.database.home import open_database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.database.schema.tracks import TrackRow
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks import picture_health
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.road_measurements import RoadMeasurements
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import FirstTwo

Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]


def one_line(error: pytest.ExceptionInfo[StoreError]) -> str:
    (line,) = str(error.value).splitlines()
    return line


def execute(home: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{home}/catalog.db")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.sqlite("pragmas")
def test_sqlite_runs_in_wal_mode_with_foreign_keys(catalog: Catalog, home: Path) -> None:
    with catalog._database.read() as session:
        values = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    assert values == ["wal", 1, 10_000]
    assert (home / "catalog.db").is_file()


def test_a_store_outlives_its_catalog(home: Path, catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    ingest(unit_vectors(2))
    catalog.close()
    with Catalog(home) as again:
        assert [track.id for track in again.tracks([1, 2])] == [1, 2]
        assert again.generation() == catalog.generation()


def test_another_url_is_used(tmp_path: Path) -> None:
    with Catalog(tmp_path / "home", f"sqlite:///{tmp_path}/elsewhere.db") as catalog:
        catalog.log_query("a red car", Decision.NONE, None)
    assert (tmp_path / "elsewhere.db").is_file()
    assert not (tmp_path / "home" / "catalog.db").exists()


def test_a_store_is_made_by_many_at_once(tmp_path: Path) -> None:
    def use(number: int) -> None:
        with Catalog(tmp_path / str(number // 6)) as catalog:
            catalog.log_query("a red car", Decision.NONE, None)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(use, range(30)))
    for folder in tmp_path.iterdir():
        with Catalog(folder) as catalog:
            health = catalog.health()
            assert (health.rows["queries"], health.schema_version, health.problems) == (6, int(HEAD), ())


def test_many_stores_are_made_at_once(tmp_path: Path) -> None:
    def use(number: int) -> int:
        with Catalog(tmp_path / str(number)) as catalog:
            return catalog.health().schema_version

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(use, range(12))) == [int(HEAD)] * 12


def test_a_refused_switch_to_wal_is_tried_again() -> None:
    class Refusing(sqlite3.Connection):
        refusals = 2

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if Refusing.refusals > 0:
                Refusing.refusals -= 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(sql, *values)

    connection = sqlite3.connect(":memory:", factory=Refusing)
    _use_wal(connection)
    assert Refusing.refusals == 0
    connection.close()


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("no url", ValueError),
        ("nosuchdatabase://x", ValueError),
        ("postgresql+nosuchdriver://x", StoreError),
        ("sqlite:////nowhere/at/all/c.db", StoreError),
    ],
)
def test_a_wrong_url_is_said_so(home: Path, url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Catalog(home, url)


def test_a_file_in_place_of_the_home_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot use .*home as the store's folder") as error:
        Catalog(tmp_path / "home")
    one_line(error)
    assert isinstance(error.value.__cause__, OSError)


@pytest.mark.parametrize(
    "blocked", ["crops", pytest.param("locks", marks=pytest.mark.sqlite("a server holds its own")), "index"]
)
def test_a_file_in_place_of_a_folder_is_said_so(
    catalog: Catalog,
    home: Path,
    make_source: Callable[..., NewSource],
    make_track: Callable[..., Track],
    blocked: str,
) -> None:
    (home / blocked).write_text("in the way")
    with pytest.raises(StoreError, match=f"cannot .*{blocked}") as error:
        writer = catalog.begin(make_source())
        assert isinstance(writer, SourceWriter)
        with writer:
            writer.add(make_track(), np.ones(3, np.float32))
            writer.finish(duration=1.0)
        IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo()).current()
    one_line(error)


@pytest.mark.sqlite("what is damaged is a file")
@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 100, b"\0" * 8192])
def test_a_file_that_is_no_database_is_left_as_it_is(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "catalog.db").write_bytes(content)
    with pytest.raises(StoreError, match="catalog sqlite") as error:
        Catalog(home)
    one_line(error)
    assert [path.name for path in home.iterdir()] == ["catalog.db"]
    assert (home / "catalog.db").read_bytes() == content


@pytest.mark.sqlite("what is damaged is a file")
def test_a_damaged_catalog_fails_in_one_line_or_works(
    home: Path, catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(20))
    catalog.close()
    whole = (home / "catalog.db").read_bytes()
    failed = 0
    for at in range(0, len(whole), 4099):  # in every page, each time a little further on
        damaged = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 64]) + whole[at + 64 :]
        (home / "catalog.db").write_bytes(damaged)
        try:
            with Catalog(home) as opened:
                opened.tracks(range(1, 21))
                opened.sources()
                opened.facts("encoder-1", opened.finished("encoder-1"))
                opened.health()
        except StoreError as error:
            failed += 1
            assert len(str(error).splitlines()) == 1
        assert (home / "catalog.db").read_bytes() == damaged
    assert failed > 0


@pytest.mark.sqlite("PostgreSQL lets nothing dangle")
def test_health_notices_a_lost_picture_and_a_dangling_row(
    catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(1))
    engine = create_engine(f"sqlite:///{home}/catalog.db")
    with engine.begin() as connection:  # this connection does not check foreign keys
        connection.execute(text("insert into crops values (1, 0, 0.5, x'00', 1.0, 'crops/1/lost.jpg')"))
        connection.execute(text("insert into embeddings values (77, 'encoder-1', x'00', 1)"))
    engine.dispose()
    health = catalog.health()
    assert health.schema_version == int(HEAD)
    assert picture_health.check(catalog.database, catalog.media).missing == ("crops/1/lost.jpg",)
    assert len(health.problems) == 1
    assert "embeddings" in health.problems[0]


@pytest.mark.sqlite("the file stays as it was")
@pytest.mark.parametrize("revision", ["0099", "2ae5b1c8f7d0"])
def test_a_newer_catalog_is_left_to_newer_code(home: Path, catalog: Catalog, revision: str) -> None:
    catalog.close()
    execute(home, f"update alembic_version set version_num = '{revision}'")
    before = (home / "catalog.db").read_bytes()
    with pytest.raises(StoreError, match=rf"schema version {revision}, newer than version {HEAD} of this program: upg"):
        Catalog(home)
    assert (home / "catalog.db").read_bytes() == before


@pytest.mark.sqlite("what is damaged is a file")
def test_a_catalog_that_lost_its_revision_is_not_made_again(home: Path, catalog: Catalog) -> None:
    catalog.close()
    execute(home, "delete from alembic_version")
    with pytest.raises(StoreError, match="the catalog is damaged: it has schema version 8, but no revision"):
        Catalog(home)


def test_what_reads_sees_one_state(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    count = text("SELECT count(*) FROM tracks")
    ingest(unit_vectors(2))
    with catalog.database.read() as session, catalog.database.columns() as connection:
        seen = [session.scalar(count), connection.scalar(count)]
        ingest(unit_vectors(3), fingerprint="b" * 64)
        seen += [session.scalar(count), connection.scalar(count)]
    assert seen == [2] * 4
    with catalog.database.read() as session:
        assert session.scalar(count) == 5


def test_more_ids_may_be_asked_for_than_drivers_take_parameters(
    catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(3))
    ids = range(3, 70_000)
    assert ([track.id for track in catalog.tracks(ids)], list(catalog.found(ids))) == ([3], [3])
    RoadMeasurements(catalog.database).save({track: OnRoad("c" * 64, 5.0, 1.0, 2.0, ()) for track in ids})
    with catalog.database.read() as session:
        assert session.scalars(select(TrackRow.id).where(~among(TrackRow.id, ids))).all() == [1, 2]
        assert session.scalars(select(TrackRow.id).where(among(TrackRow.id, np.array([2**40, 2])))).all() == [2]
        assert session.scalars(select(TrackRow.id).where(among(TrackRow.id, []))).all() == []


def test_cameras_are_sorted_alike_on_every_engine(catalog: Catalog) -> None:
    for name in ("b", "Ä", "a", "B", "Z 10", "Z 9"):
        CameraStore(catalog.database).create(name, CameraView())
    assert [camera.name for camera in catalog.cameras()] == ["B", "Z 10", "Z 9", "a", "b", "Ä"]


def test_whoever_asks_a_closed_catalog_whether_it_can_be_written_opens_no_connection(tmp_path: Path) -> None:
    with Catalog(tmp_path / "home") as catalog:
        assert catalog.unwritable() is None
        assert catalog.database._engine.pool.checkedin() == 1  # type: ignore[attr-defined]
    assert catalog.unwritable() is None
    assert catalog.database._engine.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_a_home_is_made_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    open_database(tmp_path / "new" / "home").close()
    assert stat.S_IMODE((tmp_path / "new" / "home").stat().st_mode) == 0o700
