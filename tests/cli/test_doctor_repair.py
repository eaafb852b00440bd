"""What doctor tells of a home that was damaged, in each way, and what --repair makes of it."""

import json
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text, update
from typer.testing import CliRunner

from vehiclefinder.assemble.checks import machine
from vehiclefinder.assemble.checks.machine import gigabytes
from vehiclefinder.cli import app
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.tracks import EmbeddingRow
from vehiclefinder.store.files.lock import FileLock
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import PostgresHomes

runner = CliRunner()
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """The demonstration's home, with an index."""
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    assert runner.invoke(app, ["--home", str(home), "reindex"]).exit_code == 0
    return home


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "disk_usage", lambda path: Usage(100 * 10**9, 50 * 10**9, 50 * 10**9))


def doctor(home: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = runner.invoke(app, ["--home", str(home), "doctor", "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def problems(home: Path, *options: str) -> list[str]:
    """What is wrong, as the exit code must say, too."""
    code, report = doctor(home, *options)
    assert code == (1 if report["problems"] else 0)
    found: list[str] = report["problems"]
    return found


def change(home: Path, *statements: str) -> None:
    with Catalog(home) as catalog, catalog.database.write() as session:
        for statement in statements:
            session.execute(text(statement))


def pictures(home: Path, track: int) -> list[Path]:
    with Catalog(home) as catalog:
        return [crop.file.path for crop in catalog.track(track).crops]


def vector(home: Path, track: int) -> bytes:
    with Catalog(home) as catalog, catalog.database.read() as session:
        blob = session.scalar(select(EmbeddingRow.vector).where(EmbeddingRow.track_id == track))
        assert isinstance(blob, bytes)
        return blob


def damage(home: Path, track: int, vector: bytes) -> None:
    """Store another vector, and leave the checksum as it is."""
    with Catalog(home) as catalog, catalog.database.write() as session:
        session.execute(update(EmbeddingRow).where(EmbeddingRow.track_id == track).values(vector=vector))


def flipped(vector: bytes) -> bytes:
    """Flip the last bit that half precision has of the largest number."""
    numbers = np.frombuffer(vector, "<f4").copy()
    numbers.view("<u4")[np.argmax(np.abs(numbers))] ^= 1 << 13
    return numbers.tobytes()


def snapshot(home: Path) -> dict[str, tuple[int, int]]:
    """Every file, with when it was changed and its size; SQLite's own beside the database do not count."""
    found = (path for path in home.rglob("*") if path.is_file() and not path.name.startswith("catalog.db"))
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in found}


def test_a_sound_home_is_said_to_be_so_and_is_not_changed(home: Path) -> None:
    before = snapshot(home)
    code, report = doctor(home, "--deep")
    assert (code, report["problems"], report["repaired"]) == (0, [], [])
    rows = report["store"]["rows"]
    assert report["checksums"] == {"checked": rows["tracks"], "without": 0, "damaged": 0}
    assert report["pictures"] == {
        "looked_at": rows["crops"],
        "decoded": rows["crops"],
        "missing": 0,
        "junk": 0,
        "lost": 0,
    }
    assert report["index"] == {"rows": rows["tracks"], "state": "current"}
    assert report["stranded"] == {"things": 0, "bytes": 0}
    assert snapshot(home) == before


def test_pictures_that_are_missing_or_junk_are_counted(home: Path) -> None:
    (first, *_), second = pictures(home, 1), pictures(home, 2)
    shown = first.relative_to(home).as_posix()
    first.unlink()
    second[0].write_bytes(b"")
    second[1].write_bytes(second[1].read_bytes()[:-100])
    second[2].write_bytes(b"<html>not a picture</html>")
    assert problems(home) == [
        f"pictures: 1 is missing: {shown}",
        "pictures: 3 are no whole JPEG: " + ", ".join(path.relative_to(home).as_posix() for path in second[:3]),
    ]
    for path in second:
        path.unlink(missing_ok=True)
    code, report = doctor(home, "--repair")
    assert (code, report["pictures"]["missing"], report["pictures"]["lost"]) == (1, 1 + len(second), 1)
    assert report["problems"][-1] == "pictures: 1 track has no picture left: 2"
    with Catalog(home) as catalog:
        assert catalog.track(2).id == 2, "what cannot be mended is told, not removed"


def test_a_picture_that_is_junk_within_is_found_by_decoding(home: Path) -> None:
    path = pictures(home, 1)[0]
    content = path.read_bytes()
    path.write_bytes(content[:20] + bytes(len(content) - 40) + content[-20:])
    (found,) = problems(home, "--deep")
    assert found.startswith("pictures: 1 is no whole JPEG: ")


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (flipped, "not as it was written"),
        pytest.param(
            lambda good: np.full(len(good) // 4, np.nan, "<f4").tobytes(),
            "not finite",
            marks=pytest.mark.sqlite("PostgreSQL keeps finite numbers alone"),
        ),
        (lambda good: bytes(len(good)), "without length"),
        (lambda good: good[:-4], "not of the length of the others"),
    ],
)
def test_a_damaged_vector_is_made_anew_from_its_pictures(
    home: Path, damaged: Callable[[bytes], bytes], said: str
) -> None:
    good = vector(home, 3)
    damage(home, 3, damaged(good))
    assert problems(home)[0] == f"checksums: 1 vector is {said}, of track: 3"
    code, report = doctor(home, "--repair", "--deep")
    assert (code, report["problems"]) == (0, [])
    tracks = report["store"]["rows"]["tracks"]
    assert report["repaired"] == [
        "removed 1 damaged vector",
        "made 1 vector anew, from pictures",
        f"made the index again: {tracks} tracks",
    ]
    made = np.frombuffer(vector(home, 3), "<f4")
    assert made @ np.frombuffer(good, "<f4") == pytest.approx(np.sum(made**2), abs=0.05), "crops were compressed"
    assert problems(home, "--deep") == []


def test_a_damaged_vector_without_pictures_is_kept_where_it_can_be_searched_with(home: Path) -> None:
    for path in (*pictures(home, 3), *pictures(home, 4)):
        path.unlink()
    change(home, "update embeddings set checksum = checksum + 1 where track_id = 3")
    damage(home, 4, vector(home, 4)[4:])
    code, report = doctor(home, "--repair")
    assert code == 1
    assert report["repaired"][:2] == ["removed 1 damaged vector", "kept 1 damaged vector of tracks without a picture"]
    assert "checksums: 1 vector is not as it was written, of track: 3" in report["problems"]
    assert report["vectors"]["without_pictures"] == 1
    assert report["notes"][0] == "vectors: 1 track has no vector and no picture to make one from: no search finds it"


def test_vectors_of_earlier_versions_get_their_checksums(home: Path) -> None:
    change(home, "update embeddings set checksum = null")
    code, report = doctor(home)
    tracks = report["store"]["rows"]["tracks"]
    assert (code, report["checksums"]["without"]) == (0, tracks)
    code, report = doctor(home, "--repair")
    assert (code, report["repaired"]) == (0, [f"gave {tracks} vectors a checksum"])
    damage(home, 1, flipped(vector(home, 1)))
    assert problems(home) == ["checksums: 1 vector is not as it was written, of track: 1"]


def test_a_damaged_index_is_made_again(home: Path) -> None:
    (column,) = home.glob("index/tracks-*/*/vectors")
    content = bytearray(column.read_bytes())
    content[7] ^= 1
    column.write_bytes(content)
    (found,) = problems(home)
    assert found.startswith("index: damaged index at ") and "the column vectors is not as it was written" in found
    code, report = doctor(home, "--repair")
    assert (code, report["repaired"]) == (0, [f"made the index again: {report['index']['rows']} tracks"])
    assert problems(home, "--deep") == []


def test_an_index_that_is_not_that_of_the_catalog_is_made_again(home: Path) -> None:
    change(home, "delete from tracks where id = 5")
    assert problems(home) == ["index: it holds other tracks than the catalog of sources 1"]
    assert doctor(home, "--repair")[0] == 0
    (path,) = home.glob("index/tracks-*/header")
    assert json.loads(path.read_text().split("\n")[1])["rows"] == doctor(home)[1]["store"]["rows"]["tracks"]


def test_what_is_left_over_is_counted_and_tidied(home: Path) -> None:
    change(home, "update sources set status = 'running'")
    (home / "staging" / "dead").mkdir(parents=True)
    (home / "staging" / "dead" / "half.mp4").write_bytes(bytes(1000))
    (home / "staging" / "dead.lock").touch()
    (home / "crops" / "7").mkdir()
    found = [line for line in problems(home) if line.startswith("stranded")]
    size = sum(path.stat().st_size for path in home.glob("crops/1/*"))
    assert [line.partition(":")[2].strip() for line in found] == [
        f"1 x interrupted source, {size} bytes: source 1",
        "1 x pictures of no source, 0 bytes: crops/7",
        "1 x staging folder, 1000 bytes: staging/dead",
    ]
    code, report = doctor(home, "--repair")
    assert [line.partition(",")[0] for line in report["repaired"][:3]] == [
        "tidied 1 x interrupted source",
        "tidied 1 x pictures of no source",
        "tidied 1 x staging folder",
    ]
    assert (code, report["problems"]) == (0, [])
    assert doctor(home)[0] == 0
    assert json.loads(runner.invoke(app, ["--home", str(home), "sources", "--json"]).stdout)[0]["tracks"] == 0


@pytest.fixture
def queue(home: Path) -> Iterator[JobQueue]:
    with Catalog(home) as catalog:
        jobs = JobQueue(catalog.database)
        jobs.add(NewJob("gate", JobKind.STREAM, "rtsp://camera/1", "rtsp://camera/1", "ada"))
        JobLeases(catalog.database).take()
        yield jobs


def test_a_service_that_holds_no_job_is_seen_in_its_home_alone(home: Path, databases: PostgresHomes | None) -> None:
    assert doctor(home)[1]["jobs"]["service"] == ("none is seen" if databases else "does not run")
    with FileLock(home / "locks" / "crew"):
        assert doctor(home)[1]["jobs"]["service"] == "runs"


def test_a_stream_that_is_away_and_a_job_that_nobody_holds_are_wrong(
    home: Path, queue: JobQueue, databases: PostgresHomes | None
) -> None:
    code, report = doctor(home)
    service = "runs" if databases else "does not run"  # whoever holds the job may be on another machine
    assert (code, report["jobs"]) == (
        0,
        {"service": service, "running": 1, "waiting": 0, "streams": 1, "streams_away": 0},
    )
    assert ("jobs: 1 job goes on once a service runs" in report["notes"]) is (databases is None)
    change(home, "update jobs set away_since = '2026-05-01 12:00:00', away_reason = 'no answer', lease = '2026-05-01'")
    with FileLock(home / "locks" / "crew"):
        assert problems(home) == [
            "jobs: the stream of camera gate (job 1) is away since 2026-05-01 12:00:00+00:00: no answer",
            "jobs: job 1 of camera gate runs, and nobody has held it since 2026-05-01 00:00:00+00:00",
        ]


def test_a_clock_that_went_back_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    change(home, f"update sources set created = '{ahead:%Y-%m-%d %H:%M:%S}'")
    (found,) = problems(home)
    assert found.endswith(f"but something was stored at {ahead:%Y-%m-%d %H:%M:%S}")
    monkeypatch.setattr(machine, "FIRST", datetime.max.replace(tzinfo=UTC))
    assert problems(home)[0].startswith("clock: it is not set: it says ")


@pytest.mark.parametrize("synchronised", [True, False, None])
def test_a_clock_that_nothing_corrects_is_noted(
    home: Path, monkeypatch: pytest.MonkeyPatch, synchronised: bool | None
) -> None:
    monkeypatch.setattr(machine, "is_synchronised", lambda: synchronised)
    code, report = doctor(home)
    assert (code, report["clock"]["synchronised"]) == (0, synchronised)
    assert any(note.startswith("clock: nothing corrects") for note in report["notes"]) is (synchronised is False)


def test_a_disk_that_fills_up_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "disk_usage", lambda path: Usage(100 * 10**9, 96 * 10**9, 4 * 10**9))
    monkeypatch.setenv("VEHICLEFINDER_RECORDINGS_GB", "7")
    code, report = doctor(home)
    assert (code, report["problems"]) == (1, ["disk: 4.0 GB of 100.0 GB are free"])
    assert "disk: recordings may grow by 7.0 GB, and 4.0 GB are free" in report["notes"]
    assert gigabytes(1_250_000_000) == "1.2 GB"


def test_people_read_what_is_wrong_and_what_was_mended(home: Path) -> None:
    (home / "crops" / "7").mkdir()
    told = runner.invoke(app, ["--home", str(home), "doctor"])
    assert told.exit_code == 1
    assert "wrong: stranded: 1 x pictures of no source, 0 bytes: crops/7" in told.stdout
    mended = runner.invoke(app, ["--home", str(home), "doctor", "--repair"])
    assert mended.exit_code == 0
    assert "mended: tidied 1 x pictures of no source, 0 bytes: crops/7" in mended.stdout
    assert mended.stdout.endswith("nothing is wrong\n")


def test_a_home_that_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    found = problems(tmp_path / "home", "--repair")
    assert len(found) == 2
    assert all("cannot use" in line for line in found)
