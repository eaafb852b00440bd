"""Two homes over one catalog and one store of pictures and videos: what one writes the other shows and removes."""

import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from vehiclefinder import Settings
from vehiclefinder.assemble.catalog import media_of, open_catalog
from vehiclefinder.assemble.checks import media as media_check
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.assemble.ingester import ingester
from vehiclefinder.cli import app
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.clips import Clips
from vehiclefinder.control.feedback.feedback import Feedback, Judgement
from vehiclefinder.control.recorded_video import RecordedVideos
from vehiclefinder.control.sources import job_meter
from vehiclefinder.control.sources.recordings import Recordings
from vehiclefinder.control.sources.source_policy import SourcePolicy
from vehiclefinder.control.sources.sources import Sources
from vehiclefinder.control.sources.stream_ingest import StreamIngest, StreamParts
from vehiclefinder.control.sources.videos import IngestAgain, Videos
from vehiclefinder.control.sources.worker import WorkerContext
from vehiclefinder.control.tracks import Tracks
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import ConflictError, NotFoundError, StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.backup.restore import restore
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.control.watch_records import NewWatch, WatchHit
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.files.remote_media import RemoteMedia
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks import picture_health
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource, StoredTrack
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.sources.open import ReadSettings

from ..object_store import KEY, ObjectStore
from ..postgresql import PostgresHomes
from ..video.served import served, whole
from ..video.sources.test_stream_recorder import write_keyed
from ..video.synthetic import write_timed
from .conftest import START, track
from .no_vehicles import LoneWorker, NoSession, NoVehicles
from .test_stream_ingest import Look

of_sqlite = pytest.mark.sqlite("it opens homes without an address")


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store of objects; a test may ask for a folder that both have mounted."""
    if getattr(request, "param", "s3") == "folder":
        (tmp_path / "share").mkdir()
        return f"file://{tmp_path / 'share'}"
    objects: ObjectStore = request.getfixturevalue("objects")
    return objects.url()


both = pytest.mark.parametrize("store", ["s3", "folder"], indirect=True)


@pytest.fixture
def settings(store: str, tmp_path: Path, databases: PostgresHomes | None) -> Callable[[str], Settings]:
    """Return the settings of a machine, by its name."""
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    if databases:
        (tmp_path / "shared").mkdir()
        database = databases.url(tmp_path / "shared").render_as_string(hide_password=False)
    return lambda name: Settings(home=tmp_path / name, database=database, media=store)  # type: ignore[arg-type]


@pytest.fixture
def worker(settings: Callable[[str], Settings]) -> Iterator[Catalog]:
    """The catalog of the machine that ingests."""
    with open_catalog(settings("worker")) as catalog:
        yield catalog


@pytest.fixture
def searcher(settings: Callable[[str], Settings], worker: Catalog) -> Iterator[Catalog]:
    """The catalog of the machine that searches."""
    with open_catalog(settings("searcher")) as catalog:
        yield catalog


def fill(catalog: Catalog, uri: str = "/videos/a.mp4", tracks: int = 1) -> list[StoredTrack]:
    number = len(catalog.sources())
    writer = catalog.begin(NewSource("north", uri, f"{number:064d}", "file", (640, 360), "e", START))
    assert isinstance(writer, SourceWriter)
    with writer:
        for one in range(tracks):
            writer.add(track(one, shade=40 * number + one), np.ones(DIM, np.float32))
        writer.finish(duration=10.0)
    first = 1 + sum(source.tracks for source in catalog.sources()[:-1])
    return catalog.tracks(range(first, first + tracks))


def lone_worker(catalog: Catalog, policy: SourcePolicy | None = None, made: Ingester | None = None) -> LoneWorker:
    jobs, leases = JobQueue(catalog.database, catalog.media), JobLeases(catalog.database)
    made = made or Ingester(catalog, NoVehicles(), ImageEncoder(NoSession(), "e", side=8))
    return LoneWorker(
        WorkerContext(jobs, leases, policy or SourcePolicy(), lambda: made, Recordings(catalog.media, 10**9))
    )


def files(folder: Path) -> list[str]:
    """What lies in a home besides its caches, locks and the like."""
    return sorted(one.relative_to(folder).parts[0] for one in folder.rglob("*") if one.is_file())


class Ones:
    """A model of an encoder to which everything looks alike."""

    def run(self, names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        return [np.ones((len(inputs["pixels"]), DIM), np.float32)]


@contextmanager
def away(objects: ObjectStore) -> Iterator[None]:
    objects.stop()
    try:
        yield
    finally:
        objects.start()


@both
def test_pictures_of_one_home_are_shown_copied_and_removed_by_another(worker: Catalog, searcher: Catalog) -> None:
    (made,) = fill(worker)
    (found,) = searcher.tracks([made.id])
    assert str(found.crops[0].file) == "media:crops/1/1-0.jpg"
    assert found.to_json()["crops"][0]["path"] == "media:crops/1/1-0.jpg"
    assert str(searcher.found([made.id])[made.id].crop) == "media:crops/1/1-0.jpg"
    picture = worker.media.read("crops/1/1-0.jpg")
    assert picture is not None and picture.startswith(b"\xff\xd8")
    assert Tracks(searcher).crop(LOCAL, made.id, 1).read_bytes() == picture
    assert "crops" not in files(worker.home) and "crops" not in files(searcher.home)
    assert picture_health.check(searcher.database, searcher.media, deep=True).looked_at == 2
    assert picture_health.check(searcher.database, searcher.media).missing == ()

    cases = Cases(searcher, {})
    case = cases.create(LOCAL, "red")
    cases.add(LOCAL, case.id, Selection((made.id,)))
    given = Feedback(searcher, lambda text: None).add(LOCAL, Judgement(made.id, "red car", Verdict.RIGHT))  # type: ignore
    others = Cases(worker, {})
    (item,) = others.items(LOCAL, case.id)
    assert others.file(LOCAL, case.id, item.id, "crop-1.jpg").read_bytes() == picture
    assert Feedback(worker, lambda text: None).crop(LOCAL, given.id).read_bytes() == picture  # type: ignore
    others.export(LOCAL, case.id, worker.home / "case.zip")
    with zipfile.ZipFile(worker.home / "case.zip") as archive:
        assert archive.read(f"items/{item.id}/crop-1.jpg") == picture
        told = json.loads(archive.read("case.json"))
        assert [one["intact"] for one in told["items"][0]["files"]] == [True, True]

    searcher.remove_source(1)
    assert worker.tracks([made.id]) == [] and list(worker.media.names("crops")) == []
    others.delete(LOCAL, case.id)
    Feedback(worker, lambda text: None).remove(LOCAL, given.id)  # type: ignore
    assert [*searcher.media.names("cases"), *searcher.media.names("feedback")] == []


@both
def test_tracks_of_one_home_are_encoded_anew_in_another(worker: Catalog, searcher: Catalog) -> None:
    made = fill(worker, tracks=3)
    done = Reencoder(searcher, ImageEncoder(Ones(), "new", side=8)).run()
    assert (done.tracks, done.lost, done.sources) == (3, 0, 1)
    assert sorted(worker.vectors("new", [one.id for one in made])) == [one.id for one in made]


def test_a_picture_that_the_store_lost_is_told(worker: Catalog, searcher: Catalog) -> None:
    made = fill(worker, tracks=2)
    worker.media.discard("crops/1/1-0.jpg")
    worker.media.write("crops/1/2-0.jpg", b"junk")
    with pytest.raises(NotFoundError, match="no picture 1"):
        Tracks(searcher).crop(LOCAL, made[0].id, 1)
    health = picture_health.check(searcher.database, searcher.media, deep=True)
    assert (health.missing, health.junk) == (("crops/1/1-0.jpg",), ("crops/1/2-0.jpg",))


@both
def test_an_alert_has_its_picture_wherever_it_is_asked_for(worker: Catalog, searcher: Catalog) -> None:
    (made,) = fill(worker)
    watch = WatchStore(worker.database).add(NewWatch("ada", "red ones", "red car", None, Decision.MATCH))
    alerts = AlertStore(searcher.database, searcher.media)
    assert alerts.record(watch.id, 1, [WatchHit(made.id, 0.9, Decision.MATCH)]) == 1
    picture = worker.media.read("crops/1/1-0.jpg")
    worker.remove_source(1)
    ((alert,),) = [alerts.page(None, 10)]
    assert AlertStore(worker.database, worker.media).picture(None, alert.id).read_bytes() == picture


def test_what_is_sent_to_one_is_ingested_by_another_and_played_by_all(
    worker: Catalog, searcher: Catalog, settings: Callable[[str], Settings], demo_clip: Path, tmp_path: Path
) -> None:
    jobs = JobQueue(searcher.database, searcher.media)
    sources = Sources(searcher, jobs, AuditLog(searcher.database), SourcePolicy())
    with demo_clip.open("rb") as file:
        job = sources.upload(LOCAL, file, "evening.mp4", "north")
    (name,) = worker.media.names("uploads")
    assert lone_worker(worker, made=ingester(settings("worker"), worker)).step()
    assert (jobs.get(job.id).state, jobs.get(job.id).error) == (JobState.DONE, None)
    (source,) = searcher.sources()
    assert (source.uri, source.name) == (f"media:{name}", name.removeprefix("uploads/"))
    tracks = searcher.tracks(range(1, 100))
    assert len(tracks) == source.tracks > 10

    player, shown = RecordedVideos(searcher), tracks[5].id
    recording = player.recording(LOCAL, shown)
    with recording.file.open("rb") as video:
        assert video.read() == demo_clip.read_bytes()
    assert player.playback(LOCAL, shown) == recording.playback
    clip = Clips(searcher).clip(LOCAL, shown, 0.5)
    assert clip.is_relative_to(searcher.home / "clips") and clip.read_bytes()[4:8] == b"ftyp"

    videos = Videos(worker, AuditLog(worker.database))
    again = videos.ingest_again(LOCAL, source.id, IngestAgain(fps=5.0))
    assert lone_worker(worker).step()
    assert (jobs.get(again.id).state, jobs.get(again.id).error) == (JobState.DONE, None)
    (newer,) = searcher.sources()
    assert (newer.uri, newer.settings["fps"], newer.tracks) == (source.uri, 5.0, 0)
    assert list(searcher.media.names("uploads")) == [name], "it is that of the new one"
    Videos(searcher, AuditLog(searcher.database)).delete(LOCAL, newer.id)
    assert [one for folder in ("uploads", "crops") for one in worker.media.names(folder)] == []


def test_a_worker_is_heard_while_its_video_is_fetched(worker: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_meter, "EVERY", 0.0)
    worker.media.write("uploads/a.mp4", b"no video" * 100_000)
    jobs = JobQueue(worker.database, worker.media)
    job = jobs.add(NewJob("north", JobKind.UPLOAD, "a.mp4", "media:uploads/a.mp4", "ada"))
    lone = lone_worker(worker)
    assert lone.step()
    assert (jobs.get(job.id).state, jobs.get(job.id).frames) == (JobState.FAILED, 0)
    assert lone.beats >= 12, "the parts of it, 64 KiB each at most: there is no other sign of life before a frame"
    monkeypatch.setattr(job_meter, "EVERY", 3600.0)
    before, pulse = lone.beats, job_meter.Pulse(lone)
    for _ in range(3):
        pulse()
    assert lone.beats == before + 1


@both
def test_a_stream_is_recorded_by_one_and_found_by_another(worker: Catalog, searcher: Catalog, tmp_path: Path) -> None:
    clip = write_keyed(tmp_path / "a.mkv", 40, gop=10)
    jobs = JobQueue(worker.database, worker.media)
    jobs.add(NewJob("north", JobKind.STREAM, "http://***@camera", "http://eve:s3cret@camera", "ada"))
    work = JobLeases(worker.database).take()
    assert work is not None
    made = Ingester(worker, NoVehicles(), ImageEncoder(NoSession(), "e", side=8))
    parts = StreamParts(jobs, made, Recordings(worker.media, 10**9), ReadSettings(), seconds=1.0)
    with served(whole(clip)) as address:
        assert StreamIngest(work.job, address, parts, Look()).run() is None
    uris = [source.uri for source in searcher.sources()]
    assert uris and sorted(uris) == sorted(f"media:{name}" for name in searcher.media.names("recordings"))
    assert not any((worker.home / "recordings").glob("*"))
    for source in searcher.sources():
        searcher.remove_source(source.id)
    assert list(worker.media.names("recordings")) == []


def test_a_recording_waits_here_while_the_store_is_away(objects: ObjectStore, worker: Catalog, tmp_path: Path) -> None:
    recordings = Recordings(worker.media, 10**9)
    assert recordings.folder is not None
    recordings.folder.mkdir()
    made = recordings.folder / "a.mkv"
    made.write_bytes(b"video")
    fill(worker, recordings.address(made))
    with away(objects), pytest.raises(StoreError, match="cannot be reached"):
        recordings.keep(made)
    assert made.read_bytes() == b"video"
    later = Place(worker, None, lambda: START + timedelta(days=10_000))
    assert [one.kind for one in Tidier(later).tidy().mended] == ["recording not in the store"]
    assert worker.media.read("recordings/a.mkv") == b"video" and not made.exists()


def test_recordings_beyond_the_limit_go_the_oldest_first(worker: Catalog) -> None:
    now = [0.0]
    recordings = Recordings(worker.media, 25, lambda: now[0])
    for name in "abc":
        worker.media.write(f"recordings/{name}.mkv", name.encode() * 10)
    recordings.trim()
    assert len(list(worker.media.names("recordings"))) == 2
    worker.media.write("recordings/d.mkv", b"d" * 10)
    recordings.trim()
    assert len(list(worker.media.names("recordings"))) == 3, "it is looked at once in a while"
    now[0] = 601.0
    recordings.trim()
    assert len(list(worker.media.names("recordings"))) == 2


def test_while_the_store_is_away_a_job_is_postponed_and_nothing_is_half_there(
    objects: ObjectStore, worker: Catalog, searcher: Catalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = JobQueue(searcher.database, searcher.media)
    sources = Sources(searcher, jobs, AuditLog(searcher.database), SourcePolicy())
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(12)])
    with clip.open("rb") as file:
        job = sources.upload(LOCAL, file, "a.mp4", "north")
    (made,) = fill(worker)
    with caplog.at_level(logging.INFO), away(objects):
        assert lone_worker(worker).step()
        postponed = jobs.get(job.id)
        assert (postponed.state, postponed.sources) == (JobState.QUEUED, 0)
        assert postponed.error is not None and postponed.error.endswith("cannot be reached; it is tried again")
        with pytest.raises(StoreError, match="cannot be reached"), clip.open("rb") as file:
            sources.upload(LOCAL, file, "b.mp4", "north")
        with pytest.raises(StoreError, match="cannot be reached"):
            Tracks(searcher).crop(LOCAL, made.id, 1)
        with pytest.raises(StoreError, match="cannot be reached"):
            fill(worker, "/videos/b.mp4")
        with pytest.raises(StoreError, match="cannot be reached"):
            Reencoder(searcher, ImageEncoder(NoSession(), "new", side=8)).run()
    assert KEY not in caplog.text and "with+signs" not in caplog.text and "with%2Bsigns" not in caplog.text
    assert [source.status for source in searcher.sources()] == ["done", "failed"]
    assert len(jobs.list(None, 10)) == 1 and len(list(worker.media.names("uploads"))) == 1
    assert not any(list((catalog.home / "staging").glob("*")) for catalog in (worker, searcher))
    assert lone_worker(worker).step()
    assert jobs.get(job.id).state is JobState.DONE


@of_sqlite
def test_a_store_of_another_catalog_is_left_alone(worker: Catalog, tmp_path: Path, store: str) -> None:
    fill(worker)
    settings = Settings(home=tmp_path / "stranger", media=store)  # type: ignore[arg-type]
    with open_catalog(settings) as stranger:
        for use in (lambda: fill(stranger), Tidier(Place(stranger, None)).tidy):
            with pytest.raises(StoreError, match=r"are of another catalog .* catalog\.id names theirs"):
                use()
    assert len(list(worker.media.names("crops"))) == 2


@of_sqlite
def test_a_store_without_the_pictures_of_a_catalog_is_told(tmp_path: Path, store: str) -> None:
    with Catalog(tmp_path / "home") as alone:
        fill(alone)
    with (
        open_catalog(Settings(home=tmp_path / "home", media=store)) as moved,  # type: ignore[arg-type]
        pytest.raises(
            StoreError, match="which has some: copy those of its home there first, by `vehiclefinder migrate-media`"
        ),
    ):
        fill(moved)


@both
def test_what_nothing_points_at_is_tidied_in_the_store_and_among_copies(worker: Catalog, searcher: Catalog) -> None:
    (made,) = fill(worker, "media:uploads/ours.mp4")
    Tracks(searcher).crop(LOCAL, made.id, 1)
    worker.media.write("uploads/ours.mp4", b"video")
    if isinstance(searcher.media, RemoteMedia):
        assert searcher.media.block("uploads/ours.mp4", 0, 5) == b"video"
    for name in ("crops/77/1-0.jpg", "uploads/a.mp4", "recordings/a.mkv", "alerts/5.jpg", "cases/3/9/crop-1.jpg"):
        worker.media.write(name, b"left over")
    later = lambda: START + timedelta(days=10_000)  # noqa: E731
    assert {one.name for one in Tidier(Place(searcher, None, later)).tidy().mended} == {
        "crops/77",
        "uploads/a.mp4",
        "recordings/a.mkv",
        "alerts/5.jpg",
        "cases/3/9",
    }
    kept = ["catalog.id", "crops/1/1-0.jpg", "crops/1/1-1.jpg", "uploads/ours.mp4"]
    assert sorted(searcher.media.names("")) == kept
    worker.remove_source(1)
    worker.media.discard("uploads/ours.mp4")
    copies = searcher.media.copies
    if copies is not None:
        assert len(list(copies.rglob("*.jpg"))) == 1
        mended = [one.name for one in Tidier(Place(searcher, None, later)).tidy().mended]
        assert sorted(mended) == ["crops/1", "uploads/ours.mp4.blocks"]
        assert [one for one in copies.rglob("*") if one.is_file()] == []


@of_sqlite
@both
def test_a_backup_holds_what_the_store_holds_and_goes_into_another(
    worker: Catalog, tmp_path: Path, objects: ObjectStore
) -> None:
    (made,) = fill(worker)
    worker.media.write("uploads/a.mp4", b"video")
    fill(worker, worker.media.address("uploads/a.mp4"))
    picture = worker.media.read("crops/1/1-0.jpg")
    manifest = back_up(worker, tmp_path / "a.tar", videos=True)
    assert (manifest.files, manifest.missing) == (5, ())
    restore(tmp_path / "a.tar", tmp_path / "alone")
    with Catalog(tmp_path / "alone") as alone:
        assert alone.tracks([made.id])[0].crops[0].file.path == tmp_path / "alone" / "crops" / "1" / "1-0.jpg"
        assert alone.media.read("crops/1/1-0.jpg") == picture
        video = alone.sources()[1].uri
        assert (video, Path(video).read_bytes()) == (str(tmp_path / "alone" / "uploads" / "a.mp4"), b"video")
    other = Settings(home=tmp_path / "other", media=objects.url())  # type: ignore[arg-type]
    restore(tmp_path / "a.tar", other.home, media=media_of(other))
    with open_catalog(other) as again:
        assert again.media.read("crops/1/1-0.jpg") == picture
        assert again.media.read("uploads/a.mp4") == b"video"
        assert again.sources()[1].uri == "media:uploads/a.mp4"
        assert "crops" not in files(other.home)
        fill(again)
    with pytest.raises(ConflictError, match="expected nothing in"):
        restore(tmp_path / "a.tar", tmp_path / "third", media=media_of(other.replace(home=tmp_path / "third")))


def test_doctor_says_whether_the_store_can_be_written(
    objects: ObjectStore, worker: Catalog, settings: Callable[[str], Settings]
) -> None:
    found = media_check.media(settings("worker"), deep=False)
    assert found.state == {"where": worker.media.shown, "reached": True, "written": True}
    assert list(worker.media.names("")) == []
    with away(objects), pytest.raises(StoreError, match="cannot be reached"):
        media_check.media(settings("worker"), deep=False)
    assert media_check.media(settings("worker").replace(media=None), deep=False) == Finding({"where": "home"})


def test_doctor_says_that_a_setting_is_missing(worker: Catalog, settings: Callable[[str], Settings]) -> None:
    fill(worker, "media:uploads/a.mp4")
    told = "1 video lies in a store that the setting media does not name"
    assert media_check.media(settings("other").replace(media=None), deep=False) == Finding({"where": "home"}, (told,))


@of_sqlite
def test_no_command_shows_the_secret(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEHICLEFINDER_MEDIA", store)
    monkeypatch.setenv("VEHICLEFINDER_HOME", str(tmp_path / "home"))
    for command in ("config show", "config show --json", "sources list", "doctor --json"):
        said = CliRunner().invoke(app, command.split()).output
        assert KEY not in said and "secret" not in said
    monkeypatch.setenv("VEHICLEFINDER_MEDIA", store.replace("endpoint_url", "endpoint"))
    refused = CliRunner().invoke(app, ["config", "show"])
    assert KEY not in refused.output and KEY not in str(refused.exception)
    assert "expected VEHICLEFINDER_MEDIA to be an URL such as s3://bucket/prefix" in str(refused.exception)
