"""A video is ingested again in its own place: who may, what is asked of it, and what stands until it is whole."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ingest.bright import BrightBox, Brightness, drive
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.videos import IngestAgain, Videos
from vehiclefinder.control.sources.worker import WorkerContext
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.ingest.ingest_job import IngestJob, Looks
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_correction import SourceCorrection
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.clips.encoding import write_clip

from .conftest import ADMIN, NORTH_ONLY, OPERATOR, VIEWER, Fill
from .no_vehicles import LoneWorker

NORTH_ADMIN = Identity("nils", Role.ADMIN, ("north",))
TEN_A_SECOND = IngestAgain(looks=Looks(10.0))


class Unplugged(BrightBox):
    """A detector that ends this process in its third batch, without a word."""

    def __init__(self) -> None:
        self.batches = 0

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        self.batches += 1
        if self.batches == 3:
            os._exit(9)
        return super().__call__(images)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    write_clip(tmp_path / "gate_20261123_080000.mp4", drive(), 10)
    return tmp_path / "gate_20261123_080000.mp4"


@pytest.fixture
def videos(catalog: Catalog, log: AuditLog) -> Videos:
    return Videos(catalog, log)


@pytest.fixture
def ingester(catalog: Catalog) -> Ingester:
    return Ingester(catalog, BrightBox(), ImageEncoder(Brightness(), "e", side=112))


@pytest.fixture
def worker(catalog: Catalog, ingester: Ingester) -> LoneWorker:
    """Where no video may be read from any folder: what is in the catalog was let in when it came."""
    jobs, leases = JobQueue(catalog.database, catalog.media), JobLeases(catalog.database)
    return LoneWorker(
        WorkerContext(jobs, leases, SourcePolicy((), ()), lambda: ingester, Recordings(catalog.media, 10**6))
    )


def found(catalog: Catalog) -> list[int]:
    return sorted(catalog.facts("e", catalog.finished("e"))[0].track.tolist())


def test_a_job_replaces_the_video_and_what_is_not_said_stays(
    videos: Videos, worker: LoneWorker, ingester: Ingester, catalog: Catalog, clip: Path, log: AuditLog
) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    old = ingester.ingest(IngestJob(clip, "north", start)).source_id
    before = found(catalog)
    job = videos.ingest_again(ADMIN, old, TEN_A_SECOND)
    assert (job.state, job.camera, job.start_time, job.replaces) == (JobState.QUEUED, "north", start, old)
    assert found(catalog) == before
    assert worker.step()
    (source,) = catalog.sources()
    assert (source.camera, source.start_time, source.tracks) == ("north", start, 1)
    assert source.id != old and len(found(catalog)) == 1 and found(catalog) != before
    (entry,) = log.page(1)
    assert (entry.who, entry.action, entry.camera) == ("ada", "video.reingest", "north")
    told = {"camera": "north", "start_time": start.isoformat()}
    assert entry.detail == {"video": old, "job": job.id, "before": told, "settings": dict(TEN_A_SECOND.looks.told())}


def test_cases_keep_what_they_hold_of_the_old_tracks(
    videos: Videos, worker: LoneWorker, ingester: Ingester, catalog: Catalog, clip: Path
) -> None:
    old = ingester.ingest(IngestJob(clip, "north")).source_id
    (track,) = found(catalog)
    cases = Cases(catalog, {})
    case = cases.create(OPERATOR, "a").id
    cases.add(OPERATOR, case, Selection((track,), "white car"))
    (held,) = cases.items(VIEWER, case)
    pictures = {name: cases.file(VIEWER, case, held.id, name).read_bytes() for name in held.files}
    videos.ingest_again(ADMIN, old, TEN_A_SECOND)
    assert worker.step()
    with pytest.raises(NotFoundError):
        catalog.track(track)
    (kept,) = cases.items(VIEWER, case)
    assert (kept.id, kept.track, kept.facts) == (held.id, track, held.facts)
    assert {name: cases.file(VIEWER, case, held.id, name).read_bytes() for name in kept.files} == pictures
    assert any(name.startswith("crop") for name in pictures)


def test_what_is_killed_halfway_leaves_the_old_tracks(
    videos: Videos, worker: LoneWorker, ingester: Ingester, catalog: Catalog, clip: Path
) -> None:
    old = ingester.ingest(IngestJob(clip, "north")).source_id
    before = found(catalog)
    job = videos.task_again(ADMIN, old, TEN_A_SECOND)
    child = os.fork()
    if not child:
        with Catalog(catalog.home) as own:
            Ingester(own, Unplugged(), ImageEncoder(Brightness(), "e", side=112)).ingest(job)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert found(catalog) == before
    assert catalog.source(old).status == "done"
    videos.ingest_again(ADMIN, old, TEN_A_SECOND)
    assert worker.step()
    assert [(one.status, one.tracks) for one in catalog.sources()] == [("done", 1)]
    assert len(found(catalog)) == 1 and found(catalog) != before


def test_at_once_it_is_asked_and_written_down_as_in_the_queue(
    videos: Videos, ingester: Ingester, catalog: Catalog, clip: Path, log: AuditLog
) -> None:
    old = ingester.ingest(IngestJob(clip, "north", datetime(2026, 5, 1, tzinfo=UTC))).source_id
    catalog.correct_source(old, SourceCorrection("north", None))
    job = videos.task_again(ADMIN, old, IngestAgain(" yard "), "Asia/Kathmandu")
    assert (job.camera, job.replaces, job.start_time) == ("yard", old, None)
    ingester.ingest(job)
    (source,) = catalog.sources()
    assert (source.camera, source.start_time) == ("yard", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
    (entry,) = log.page(1)
    assert (entry.action, entry.camera, entry.detail["video"], entry.detail["job"]) == (
        "video.reingest",
        "yard",
        old,
        None,
    )


@pytest.mark.parametrize("act", ["ingest_again", "task_again"])
def test_who_may_and_what_can_be_ingested_again(
    videos: Videos, fill: Fill, catalog: Catalog, log: AuditLog, act: str
) -> None:
    again = getattr(videos, act)
    (north,), (south,) = fill("north"), fill("south", uri="/videos/b.mp4")
    for who in (VIEWER, OPERATOR, NORTH_ONLY):
        with pytest.raises(ForbiddenError):
            again(who, north.source_id, IngestAgain())
    with pytest.raises(NotFoundError):
        again(NORTH_ADMIN, south.source_id, IngestAgain())
    with pytest.raises(ForbiddenError, match="nils is limited to other cameras"):
        again(NORTH_ADMIN, north.source_id, IngestAgain("south"))
    with pytest.raises(ValueError, match="expected a camera's name"):
        again(ADMIN, north.source_id, IngestAgain("a/b"))
    with pytest.raises(ValueError, match=r"expected a video that is still there, got 'a\.mp4', which is gone"):
        again(ADMIN, north.source_id, IngestAgain())
    writer = catalog.begin(NewSource("north", "/videos/c.mp4", "c" * 64, "file", (640, 360), "e"))
    assert isinstance(writer, SourceWriter)
    with pytest.raises(ConflictError, match="is not finished"):
        again(ADMIN, writer.source_id, IngestAgain())
    writer.finish(1.0)
    assert log.page(9) == []
