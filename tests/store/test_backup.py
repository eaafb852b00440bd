"""Backups of homes that are in use, of damaged ones, and what is made of them."""

import hashlib
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.types import Track
from vehiclefinder.store.backup import home_files
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.backup.restore import check, restore
from vehiclefinder.store.backup.unfinished_folder import unfinished_folder
from vehiclefinder.store.database.schema.tracks import SourceRow
from vehiclefinder.store.files.owned_videos import RECORDINGS
from vehiclefinder.store.tracks import picture_health
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

Fill = Callable[[int], None]

pytestmark = pytest.mark.sqlite("a catalog of PostgreSQL is dumped by its own programs")


@pytest.fixture
def fill(
    catalog: Catalog,
    begin: Callable[[NewSource], SourceWriter],
    make_source: Callable[..., NewSource],
    make_track: Callable[..., Track],
) -> Fill:
    """Ingest some more sources of two tracks with pictures."""

    def run(many: int) -> None:
        for number in range(len(catalog.sources()), len(catalog.sources()) + many):
            with begin(make_source(fingerprint=f"{number:064d}", uri=f"/videos/{number}.mp4")) as writer:
                for each in range(2):
                    writer.add(make_track(each), np.ones(8, np.float32))
                writer.finish(duration=10.0)

    return run


def contents(home: Path) -> dict[str, str]:
    """Return what the files of a home hold, but its database."""
    files = [file for file in home.rglob("*") if file.is_file() and not file.name.startswith("catalog.db")]
    return {str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_home_comes_back_as_it_was(catalog: Catalog, home: Path, tmp_path: Path, fill: Fill) -> None:
    fill(3)
    (home / "config.toml").write_text("streams = 2\n")
    manifest = back_up(catalog, tmp_path / "a.tar")
    assert (manifest.rows["sources"], manifest.missing, manifest.files) == (3, (), len(contents(home)))
    restore(tmp_path / "a.tar", tmp_path / "new" / "home")
    with Catalog(tmp_path / "new" / "home") as again:
        assert again.sources() == catalog.sources()
        assert again.generation() == catalog.generation()
    assert contents(tmp_path / "new" / "home") == contents(home)
    assert (tmp_path / "a.tar").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "home").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "home", "new"]


def test_the_owner_alone_may_read_what_is_unfinished_and_a_folder_keeps_its_mode(backup: Path, tmp_path: Path) -> None:
    with unfinished_folder(tmp_path / "b.tar") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    home = tmp_path / "shared"
    home.mkdir()
    home.chmod(0o750)
    restore(backup, home)
    assert home.stat().st_mode & 0o777 == 0o750


def test_what_is_removed_meanwhile_is_in_neither_rows_nor_files(
    catalog: Catalog, home: Path, tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(3)
    hold = home_files.hold

    def removing(*arguments: object) -> list[str]:
        if len(catalog.sources()) == 3:
            catalog.remove_source(2)
        return hold(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(home_files, "hold", removing)
    manifest = back_up(catalog, tmp_path / "a.tar")
    assert (manifest.rows["sources"], manifest.missing) == (2, ())
    restore(tmp_path / "a.tar", tmp_path / "new")
    assert sorted(folder.name for folder in (tmp_path / "new" / "crops").iterdir()) == ["1", "3"]
    with Catalog(tmp_path / "new") as again:
        assert [source.id for source in again.sources()] == [1, 3]
        assert picture_health.check(again.database, again.media).missing == ()


def test_what_is_written_meanwhile_is_not_half_in_it(
    catalog: Catalog, home: Path, tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(1)
    named = home_files.named

    def adding(session: object) -> set[str]:
        fill(1)
        return named(session)  # type: ignore[arg-type]

    monkeypatch.setattr(home_files, "named", adding)
    assert back_up(catalog, tmp_path / "a.tar").rows["sources"] == 1
    restore(tmp_path / "a.tar", tmp_path / "new")
    with Catalog(tmp_path / "new") as again:
        assert [source.id for source in again.sources()] == [1]


def test_what_was_missing_before_is_told(catalog: Catalog, home: Path, tmp_path: Path, fill: Fill) -> None:
    fill(2)
    (gone := next((home / "crops" / "2").iterdir())).unlink()
    assert back_up(catalog, tmp_path / "a.tar").missing == (str(gone.relative_to(home)),)


def test_videos_of_the_home_are_looked_for_in_its_new_folder(
    catalog: Catalog, home: Path, tmp_path: Path, fill: Fill
) -> None:
    fill(2)
    recording = home / RECORDINGS / "a.mkv"
    recording.parent.mkdir()
    recording.write_bytes(b"video")
    with catalog.database.write() as session:
        (row := session.get_one(SourceRow, 1)).uri = str(recording)
        other = session.get_one(SourceRow, 2).uri
        assert row.uri != other
    back_up(catalog, tmp_path / "a.tar", videos=True)
    restore(tmp_path / "a.tar", tmp_path / "new")
    with Catalog(tmp_path / "new") as again:
        assert [source.uri for source in again.sources()] == [str(tmp_path / "new" / RECORDINGS / "a.mkv"), other]
    assert (tmp_path / "new" / RECORDINGS / "a.mkv").read_bytes() == b"video"


@pytest.fixture
def backup(catalog: Catalog, home: Path, tmp_path: Path, fill: Fill) -> Path:
    fill(1)
    back_up(catalog, tmp_path / "a.tar")
    return tmp_path / "a.tar"


def test_the_checksums_are_those_of_sha256sum(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize("place", ["middle", "end"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path, place: str) -> None:
    whole = backup.read_bytes()
    at = whole.index(b"JFIF") if place == "middle" else len(whole) // 2
    damaged = whole[:at] + b"JFIX" + whole[at + 4 :] if place == "middle" else whole[:at]
    backup.write_bytes(damaged)
    for use in (check, lambda path: restore(path, tmp_path / "new")):
        with pytest.raises(StoreError, match="is damaged"):
            use(backup)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "home"]


def test_what_is_there_is_never_written_over(backup: Path, catalog: Catalog, home: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(ConflictError, match="there already"):
        back_up(catalog, backup)
    assert backup.read_bytes() == before
    with pytest.raises(ConflictError, match="expected a new folder"):
        restore(backup, home)


def test_a_database_in_another_file_is_refused(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(ConflictError, match=r"got one in another file: .* comes back as catalog\.db of the home"):
        restore(backup, tmp_path / "new", f"sqlite:///{tmp_path / 'other.db'}")
    assert not (tmp_path / "new").exists()


def test_no_other_file_is_taken_for_a_backup(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_text("nothing of the kind" * 100)
    with pytest.raises(StoreError, match="no backup"):
        check(tmp_path / "a.tar")
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.add(tmp_path / "a.tar", "../escape")
    with pytest.raises(StoreError, match="no file within it"):
        restore(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_full_disk_leaves_nothing(
    catalog: Catalog, home: Path, tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object, name: str, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vehiclefinder.store.backup.archive.ArchiveWriter.add", full)
    with pytest.raises(StoreError, match="No space left"):
        fill(1)
        back_up(catalog, tmp_path / "a.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_the_copy_is_sound(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new")
    database = sqlite3.connect(tmp_path / "new" / "catalog.db")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
