"""What is left over in a home: all of it is found and tidied, and nothing else."""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from sqlalchemy import update

from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.shard import Shard
from vehiclefinder.core.types import Track
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus
from vehiclefinder.store.files import scratch
from vehiclefinder.store.files.file_copies import staging
from vehiclefinder.store.files.lock import FileLock
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_removal import INTERRUPTED, REMOVAL
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import Begin, FirstTwo, Ingest, MakeSource

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=8), NOW - timedelta(hours=23)
VECTOR = np.ones(4, np.float32)

MakeTrack = Callable[..., Track]


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def tidier(catalog: Catalog, temporary: Path) -> Tidier:
    return Tidier(Place(catalog, "encoder-1", lambda: NOW, temporary))


def left(path: Path, when: datetime, content: bytes = b"left") -> Path:
    """A file that was last changed then, as its folder was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    for one in (path, path.parent):
        os.utime(one, (when.timestamp(), when.timestamp()))
    return path


def found(tidier: Tidier) -> dict[str, list[str]]:
    """Kind -> names."""
    kinds: dict[str, list[str]] = {}
    for one in tidier.stranded():
        kinds.setdefault(one.kind, []).append(one.name)
    return kinds


def interrupted(begin: Begin, source: NewSource, track: Track) -> SourceWriter:
    """A source as a killed process leaves it: it runs, with some tracks, and nobody holds its lock."""
    writer = begin(source)
    writer.add(track, VECTOR)
    with writer._database.write() as session:
        session.add_all(writer._pending)
    writer._lock.release()
    return writer


def test_an_interrupted_source_is_emptied_and_says_so(
    tidier: Tidier, catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    recording = left(home / "recordings" / "a.mkv", LONG_AGO)
    source = interrupted(begin, make_source(uri=str(recording), kind="stream"), make_track()).source_id
    assert len(list(home.glob("crops/*/*"))) == 2
    assert found(tidier) == {"interrupted source": [f"source {source}"]}
    assert [one.name for one in tidier.tidy().mended] == [f"source {source}"]
    (told,) = catalog.sources()
    assert (told.status, told.error, told.tracks) == (SourceStatus.FAILED, INTERRUPTED, 0)
    assert list(home.glob("crops/*")) == [] and recording.exists()
    assert found(tidier) == {}
    rows = catalog.health().rows
    assert [rows[table] for table in ("tracks", "crops", "embeddings")] == [0, 0, 0]


def test_what_failed_keeps_its_row_and_nothing_else(
    tidier: Tidier, catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    for fingerprint, stored in (("a" * 64, True), ("b" * 64, False)):
        writer = begin(make_source(fingerprint=fingerprint))
        writer.add(make_track(), VECTOR)
        with catalog.database.write() as session:
            session.add_all(writer._pending if stored else [])
        writer.fail("it broke off")
    assert found(tidier) == {"failed source with tracks": ["source 1"], "failed source with pictures": ["source 2"]}
    assert len(tidier.tidy().mended) == 2
    assert [(source.error, source.tracks) for source in catalog.sources()] == [("it broke off", 0)] * 2
    assert list(home.glob("crops/*")) == []


def test_a_removal_is_finished(
    tidier: Tidier, catalog: Catalog, ingest: Ingest, unit_vectors: Callable[..., object]
) -> None:
    ingest(unit_vectors(2))
    with catalog.database.write() as session:
        session.execute(update(SourceRow).values(status=SourceStatus.FAILED, error=REMOVAL))
    assert found(tidier) == {"half removed source": ["source 1"]}
    tidier.tidy()
    assert catalog.sources() == []


def test_what_nothing_points_at_is_removed_once_it_has_settled(
    tidier: Tidier, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: Callable[..., object]
) -> None:
    kept = [left(home / "uploads" / name, LONG_AGO) for name in ("done.mp4", "waiting.mp4")]
    ingest(unit_vectors(1), uri=str(kept[0]))
    JobQueue(catalog.database).add(NewJob("north", JobKind.UPLOAD, "w.mp4", str(kept[1]), "ada"))
    stray = {
        "picture of no alert": "alerts/7.jpg",
        "picture of no feedback": "feedback/7.jpg",
        "copies of no case item": "cases/1/7/crop-1.jpg",
        "recording of no source": "recordings/a.mkv",
        "upload of no source or job": "uploads/a.mp4",
        "unfinished clip": "clips/1/a.part",
    }
    for name in stray.values():
        left(home / name, LATELY)
    assert found(tidier) == {}
    for name in stray.values():
        left(home / name, LONG_AGO)
    expected = {kind: [name.removesuffix("/crop-1.jpg")] for kind, name in stray.items()}
    assert found(tidier) == expected
    tidier.tidy()
    assert [name for name in stray.values() if (home / name).exists()] == []
    assert all(path.exists() for path in kept)


def test_pictures_of_no_source_go_at_once(
    tidier: Tidier, home: Path, ingest: Ingest, unit_vectors: Callable[..., object]
) -> None:
    ingest(unit_vectors(1))
    for name in ("crops/1/1-0.jpg", "crops/9/1-0.jpg", "clips/9/3.mp4"):
        left(home / name, NOW)
    assert found(tidier) == {"pictures of no source": ["crops/9"], "clips of no source": ["clips/9"]}
    tidier.tidy()
    assert [path.name for path in home.glob("c*s/*")] == ["1"]


def test_folders_and_locks_of_the_dead_go_and_those_of_the_living_stay(
    tidier: Tidier, home: Path, temporary: Path
) -> None:
    for parent, prefix in ((home / "staging", ""), (temporary, scratch.METRICS), (temporary, scratch.EXPORTS)):
        left(parent / f"{prefix}dead" / "half.mp4", NOW)
        left(parent / f"{prefix}dead.lock", NOW, b"")
        left(parent / f"{prefix}older" / "half.mp4", NOW - timedelta(days=6))
    left(temporary / "vehiclefinder-of-others" / "a", LONG_AGO)
    left(home / "locks" / ("a" * 64), NOW, b"")
    left(home / "locks" / "crew", NOW, b"")
    with staging(home) as mine, FileLock(home / "locks" / ("b" * 64)):
        (mine / "half.mp4").write_bytes(b"")
        expected = {
            "staging folder": ["staging/dead"],
            "folder of an export": [str(temporary / f"{scratch.EXPORTS}dead")],
            "folder of metrics": [str(temporary / f"{scratch.METRICS}dead")],
            "lock of nobody": ["locks/" + "a" * 64],
        }
        assert found(tidier) == expected
        tidier.tidy()
        assert found(tidier) == {}
        assert (mine / "half.mp4").exists()
        assert {path.name for path in (home / "locks").iterdir()} == {"b" * 64, "crew"}
    assert {path.name for path in temporary.iterdir()} == {
        f"{scratch.METRICS}older",
        f"{scratch.EXPORTS}older",
        "vehiclefinder-of-others",
    }
    assert [path.name for path in (home / "staging").iterdir()] == ["older"]


def test_remains_of_indexes_go_and_the_index_stays(
    tidier: Tidier, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: Callable[..., object]
) -> None:
    ingest(unit_vectors(3))
    keeper = IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo())
    keeper.current()
    folder = keeper.files.folder
    left(folder / "header-1.part", NOW)
    left(folder / "former" / "vectors", NOW)
    left(folder.with_name("tracks-0123456789abcdef") / "header", NOW)
    IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo(), Shard(0, 2)).current()
    with keeper.files.lock():
        assert found(tidier) == {"remains of an index": ["index/tracks-0123456789abcdef"]}
    names = sorted(
        ["index/tracks-0123456789abcdef", *(f"index/{folder.name}/{one}" for one in ("former", "header-1.part"))]
    )
    assert sorted(found(tidier)["remains of an index"]) == names
    tidier.tidy()
    assert found(tidier) == {}
    there = {path.name for path in (home / "index").glob("tracks-*") if path.is_dir()}
    assert there == {folder.name, f"{folder.name}-0of2"}
    again = IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo())
    assert (len(again.current()), again.origin) == (3, "loaded")


def test_nothing_is_taken_from_who_works(
    tidier: Tidier, catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        assert catalog.locks.is_held(make_source().identity)
        assert found(tidier) == {}
        assert tidier.tidy().mended == []
        writer.finish(1.0)
    assert [source.tracks for source in catalog.sources()] == [1]
    assert not catalog.locks.is_held(make_source().identity)


def test_one_that_is_taken_up_between_finding_and_mending_is_left_alone(
    tidier: Tidier, catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    interrupted(begin, make_source(), make_track())
    (stranded,) = tidier.stranded()
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        assert not stranded.mend()
        writer.finish(1.0)
    assert not stranded.mend()
    assert [(source.status, source.tracks) for source in catalog.sources()] == [(SourceStatus.DONE, 1)]


def test_an_ingest_waits_while_its_source_is_tidied(catalog: Catalog, home: Path, make_source: MakeSource) -> None:
    begun: list[object] = []
    with ExitStack() as locks:
        locks.enter_context(catalog.locks.hold("tidying"))
        locks.enter_context(catalog.locks.hold(make_source().identity))
        waiting = Thread(target=lambda: begun.append(catalog.begin(make_source())))
        waiting.start()
        waiting.join(0.1)
        assert begun == []
    waiting.join()
    (writer,) = begun
    assert isinstance(writer, SourceWriter)
    with writer, pytest.raises(ConflictError, match="being ingested right now"):
        catalog.begin(make_source())


def test_at_most_so_much_is_mended(tidier: Tidier, home: Path) -> None:
    for number in range(5):
        left(home / "staging" / f"{number}.lock", NOW, b"")
    assert [len(tidier.tidy(most=3).mended) for _ in range(3)] == [3, 2, 0]


def test_one_that_cannot_be_mended_keeps_no_other(tidier: Tidier, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        left(home / "staging" / name / "half", NOW)
        left(home / "staging" / f"{name}.lock", NOW, b"")
    real = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", lambda path: real(path) if path.name == "b" else _full(path))
    done = tidier.tidy()
    assert [one.name for one in done.mended] == ["staging/b"]
    assert done.failures == [f"staging folder staging/a: cannot remove {home}/staging/a: Read-only file system"]


def _full(path: Path) -> None:
    raise OSError(30, "Read-only file system")


def test_the_files_of_another_catalog_are_left_alone(
    tidier: Tidier,
    catalog: Catalog,
    home: Path,
    tmp_path: Path,
    begin: Begin,
    make_source: MakeSource,
    make_track: MakeTrack,
) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(1.0)
    pictures = sorted(home.glob("crops/*/*"))
    with Catalog(home, f"sqlite:///{tmp_path}/other.db") as other:
        for _ in range(2):
            with pytest.raises(StoreError, match="are of another catalog than the database"):
                Tidier(Place(other, None)).tidy()
            tidier.tidy()
    assert sorted(home.glob("crops/*/*")) == pictures != []
