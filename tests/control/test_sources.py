"""What may be asked to be ingested, by whom, and what becomes of it."""

import io
import os
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.video.numbered import Recipe
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import SourceRequest, Sources
from vehiclefinder.control.sources.worker import WorkerContext
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError, StoreError
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.sources.open import open_video

from ..video.served import served, whole
from ..video.synthetic import detections, write_timed
from .no_vehicles import LoneWorker, NoSession, NoVehicles

ADMIN = Identity("ada", Role.ADMIN)
NORTH = Identity("nora", Role.ADMIN, ("north",))


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    (tmp_path / "videos").mkdir()
    write_timed(tmp_path / "videos" / "a.mp4", [i / 10 for i in range(12)])
    return tmp_path / "videos"


@pytest.fixture
def jobs(catalog: Catalog) -> JobQueue:
    return JobQueue(catalog.database, catalog.media)


@pytest.fixture
def policy(videos: Path) -> SourcePolicy:
    return SourcePolicy((videos.resolve(),), ("camera-3", "10.0.0.7:8554", "127.0.0.1"))


@pytest.fixture
def sources(catalog: Catalog, jobs: JobQueue, log: AuditLog, policy: SourcePolicy) -> Sources:
    return Sources(catalog, jobs, log, policy)


@pytest.fixture
def detector() -> NoVehicles:
    return NoVehicles()


@pytest.fixture
def ingester(catalog: Catalog, detector: NoVehicles) -> Ingester:
    return Ingester(catalog, detector, ImageEncoder(NoSession(), "e", side=8))


@pytest.fixture
def context(catalog: Catalog, jobs: JobQueue, policy: SourcePolicy, ingester: Ingester) -> WorkerContext:
    leases = JobLeases(catalog.database)
    return WorkerContext(jobs, leases, policy, lambda: ingester, Recordings(catalog.media, 10**6))


@pytest.fixture
def worker(context: WorkerContext) -> LoneWorker:
    return LoneWorker(context)


@pytest.fixture
def noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is cancelled is noticed with the next frame."""
    monkeypatch.setattr("vehiclefinder.control.sources.job_meter.EVERY", 0.0)


def test_a_video_within_the_roots_is_ingested(
    sources: Sources, worker: LoneWorker, videos: Path, catalog: Catalog, log: AuditLog
) -> None:
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    assert (job.state, job.kind, job.who, sources.waiting()) == (JobState.QUEUED, JobKind.FILE, "ada", 1)
    assert worker.step()
    done = sources.get(ADMIN, job.id)
    assert (done.state, done.sources, done.error, sources.waiting()) == (JobState.DONE, 1, None, 0)
    assert done.frames == 12
    assert [source.camera for source in catalog.sources()] == ["north"]
    assert not worker.step(), "there is nothing more to do"
    assert [entry.action for entry in log.page(5)] == ["source.add"]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{videos}/../other.mp4", "{videos}/link.mp4", "/nothing/there.mp4", "~"]
)
def test_what_lies_outside_of_the_roots_is_refused_whatever_is_there(sources: Sources, videos: Path, path: str) -> None:
    outside = write_timed(videos.parent / "other.mp4", [0.0, 0.1])
    (videos / "link.mp4").symlink_to(outside)
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_VIDEO_ROOTS"):
        sources.submit(ADMIN, SourceRequest("north", path.format(videos=videos)))
    assert sources.list(ADMIN) == []


def test_a_path_within_that_leads_nowhere_is_told(sources: Sources, videos: Path) -> None:
    with pytest.raises(NotFoundError, match="no such video"):
        sources.submit(ADMIN, SourceRequest("north", str(videos / "b.mp4")))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http:camera-3", "concat:a|b", "rtsp://", "javascript:1"])
def test_what_is_no_stream_is_refused(sources: Sources, url: str) -> None:
    with pytest.raises(ValueError, match="address of a stream"):
        sources.submit(ADMIN, SourceRequest("north", url=url))


def test_a_stream_of_another_host_is_refused_and_no_password_is_shown(
    sources: Sources, context: WorkerContext, log: AuditLog
) -> None:
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_STREAM_HOSTS") as refused:
        sources.submit(ADMIN, SourceRequest("north", url="rtsp://eve:s3cret@elsewhere/live"))
    job = sources.submit(ADMIN, SourceRequest("north", url="rtsp://eve:s3cret@camera-3/live?key=s3cret"))
    told = [str(refused.value), repr(job), str(asdict(job)), repr(log.page(5)), repr(context.leases.take())]
    assert not any("s3cret" in text for text in told)
    assert job.uri == "rtsp://***@camera-3/live?***"
    with pytest.raises(ForbiddenError):
        sources.submit(ADMIN, SourceRequest("north", url="rtsp://10.0.0.7/live"))  # that host, but another port
    assert sources.submit(ADMIN, SourceRequest("north", url="rtsp://10.0.0.7:8554/live")).kind is JobKind.STREAM


def test_only_admins_add_and_only_for_cameras_that_exist_for_them(sources: Sources, videos: Path) -> None:
    request = SourceRequest("south", str(videos / "a.mp4"))
    for who in (Identity("vera", Role.VIEWER), Identity("olga", Role.OPERATOR)):
        with pytest.raises(ForbiddenError):
            sources.submit(who, request)
        with pytest.raises(ForbiddenError):
            sources.upload(who, io.BytesIO(b""), "a.mp4", "south")
    with pytest.raises(NotFoundError):
        sources.submit(NORTH, request)
    job = sources.submit(ADMIN, request)
    assert sources.list(NORTH) == []
    for refused in (sources.get, sources.cancel):
        with pytest.raises(NotFoundError, match=f"no job {job.id}"):
            refused(NORTH, job.id)


def test_an_upload_is_kept_under_a_name_of_its_own_and_ingested(
    sources: Sources, worker: LoneWorker, videos: Path, catalog: Catalog
) -> None:
    with (videos / "a.mp4").open("rb") as file:
        job = sources.upload(ADMIN, file, "../../etc/Gate 3.MP4", "north")
    assert (job.kind, job.uri) == (JobKind.UPLOAD, "Gate 3.MP4")
    (kept,) = (catalog.home / UPLOADS).iterdir()
    assert kept.suffix == ".mp4"
    worker.step()
    assert sources.get(ADMIN, job.id).state is JobState.DONE


def test_an_upload_begins_when_the_name_says_that_it_had(
    sources: Sources, worker: LoneWorker, videos: Path, catalog: Catalog
) -> None:
    with (videos / "a.mp4").open("rb") as file:
        sources.upload(ADMIN, file, "gate_2026-11-23T08-00-00Z.mp4", "north")
    worker.step()
    (source,) = catalog.sources()
    assert source.start_time == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_what_became_of_a_job_names_no_path(sources: Sources, worker: LoneWorker, videos: Path) -> None:
    (videos / "late.mp4").write_bytes((videos / "a.mp4").read_bytes())
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "late.mp4")))
    (videos / "late.mp4").write_text("not a video any more")
    worker.step()
    error = sources.get(ADMIN, job.id).error
    assert error is not None and error.startswith("cannot open late.mp4 as video")


@pytest.mark.parametrize("suffix", [".mpg", ".h264", ".flv", ".asf", ".dav"])
def test_what_ingest_reads_may_be_sent(sources: Sources, tmp_path: Path, suffix: str) -> None:
    codec = "wmv2" if suffix == ".asf" else "mpeg2video" if suffix == ".mpg" else "libx264"
    # A recorder's own container is not written here; what counts is the content, whatever the name.
    recipe = Recipe(count=5, codec=codec, options={}, muxer="mpegts" if suffix == ".dav" else None)
    with recipe.write(tmp_path / f"a{suffix}").open("rb") as file:
        assert sources.upload(ADMIN, file, f"Gate{suffix.upper()}", "north").uri == f"Gate{suffix.upper()}"


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
    monkeypatch.setattr("vehiclefinder.control.sources.sources.UPLOAD_BYTES", 1000)
    with pytest.raises(ValueError, match="at most 1000 bytes"):
        sources.upload(ADMIN, io.BytesIO(bytes(1001)), "a.mp4", "north")
    assert not list((catalog.home / UPLOADS).glob("*"))


@pytest.mark.usefixtures("noticed_at_once")
def test_a_job_that_is_cancelled_stops_between_frames(
    sources: Sources, worker: LoneWorker, detector: NoVehicles, videos: Path, catalog: Catalog
) -> None:
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    detector.then = lambda frames: sources.cancel(ADMIN, job.id) if frames == 3 else None
    assert worker.step()
    ended = sources.get(ADMIN, job.id)
    # Nothing changes: the third look is at the eighth frame, which is not done.
    assert (ended.state, detector.seen, ended.frames) == (JobState.CANCELLED, 3, 7)
    assert [source.error for source in catalog.sources()] == ["it was cancelled, or the service stopped"]
    with pytest.raises(ConflictError, match="has ended"):
        sources.cancel(ADMIN, job.id)


def test_what_is_stopped_waits_again(sources: Sources, worker: LoneWorker, detector: NoVehicles, videos: Path) -> None:
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    detector.then = lambda frames: worker.stop()
    assert worker.step()
    waits = sources.get(ADMIN, job.id)
    assert (waits.state, waits.started, detector.seen) == (JobState.QUEUED, None, 1)


@pytest.mark.parametrize(("error", "state"), [(StoreError("disk full"), "queued"), (ConflictError("busy"), "failed")])
def test_what_the_machine_hinders_is_tried_again(
    sources: Sources, worker: LoneWorker, detector: NoVehicles, videos: Path, error: StoreError, state: str
) -> None:
    def fail(frames: int) -> None:
        raise error

    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    detector.then = fail
    assert worker.step()
    told = sources.get(ADMIN, job.id)
    assert (told.state, told.error) == (state, str(error) + ("; it is tried again" if state == "queued" else ""))
    assert not worker.step(), "not at once"


def test_a_video_that_breaks_is_told_of_and_the_next_one_is_done(
    sources: Sources, worker: LoneWorker, videos: Path
) -> None:
    write_timed(videos / "b.mp4", [0.0, 0.1])
    broken = sources.submit(ADMIN, SourceRequest("north", str(videos / "b.mp4")))
    whole = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    (videos / "b.mp4").write_bytes(b"no video")
    assert worker.step()
    assert worker.step()
    failed = sources.get(LOCAL, broken.id)
    assert failed.state is JobState.FAILED
    assert "b.mp4" in (failed.error or "")
    assert sources.get(LOCAL, whole.id).state is JobState.DONE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"camera": " "}, "camera's name"),
        ({"camera": "a/b"}, "camera's name"),
        ({"camera": "a\nb"}, "camera's name"),
        ({"camera": ".."}, "camera's name"),
        ({"path": None}, "a path or the address"),
        ({"url": "rtsp://camera-3/"}, "one of them alone"),
        ({"stride": 0}, "stride >= 1"),
        ({"fps": 0.0}, "fps > 0"),
        ({"source_fps": -1.0}, "source_fps > 0"),
    ],
)
def test_a_wish_checks_itself(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SourceRequest(**({"camera": "north", "path": "a.mp4"} | changes))  # type: ignore[arg-type]


def test_a_playlist_reads_nothing_from_outside_of_the_roots(sources: Sources, worker: LoneWorker, videos: Path) -> None:
    outside = write_timed(videos.parent / "other.ts", [i / 10 for i in range(5)])
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{outside}\n#EXT-X-ENDLIST\n"
    (videos / "list.m3u8").write_text(playlist)
    with pytest.raises(ValueError, match="expected a video"):
        sources.submit(ADMIN, SourceRequest("north", str(videos / "list.m3u8")))
    assert sources.list(ADMIN) == []
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    (videos / "a.mp4").write_text(playlist)
    worker.step()
    assert sources.get(ADMIN, job.id).state is JobState.FAILED


def test_a_folder_with_a_picture_of_elsewhere_is_refused(sources: Sources, videos: Path) -> None:
    (videos / "frames").mkdir()
    (videos.parent / "img1.jpg").touch()
    (videos / "frames" / "img1.jpg").symlink_to(videos.parent / "img1.jpg")
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_VIDEO_ROOTS"):
        sources.submit(ADMIN, SourceRequest("north", str(videos / "frames")))
    (videos / "sequence").mkdir()
    (videos / "frames").rename(videos / "sequence" / "img1")
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_VIDEO_ROOTS"):
        sources.submit(ADMIN, SourceRequest("north", str(videos / "sequence")))


def day_of(folder: Path, video: Path) -> Path:
    """A day of two cameras as Frigate keeps it."""
    for camera in ("gate", "yard"):
        (folder / "2026-11-23" / "08" / camera).mkdir(parents=True)
        (folder / "2026-11-23" / "08" / camera / "15.00.mp4").write_bytes(video.read_bytes())
    return folder / "2026-11-23"


def test_of_a_day_of_several_cameras_that_of_the_job_is_read(
    sources: Sources, worker: LoneWorker, videos: Path, catalog: Catalog
) -> None:
    day = day_of(videos, videos / "a.mp4")
    with pytest.raises(ValueError, match=r"expected a camera of gate, yard, .* got 'north'"):
        sources.submit(ADMIN, SourceRequest("north", str(day)))
    sources.submit(ADMIN, SourceRequest("yard", str(day)))
    assert worker.step()
    (source,) = catalog.sources()
    assert (source.camera, source.start_time) == ("yard", datetime(2026, 11, 23, 8, 15, tzinfo=UTC))


def test_a_day_with_a_video_of_elsewhere_is_refused(sources: Sources, videos: Path) -> None:
    day = day_of(videos, videos / "a.mp4")
    outside = write_timed(videos.parent / "other.mp4", [0.0, 0.1])
    (day / "08" / "yard" / "16.00.mp4").symlink_to(outside)
    with pytest.raises(ForbiddenError, match="VEHICLEFINDER_VIDEO_ROOTS"):
        sources.submit(ADMIN, SourceRequest("yard", str(day)))


def test_the_rate_of_a_video_without_a_clock_is_as_it_was_asked_for(
    sources: Sources, worker: LoneWorker, videos: Path, catalog: Catalog
) -> None:
    Recipe(count=20).write(videos / "a.h264")
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.h264"), source_fps=5.0))
    assert job.source_fps == 5.0
    assert worker.step()
    assert [source.duration for source in catalog.sources()] == [pytest.approx(4.0)]


def test_times_in_names_are_of_the_zone_that_is_set(
    sources: Sources, context: WorkerContext, worker: LoneWorker, videos: Path, catalog: Catalog
) -> None:
    context.zone = "Asia/Kathmandu"
    named = (videos / "a.mp4").rename(videos / "gate_20261123_080000.mp4")
    sources.submit(ADMIN, SourceRequest("north", str(named)))
    assert worker.step()
    assert [source.start_time for source in catalog.sources()] == [datetime(2026, 11, 23, 2, 15, tzinfo=UTC)]


class Jumps(NoVehicles):
    """A detector that is sure of a vehicle, in another place in every frame."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        self.seen += len(images)
        x = 100.0 * self.seen
        return [detections((x, 0.0, x + 20, 20.0, 0.9, 0)) for _ in images]


def test_a_job_tells_of_a_video_full_of_vehicles_without_a_track(
    catalog: Catalog, sources: Sources, jobs: JobQueue, policy: SourcePolicy, videos: Path
) -> None:
    ingester = Ingester(catalog, Jumps(), ImageEncoder(NoSession(), "e", side=8))
    job = sources.submit(ADMIN, SourceRequest("north", str(videos / "a.mp4")))
    leases = JobLeases(catalog.database)
    LoneWorker(WorkerContext(jobs, leases, policy, lambda: ingester, Recordings(catalog.media, 10**6))).step()
    done = sources.get(ADMIN, job.id)
    assert (done.state, done.sources) == (JobState.DONE, 1)
    assert done.error == "no vehicle could be followed, although 12 of 12 frames show one: they may be too far apart"


@pytest.mark.parametrize("url", [None, "rtsp://eve:s3cret@camera-3/live"])
def test_what_is_not_allowed_any_more_is_not_begun(
    sources: Sources, context: WorkerContext, videos: Path, url: str | None
) -> None:
    job = sources.submit(ADMIN, SourceRequest("north", None if url else str(videos / "a.mp4"), url))
    jobs, leases, recordings = context.jobs, context.leases, context.recordings
    assert LoneWorker(WorkerContext(jobs, leases, SourcePolicy(), context.ingester, recordings)).step()
    failed = sources.get(ADMIN, job.id)
    assert failed.state is JobState.FAILED
    assert "allows" in (failed.error or "")
    assert "s3cret" not in (failed.error or "")


@pytest.mark.usefixtures("noticed_at_once")
def test_what_was_sent_goes_where_nothing_came_of_it(
    sources: Sources, worker: LoneWorker, detector: NoVehicles, videos: Path, catalog: Catalog
) -> None:
    def sent() -> int:
        with (videos / "a.mp4").open("rb") as file:
            return sources.upload(ADMIN, file, "a.mp4", "north").id

    def kept() -> list[Path]:
        return list((catalog.home / UPLOADS).iterdir())

    sources.cancel(ADMIN, sent())
    assert kept() == [], "cancelled while it waited"
    running = sent()
    detector.then = lambda frames: sources.cancel(ADMIN, running)
    worker.step()
    assert kept() == [], "cancelled while it ran"
    detector.then = lambda frames: None
    broken = sent()
    kept()[0].write_bytes(b"no video")
    worker.step()
    assert (sources.get(ADMIN, broken).state, kept()) == (JobState.FAILED, [])


@pytest.mark.usefixtures("noticed_at_once")
def test_a_stream_that_is_cancelled_keeps_what_it_has_shown(
    sources: Sources, worker: LoneWorker, detector: NoVehicles, videos: Path, catalog: Catalog
) -> None:
    with served(whole(videos / "a.mp4")) as address:
        job = sources.submit(ADMIN, SourceRequest("north", url=address.secret))
        detector.then = lambda frames: sources.cancel(ADMIN, job.id) if frames == 3 else None
        worker.step()
    ended = sources.get(ADMIN, job.id)
    assert (ended.state, ended.sources) == (JobState.CANCELLED, 1)
    assert detector.seen >= 3
    (source,) = catalog.sources()
    assert source.status == "done"
    with open_video(source.uri) as recorded:
        assert len(list(recorded)) >= 3, "and it is recorded"
    catalog.remove_source(source.id)
    assert not Path(source.uri).exists(), "its recording goes with it"


def test_of_recordings_the_latest_are_kept(catalog: Catalog) -> None:
    folder = catalog.home / RECORDINGS
    folder.mkdir()
    for age, name in enumerate(("new", "old", "older")):
        (folder / f"{name}.mkv").write_bytes(bytes(400))
        os.utime(folder / f"{name}.mkv", (1000 - age, 1000 - age))
    Recordings(catalog.media, 900).trim()
    assert sorted(file.stem for file in folder.iterdir()) == ["new", "old"]
    assert Recordings(catalog.media, 0).folder is None


def test_no_error_of_the_database_tells_the_password_of_a_stream(jobs: JobQueue) -> None:
    secret = "rtsp://eve:s3cret@camera-3/live"
    with pytest.raises(StoreError) as failed:
        jobs.add(NewJob(None, JobKind.STREAM, "rtsp://***@camera-3/live", secret, "ada"))  # type: ignore[arg-type]
    assert "s3cret" not in "".join(traceback.format_exception(failed.value))
