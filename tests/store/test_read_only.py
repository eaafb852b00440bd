"""A catalog on a disk that is read-only, or full, and what comes of it once it is neither."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from sqlalchemy import make_url, text

from vehiclefinder.core.errors import ReadOnlyStoreError
from vehiclefinder.core.types import Decision, FloatArray
from vehiclefinder.store.database import engine
from vehiclefinder.store.database.engine import make_engine
from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.database.migrations.upgrade import alembic_config
from vehiclefinder.store.database.schema.access import AuditRow
from vehiclefinder.store.files.file_cache import FileCache
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource

from ..small_disk import SmallDisk
from .conftest import FirstTwo

Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]
READ_ONLY, FULL = "it is read-only", "the disk is full"
ENTRY = {"time": datetime(2026, 5, 1, tzinfo=UTC), "who": "ada", "action": "search", "detail": {}, "camera": None}


@pytest.fixture
def kept(disk: SmallDisk, home: Path, catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> Path:
    """A home of one source of five tracks, closed, on the small disk."""
    ingest(unit_vectors(5))
    catalog.close()
    return Path(shutil.copytree(home, disk.path / "home"))


def searched(catalog: Catalog, home: Path) -> tuple[IndexKeeper, list[int]]:
    keeper = IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo())
    return keeper, keeper.current().facts.track.tolist()


def files(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


def test_a_read_only_catalog_is_read_and_written_once_it_can_be(
    disk: SmallDisk, kept: Path, make_source: Callable[..., NewSource]
) -> None:
    disk.make_read_only()
    before = files(kept)
    with Catalog(kept) as catalog:
        assert (catalog.unwritable(), catalog.database.try_writing()) == (READ_ONLY, READ_ONLY)
        assert [(source.id, source.tracks) for source in catalog.sources()] == [(1, 5)]
        assert catalog.health().problems == ()
        with pytest.raises(ReadOnlyStoreError, match=r"cannot lock .*: Read-only file system"):
            catalog.begin(make_source(fingerprint="b" * 64))
        with pytest.raises(ReadOnlyStoreError, match=r"catalog sqlite.* cannot be written: it is read-only"):
            catalog.database.journal.add(AuditRow, ENTRY)
        assert files(kept) == before
        disk.make_writable()
        assert (catalog.unwritable(), catalog.database.try_writing()) == (None, None)
        catalog.database.journal.add(AuditRow, ENTRY)
        assert catalog.health().rows["audit"] == 1


def left_behind(home: Path, disk: SmallDisk, *endings: str) -> Path:
    """A home as a program leaves it that is killed: an entry of the log is in the WAL alone."""
    target = Path(shutil.copytree(home, disk.path / "killed"))
    with Catalog(home) as catalog:
        catalog.database.journal.add(AuditRow, ENTRY)
        for ending in ("", *endings):
            shutil.copyfile(home / f"catalog.db{ending}", target / f"catalog.db{ending}")
    return target


def test_what_is_in_a_wal_is_read_on_a_read_only_disk_and_the_catalog_written_later(
    disk: SmallDisk, home: Path, catalog: Catalog
) -> None:
    catalog.close()
    killed = left_behind(home, disk, "-wal", "-shm")
    disk.make_read_only()
    with Catalog(killed) as again:
        assert again.health().rows["audit"] == 1
        assert again.database.try_writing() == READ_ONLY
        disk.make_writable()
        again.database.journal.add(AuditRow, ENTRY)
        assert again.health().rows["audit"] == 2


def test_connections_of_a_read_only_disk_do_not_outlast_it(
    disk: SmallDisk, home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several over one file each new one takes over what SQLite found out for the first."""
    monkeypatch.setattr(engine, "PROBE", 0.0)
    catalog.close()
    killed = left_behind(home, disk, "-wal", "-shm")
    disk.make_read_only()
    with Catalog(killed) as again:
        with again.database.read() as one, again.database.read() as two:
            assert [session.scalar(text("SELECT count(*) FROM audit")) for session in (one, two)] == [1, 1]
        assert again.database.try_writing() == READ_ONLY
        disk.make_writable()
        assert [again.database.try_writing() for _ in range(3)][-1] is None
        again.database.journal.add(AuditRow, ENTRY)
        assert again.health().rows["audit"] == 2


def test_a_wal_that_cannot_be_read_is_never_left_out(disk: SmallDisk, home: Path, catalog: Catalog) -> None:
    catalog.close()
    killed = left_behind(home, disk, "-wal")
    disk.make_read_only()
    with pytest.raises(ReadOnlyStoreError, match=r"-wal holds what was stored last, and can only be read where"):
        Catalog(killed)
    disk.make_writable()
    with Catalog(killed) as again:
        assert again.health().rows["audit"] == 1


def test_what_another_program_writes_is_seen_by_who_reads_a_catalog_as_it_lies(disk: SmallDisk, kept: Path) -> None:
    disk.fill()
    with Catalog(kept) as reader:
        assert reader.health().rows["audit"] == 0
        disk.free()
        with Catalog(kept) as writer:
            writer.database.journal.add(AuditRow, ENTRY)
            assert reader.health().rows["audit"] == 1
        assert reader.health().rows["audit"] == 1


def test_an_older_catalog_that_cannot_be_written_says_what_it_needs(disk: SmallDisk) -> None:
    engine, config = make_engine(make_url(f"sqlite:///{disk.path}/catalog.db")), alembic_config()
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
    engine.dispose()
    disk.make_read_only()
    told = f"has tables of revision 0010 and cannot be brought to {HEAD}: it is read-only; open it once where it can be"
    with pytest.raises(ReadOnlyStoreError, match=told):
        Catalog(disk.path)


def test_where_there_is_no_catalog_and_none_can_be_made_that_is_said(disk: SmallDisk) -> None:
    disk.make_read_only()
    with pytest.raises(ReadOnlyStoreError, match=r"there is no catalog .*catalog\.db, and none can be made: it is"):
        Catalog(disk.path)
    with pytest.raises(ReadOnlyStoreError, match=r"cannot use .*home as the store's folder: Read-only file system"):
        Catalog(disk.path / "home")


def test_on_a_full_disk_the_index_is_in_memory_until_it_can_be_written(
    disk: SmallDisk, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk.fill()
    with Catalog(kept) as catalog:
        keeper, found = searched(catalog, kept)
        assert (keeper.origin, keeper.unwritten, found) == (IndexOrigin.MEMORY, FULL, [1, 2, 3, 4, 5])
        assert keeper.current().facts.track.tolist() == found
        assert [path for path in (kept / "index").rglob("*") if path.is_dir() or path.stat().st_size] == [
            keeper.files.folder
        ]
        assert [record.name for record in caplog.records] == ["vehiclefinder.store.index.track_index"]
        assert catalog.unwritable() == FULL
        disk.free()
        assert keeper.current().facts.track.tolist() == found
        assert (keeper.origin, keeper.unwritten) == (IndexOrigin.REBUILT, None)
        assert searched(catalog, kept)[0].origin == IndexOrigin.LOADED


def test_an_index_that_cannot_be_extended_is_extended_in_memory(
    disk: SmallDisk, kept: Path, unit_vectors: UnitVectors, ingest: Ingest, catalog: Catalog, home: Path
) -> None:
    with Catalog(kept) as copy:
        assert searched(copy, kept)[1] == [1, 2, 3, 4, 5]
    before = {path: path.stat().st_size for path in (kept / "index").rglob("*") if path.is_file()}
    ingest(unit_vectors(40, seed=1), fingerprint="b" * 64)  # into the home that this one is a copy of
    ingest(unit_vectors(2, seed=2), fingerprint="c" * 64)
    catalog.remove_source(1)
    expected = searched(catalog, home)[0].current()
    catalog.close()
    shutil.copyfile(home / "catalog.db", kept / "catalog.db")
    disk.fill()
    with Catalog(kept) as copy:
        keeper, found = searched(copy, kept)
        assert (keeper.origin, found) == (IndexOrigin.MEMORY, list(range(6, 48)))
        for name, column in keeper.current().columns().items():
            np.testing.assert_array_equal(column, expected.columns()[name], name)
    assert {path: path.stat().st_size for path in before} == before


def test_queries_wait_for_a_disk_that_is_full(disk: SmallDisk, kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    disk.fill()
    with Catalog(kept) as catalog:
        catalog.log_query("red car", Decision.NONE, None)
        assert catalog.queries() == []
        disk.free()
        assert [query.sentence for query in catalog.queries()] == ["red car"]
    (told,) = caplog.messages
    assert told.startswith("1 rows were not stored: catalog sqlite")


def test_a_cache_hands_out_what_it_holds_on_a_read_only_disk_and_makes_nothing_half(disk: SmallDisk) -> None:
    cache = FileCache(disk.path / "clips", 1 << 20)

    def make(path: Path) -> None:
        path.write_bytes(bytes(100_000))

    made = cache.put("1/a.mp4", make)
    disk.fill()
    with pytest.raises(ReadOnlyStoreError, match=r"cannot write .*b\.mp4: No space left on device"):
        cache.put("1/b.mp4", make)
    assert [path.name for path in made.parent.iterdir()] == ["a.mp4"]
    disk.make_read_only()
    assert cache.held("1/a.mp4") == made
