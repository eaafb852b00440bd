import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Track
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import BATCH, SourceWriter

from ..postgresql import environment_of
from .conftest import FirstTwo

MakeSource = Callable[..., NewSource]
MakeTrack = Callable[..., Track]
Begin = Callable[[NewSource], SourceWriter]

VECTOR = np.array([0.5, -0.25, 1.0], np.float32)

OTHER_PROCESS = f"""
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.core.types import Crop, Motion, Track

home, fingerprint, end = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
database = os.environ.get("VEHICLEFINDER_DATABASE")
box = np.array([10, 20, 30, 40], np.float32)
crop = Crop(np.zeros((8, 8, 3), np.uint8), 0.0, box, 1.0)
place = np.array([1, 0, 0, 0, 0, 0, 0, 0, 0], np.float32)
track = Track(1, "car", np.zeros(1, np.float32), box[None], (64, 48), None, Motion.STOPPED, place, 0.0, (crop,))
with Catalog(home, database) as catalog:
    source = NewSource("north", "/videos/a.mp4", fingerprint, "file", (640, 360), "encoder-1",
                       datetime(2024, 5, 1, 12, tzinfo=UTC), {{"stride": 2}})
    with catalog.begin(source) as writer:
        for number in range({BATCH} + 5):
            writer.add(track, np.full(3, number, np.float32))
        print("added", flush=True)
        if end == "hang":
            time.sleep(60)
        writer.finish(1.0)
"""


def other_process(home: Path, fingerprint: str, end: str) -> subprocess.Popen[str]:
    """Ingest BATCH + 5 tracks in another process, which then finishes or hangs."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(home), fingerprint, end]
    environment = environment_of(home) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def found(catalog: Catalog, home: Path) -> list[int]:
    return [int(track) for track in IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo()).current().facts.track]


def test_tracks_are_invisible_until_the_source_is_finished(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source()) as writer:
        for number in range(BATCH):
            writer.add(make_track(number), VECTOR)
        assert catalog.health().rows["tracks"] == BATCH
        assert (catalog.tracks([1]), found(catalog, home)) == ([], [])
        writer.finish(duration=1.0)
    assert found(catalog, home) == list(range(1, BATCH + 1))


def test_a_failed_ingest_says_why_and_is_redone(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with pytest.raises(RuntimeError, match="broken frame"), begin(make_source()) as writer:
        for number in range(BATCH + 1):
            writer.add(make_track(number), VECTOR)
        raise RuntimeError("broken frame")
    (failed,) = catalog.sources()
    assert (failed.status, failed.error, found(catalog, home)) == (SourceStatus.FAILED, "broken frame", [])

    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(duration=1.0)
    (done,) = catalog.sources()
    assert (done.status, done.error, done.tracks) == (SourceStatus.DONE, None, 1)
    assert sorted(path.name for path in home.glob("crops/*/*")) == ["1-0.jpg", "1-1.jpg"]
    health = catalog.health()
    assert (health.unfinished, health.problems) == (0, ())


def test_a_block_that_forgets_to_finish_has_failed(catalog: Catalog, begin: Begin, make_source: MakeSource) -> None:
    with begin(make_source()):
        pass
    assert catalog.sources()[0].error == "not finished"


def test_a_source_is_ingested_by_one_at_a_time(catalog: Catalog, begin: Begin, make_source: MakeSource) -> None:
    with begin(make_source()) as writer:
        with pytest.raises(StoreError, match="being ingested right now"):
            catalog.begin(make_source())
        with pytest.raises(StoreError, match="being ingested right now"):
            catalog.remove_source(writer.source_id)
        with begin(make_source(fingerprint="b" * 64)) as other:
            other.finish(duration=1.0)
        writer.finish(duration=1.0)
    assert [source.status for source in catalog.sources()] == [SourceStatus.DONE, SourceStatus.DONE]


def test_a_killed_ingest_is_redone(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with other_process(home, "a" * 64, "hang") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "added\n"
        with pytest.raises(StoreError, match="being ingested right now"):
            catalog.begin(make_source())
        process.send_signal(signal.SIGKILL)
    (killed,) = catalog.sources()
    assert (killed.status, killed.tracks, found(catalog, home)) == (SourceStatus.RUNNING, BATCH, [])
    assert len(list(home.glob("crops/*/*"))) == BATCH + 5

    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(duration=1.0)
    assert [source.tracks for source in catalog.sources()] == [1]
    assert len(list(home.glob("crops/*/*"))) == 2
    assert len(found(catalog, home)) == 1


def test_processes_write_and_read_at_once(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    keeper = IndexKeeper(home / "index", catalog, "encoder-1", FirstTwo())
    processes = [other_process(home, letter * 64, "finish") for letter in "bc"]
    seen = {len(keeper.current())}
    with begin(make_source()) as writer:
        while any(process.poll() is None for process in processes):
            writer.add(make_track(crops=()), VECTOR)
            seen.add(len(keeper.current()))
            sleep(0.01)
        writer.finish(duration=1.0)
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert seen <= {0, BATCH + 5, 2 * (BATCH + 5)}
    counts = {source.fingerprint[0]: source.tracks for source in catalog.sources()}
    assert (counts["b"], counts["c"]) == (BATCH + 5, BATCH + 5)
    assert len(keeper.current()) == sum(counts.values())
