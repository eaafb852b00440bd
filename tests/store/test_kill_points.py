"""Wherever pruning, removing or ingesting is killed or fails, nothing is lost, half or stranded after tidying."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.source_removal import INTERRUPTED

from . import kill_points
from .kill_points import NEW, NOW, OLD, described, ingest

LONG_AFTER = datetime.now(UTC) + timedelta(days=3)
"""When files that were left now have settled."""


def struck(scenario: str, fault: str, home: Path, tmp_path: Path) -> list[Path]:
    """Return the homes that a fault at each operation leaves, the last of which is that of a run without any."""
    out = tmp_path / scenario
    called = [sys.executable, "-W", "error", "-m", kill_points.__name__, scenario, fault, str(home), str(out)]
    done = subprocess.run(called, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(out.iterdir(), key=lambda left: int(left.name))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A home with two old sources and a new one, segments of a stream."""
    home = tmp_path / "home"
    (home / "recordings").mkdir(parents=True)
    for name in ("old", "older", "new", "added"):
        (home / "recordings" / f"{name}.mkv").write_bytes(b"video")
    with Catalog(home) as catalog:
        for name, start in (("old", OLD), ("older", OLD - timedelta(days=1)), ("new", NEW)):
            ingest(catalog, described(home, name, start))
    return home


def names(home: Path) -> set[str]:
    """Every picture, clip, recording and lock of a home, and what is staged there."""
    folders = ("crops", "clips", "recordings", "locks", "staging")
    found = {path.relative_to(home).as_posix() for folder in folders for path in (home / folder).rglob("*")}
    return {name for name in found if (home / name).is_file()}


def whole(home: Path, catalog: Catalog) -> list[str]:
    """Return what was recorded of the finished sources, each of which must have all its tracks and pictures."""
    finished = [source for source in catalog.sources() if source.status is SourceStatus.DONE]
    for source in finished:
        assert source.tracks == 2
    tracks = catalog.tracks(range(1, 20))
    assert len(tracks) == 2 * len(finished)
    assert all(crop.path.is_file() for track in tracks for crop in track.crops)
    assert {path for path in names(home) if path.startswith("crops")} == {
        crop.path.relative_to(home).as_posix() for track in tracks for crop in track.crops
    }
    return [source.name for source in finished]


def tidy(catalog: Catalog) -> None:
    tidier = Tidier(Place(catalog, None, lambda: LONG_AFTER))
    assert tidier.tidy().failures == []
    assert tidier.stranded() == []


@pytest.mark.parametrize(
    ("scenario", "fault", "gone", "steps"),
    [
        ("prune", "kill", {"old.mkv", "older.mkv"}, 50),
        ("prune", "fail", {"old.mkv", "older.mkv"}, 50),
        ("remove", "kill", {"old.mkv"}, 25),
    ],
)
def test_a_removal_that_is_cut_off_anywhere_is_not_begun_or_is_finished(
    filled: Path, tmp_path: Path, scenario: str, fault: str, gone: set[str], steps: int
) -> None:
    homes = struck(scenario, fault, filled, tmp_path)
    assert len(homes) > steps
    everything = {"old.mkv", "older.mkv", "new.mkv"}
    for number, home in enumerate(homes, start=1):
        with Catalog(home) as catalog:
            tidy(catalog)
            left = set(whole(home, catalog))
            assert everything - gone <= left <= everything, number
            assert len(catalog.sources()) == len(left), "what is to be removed is removed wholly, or not at all"
            Retention(catalog).prune(LOCAL, Expiry(timedelta(days=30)), NOW)
            assert whole(home, catalog) == ["new.mkv"]
            assert {name for name in names(home) if not name.startswith("crops")} == {"recordings/new.mkv"}
    with Catalog(homes[-1]) as catalog:
        assert {source.name for source in catalog.sources()} == {"new.mkv"}


@pytest.mark.parametrize("fault", ["kill", "fail"])
def test_an_ingest_that_is_cut_off_anywhere_is_whole_or_has_failed(filled: Path, tmp_path: Path, fault: str) -> None:
    homes = struck("add", fault, filled, tmp_path)
    assert len(homes) > 30
    told: list[tuple[SourceStatus, str | None, int] | None] = []
    for home in homes:
        with Catalog(home) as catalog:
            tidy(catalog)
            assert [name for name in whole(home, catalog) if name != "added.mkv"] == ["old.mkv", "older.mkv", "new.mkv"]
            added = [source for source in catalog.sources() if source.name == "added.mkv"]
            told += [(source.status, source.error and source.error[:8], source.tracks) for source in added] or [None]
            kill_points.add(home)
            assert whole(home, catalog)[-1] == "added.mkv"
    done, interrupted = (SourceStatus.DONE, None, 2), (SourceStatus.FAILED, INTERRUPTED[:8], 0)
    failed = {(SourceStatus.FAILED, reason, 0) for reason in ("cannot w", "catalog ")}
    assert told[-1] == done
    assert set(told) == ({None, interrupted, done} if fault == "kill" else {None, interrupted, done, *failed})
