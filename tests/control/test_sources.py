"""What may be asked to be ingested, by whom, and what becomes of it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.access import LOCAL, Identity, Role
from vehiclefinder.control.sources import UPLOADS, Allowed, Sources, SourceWish
from vehiclefinder.control.worker import Worker
from vehiclefinder.errors import ConflictError, ForbiddenError, NotFoundError
from vehiclefinder.ingest import Ingester
from vehiclefinder.match.image import ImageEncoder
from vehiclefinder.store.audit import AuditLog
from vehiclefinder.store.catalog import Catalog
from vehiclefinder.store.jobs import JobKind, Jobs
from vehiclefinder.store.schema import JobState
from vehiclefinder.types import ByteArray, Detections

from ..video.clips import write_timed

ADMIN = Identity("ada", Role.ADMIN)
NORTH = Identity("nora", Role.ADMIN, ("north",))


class NoVehicles:
    """A detector that finds nothing, and calls back after every frame."""

    def __init__(self) -> None:
        self.seen = 0
        self.then: Callable[[int], object] = lambda frames: None

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        self.seen += len(images)
        self.then(self.seen)
        return [Detections.empty() for _ in images]


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    (tmp_path / "videos").mkdir()
    write_timed(tmp_path / "videos" / "a.mp4", [i / 10 for i in range(12)])
    return tmp_path / "videos"


@pytest.fixture
def jobs(catalog: Catalog) -> Jobs:
    return Jobs(catalog.database)


@pytest.fixture
def sources(catalog: Catalog, jobs: Jobs, log: AuditLog, videos: Path) -> Sources:
    return Sources(catalog, jobs, log, Allowed((videos.resolve(),), ("camera-3", "10.0.0.7:8554")))


@pytest.fixture
def detector() -> NoVehicles:
    return NoVehicles()


@pytest.fixture
def worker(catalog: Catalog, jobs: Jobs, detector: NoVehicles) -> Worker:
    class NoSession:
        def run(self, names: Sequence[str] | None, inputs: object) -> list[np.ndarray]:
            raise AssertionError("nothing is found, so nothing is encoded")

    return Worker(jobs, lambda: Ingester(catalog, detector, ImageEncoder(NoSession(), "e", side=8)))


def test_a_video_within_the_roots_is_ingested(
    sources: Sources, worker: Worker, videos: Path, catalog: Catalog, log: AuditLog
) -> None:
    job = sources.submit(ADMIN, SourceWish("north", str(videos / "a.mp4")))
    assert (job.state, job.kind, job.who, sources.waiting()) == (JobState.QUEUED, JobKind.FILE, "ada", 1)
    assert worker.step()
    done = sources.get(ADMIN, job.id)
    assert (done.state, done.sources, done.error, sources.waiting()) == (JobState.DONE, 1, None, 0)
    assert done.frames == 12
    assert [source.camera for source in catalog.sources()] == ["north"]
    assert (worker.frames, worker.tracks) == (12, 0)
    assert not worker.step(), "there is nothing more to do"
    assert [entry.action for entry in log.page(5)] == ["source.add"]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{videos}/../other.mp4", "{videos}/link.mp4", "/nothing/there.mp4", "~"]
)
def test_what_lies_outside_of_the_roots_is_refused_whatever_is_there(sources: Sources, videos: Path, path: str) -> None:
    outside = write_timed(videos.parent / "other.mp4", [0.0, 0.1])
    (videos / "link.mp4").symlink_to(outside)
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_VIDEO_ROOTS"):
        sources.submit(ADMIN, SourceWish("north", path.format(videos=videos)))
    assert sources.list(ADMIN) == []


def test_a_path_within_that_leads_nowhere_is_told(sources: Sources, videos: Path) -> None:
    with pytest.raises(NotFoundError, match="no such video"):
        sources.submit(ADMIN, SourceWish("north", str(videos / "b.mp4")))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http:camera-3", "concat:a|b", "rtsp://", "javascript:1"])
def test_what_is_no_stream_is_refused(sources: Sources, url: str) -> None:
    with pytest.raises(ValueError, match="address of a stream"):
        sources.submit(ADMIN, SourceWish("north", url=url))


def test_a_stream_of_another_host_is_refused_and_no_password_is_shown(
    sources: Sources, jobs: Jobs, log: AuditLog
) -> None:
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_STREAM_HOSTS") as refused:
        sources.submit(ADMIN, SourceWish("north", url="rtsp://eve:s3cret@elsewhere/live"))
    job = sources.submit(ADMIN, SourceWish("north", url="rtsp://eve:s3cret@camera-3/live?key=s3cret"))
    told = [str(refused.value), repr(job), str(asdict(job)), repr(log.page(5)), repr(jobs.take())]
    assert not any("s3cret" in text for text in told)
    assert job.uri == "rtsp://***@camera-3/live?***"
    with pytest.raises(ForbiddenError):
        sources.submit(ADMIN, SourceWish("north", url="rtsp://10.0.0.7/live"))  # that host, but another port
    assert sources.submit(ADMIN, SourceWish("north", url="rtsp://10.0.0.7:8554/live")).kind is JobKind.STREAM


def test_only_admins_add_and_only_for_cameras_that_exist_for_them(sources: Sources, videos: Path) -> None:
    wish = SourceWish("south", str(videos / "a.mp4"))
    for who in (Identity("vera", Role.VIEWER), Identity("olga", Role.OPERATOR)):
        with pytest.raises(ForbiddenError):
            sources.submit(who, wish)
        with pytest.raises(ForbiddenError):
            sources.upload(who, io.BytesIO(b""), "a.mp4", "south")
    with pytest.raises(NotFoundError):
        sources.submit(NORTH, wish)
    job = sources.submit(ADMIN, wish)
    assert sources.list(NORTH) == []
    for refused in (sources.get, sources.cancel):
        with pytest.raises(NotFoundError, match=f"no job {job.id}"):
            refused(NORTH, job.id)


def test_an_upload_is_kept_under_a_name_of_its_own_and_ingested(
    sources: Sources, worker: Worker, videos: Path, catalog: Catalog
) -> None:
    with (videos / "a.mp4").open("rb") as file:
        job = sources.upload(ADMIN, file, "../../etc/Gate 3.MP4", "north")
    assert (job.kind, job.uri) == (JobKind.UPLOAD, "Gate 3.MP4")
    (kept,) = (catalog.home / UPLOADS).iterdir()
    assert kept.suffix == ".mp4"
    worker.step()
    assert sources.get(ADMIN, job.id).state is JobState.DONE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp4", b""),
        ("a.mp4", b"plain text"),
        ("a.mp4", b"#EXTM3U\nfile:///etc/passwd\n"),
        ("a.sh", b"video"),
        ("", b"x"),
    ],
)
def test_what_is_no_video_is_refused_and_nothing_stays_of_it(
    sources: Sources, catalog: Catalog, name: str, content: bytes
) -> None:
    with pytest.raises(ValueError, match="expected a video"):
        sources.upload(ADMIN, io.BytesIO(content), name, "north")
    assert not list((catalog.home / UPLOADS).glob("*"))
    assert sources.list(ADMIN) == []


def test_an_upload_that_never_ends_is_cut_off(
    sources: Sources, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vehiclefinder.control.sources.UPLOAD_BYTES", 1000)
    with pytest.raises(ValueError, match="at most 1000 bytes"):
        sources.upload(ADMIN, io.BytesIO(bytes(1001)), "a.mp4", "north")
    assert not list((catalog.home / UPLOADS).glob("*"))


def test_a_job_that_is_cancelled_stops_between_frames(
    sources: Sources,
    worker: Worker,
    detector: NoVehicles,
    videos: Path,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vehiclefinder.control.worker.EVERY", 0.0)
    job = sources.submit(ADMIN, SourceWish("north", str(videos / "a.mp4")))
    detector.then = lambda frames: sources.cancel(ADMIN, job.id) if frames == 3 else None
    assert worker.step()
    ended = sources.get(ADMIN, job.id)
    assert (ended.state, detector.seen < 12, ended.frames) == (JobState.CANCELLED, True, 2)
    with pytest.raises(ConflictError, match="has ended"):
        sources.cancel(ADMIN, job.id)


def test_what_a_service_leaves_behind_is_done_by_the_next(
    sources: Sources, worker: Worker, detector: NoVehicles, jobs: Jobs, videos: Path
) -> None:
    job = sources.submit(ADMIN, SourceWish("north", str(videos / "a.mp4")))
    detector.then = lambda frames: worker.stop()
    assert worker.step()
    assert sources.get(ADMIN, job.id).state is JobState.QUEUED
    assert not worker.step(), "a service that stops takes no other job"
    assert jobs.take() is not None, "another one took it, and was killed"
    after = Worker(jobs, lambda: worker._ingester)
    detector.then = lambda frames: None
    assert after.step()
    assert sources.get(ADMIN, job.id).state is JobState.DONE


def test_a_video_that_breaks_is_told_of_and_the_next_one_is_done(
    sources: Sources, worker: Worker, videos: Path
) -> None:
    (videos / "b.mp4").write_bytes(b"no video")
    broken = sources.submit(ADMIN, SourceWish("north", str(videos / "b.mp4")))
    whole = sources.submit(ADMIN, SourceWish("north", str(videos / "a.mp4")))
    assert worker.step()
    assert worker.step()
    failed = sources.get(LOCAL, broken.id)
    assert failed.state is JobState.FAILED
    assert "b.mp4" in (failed.error or "")
    assert sources.get(LOCAL, whole.id).state is JobState.DONE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"camera": " "}, "name of a camera"),
        ({"path": None}, "a path or the address"),
        ({"url": "rtsp://camera-3/"}, "one of them alone"),
        ({"stride": 0}, "stride >= 1"),
    ],
)
def test_a_wish_checks_itself(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SourceWish(**({"camera": "north", "path": "a.mp4"} | changes))  # type: ignore[arg-type]
