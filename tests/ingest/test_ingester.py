"""Video into the store, with a detector and an encoder whose answers are known."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.video.numbered import Recipe, shortened, zeroed
from vehiclefinder.control.clips import Clips
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Motion
from vehiclefinder.ingest.ingest_job import IngestJob, Progress
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.ingest.sure_frames import SureFrames
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.open_set import VehicleLimits
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.sources.recording_times import TimeRules

from .bright import FRAMES, BrightBox, Brightness, drive


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Ten frames a second; a white box drives right at 4 pixels a frame."""
    path = tmp_path / "east-gate.mp4"
    write_clip(path, drive(), 10)
    return path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def ingester(catalog: Catalog) -> Ingester:
    return Ingester(catalog, BrightBox(), ImageEncoder(Brightness(), "e", side=112))


def test_a_clip_becomes_one_track_with_path_direction_and_pictures(
    clip: Path, catalog: Catalog, ingester: Ingester
) -> None:
    progress: list[Progress] = []
    done = ingester.ingest(IngestJob(clip), progress.append)
    assert (done.tracks, done.frames, done.already) == (1, FRAMES, False)
    assert [p.frames for p in progress] == list(range(1, FRAMES + 1))
    _, vectors = catalog.facts("e", [done.source_id])
    track = catalog.track(int(catalog.facts("e", [done.source_id])[0].track[0]))
    assert track.camera == "east-gate"
    assert track.heading == pytest.approx(90, abs=3)
    assert track.motion is Motion.STRAIGHT
    np.testing.assert_allclose(track.path[0], [0, 20, 50, 70, 80], atol=3)
    np.testing.assert_allclose(track.path[-1], [2.9, 136, 50, 186, 80], atol=3)
    assert all(crop.file.path.is_file() for crop in track.crops)
    assert track.speed == pytest.approx(40 / 120, rel=0.1)
    assert vectors.shape == (1, DIM)
    assert track.to_json()["monochrome"] is True  # white on black


class Told(Brightness):
    """Says of every picture how probably it shows a vehicle."""

    def __init__(self, share: float) -> None:
        self._share = share

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        assert output_names == ["vectors", "vehicle"]
        return [*super().run(None, inputs), np.full(len(inputs["pixels"]), self._share, np.float32)]


@pytest.mark.parametrize(("share", "tracks"), [(0.29, 0), (0.31, 1)])
def test_a_track_whose_pictures_show_no_vehicle_is_left_out_and_counted(
    clip: Path, catalog: Catalog, share: float, tracks: int
) -> None:
    encoder = ImageEncoder(Told(share), "e", side=112, tells_vehicles=True, limits=VehicleLimits(0.3))
    done = Ingester(catalog, BrightBox(), encoder).ingest(IngestJob(clip))
    assert (done.tracks, done.left_out, done.warning) == (tracks, 1 - tracks, None)
    assert done.notes == (() if tracks else ("tracks left out, whose pictures show no vehicle: 1",))
    told = catalog.source(done.source_id).to_json()
    assert (told["tracks"], told["left_out"]) == (tracks, 1 - tracks)
    assert Ingester(catalog, BrightBox(), encoder).ingest(IngestJob(clip)).already


@pytest.mark.parametrize(("standing", "tracks"), [(0.80, 0), (0.79, 1)])
def test_what_stands_needs_more_than_what_moves(
    clip: Path, catalog: Catalog, tmp_path: Path, standing: float, tracks: int
) -> None:
    """Looks of 0.3 and a score of 0.9 are odds of 3 / 7 x 9 = 3.86 together, a probability of 0.794."""
    write_clip(tmp_path / "parked.mp4", drive()[:1] * FRAMES, 10)
    limits = VehicleLimits(0.1, standing=standing, score_weight=1.0)
    encoder = ImageEncoder(Told(0.3), "e", side=112, tells_vehicles=True, limits=limits)
    ingester = Ingester(catalog, BrightBox(), encoder)
    assert ingester.ingest(IngestJob(clip)).tracks == 1
    assert ingester.ingest(IngestJob(tmp_path / "parked.mp4")).tracks == tracks


def test_ingesting_twice_adds_nothing(clip: Path, catalog: Catalog, ingester: Ingester, tmp_path: Path) -> None:
    first = ingester.ingest(IngestJob(clip))
    again = ingester.ingest(IngestJob(clip))
    assert (again.source_id, again.tracks, again.already) == (first.source_id, first.tracks, True)
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(clip.read_bytes())
    assert ingester.ingest(IngestJob(copy, camera="east-gate")).already
    assert not ingester.ingest(IngestJob(clip, camera="west")).already
    assert not ingester.ingest(IngestJob(clip, read=ReadSettings(stride=2))).already


def test_a_clip_that_breaks_off_stores_nothing_that_is_found_and_keeps_the_rest(
    clip: Path, catalog: Catalog, ingester: Ingester, tmp_path: Path
) -> None:
    whole = ingester.ingest(IngestJob(clip))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:-400])
    with pytest.raises(VideoError):
        ingester.ingest(IngestJob(cut))
    assert catalog.finished("e") == [whole.source_id]
    assert all(source.status is not SourceStatus.RUNNING for source in catalog.sources())


def test_a_damaged_source_is_kept_and_says_what_was_lost(catalog: Catalog, ingester: Ingester, tmp_path: Path) -> None:
    path = zeroed(Recipe(options={"g": "1"}).write(tmp_path / "a.mp4"), (10, 30, 40), 8)
    done = ingester.ingest(IngestJob(path))
    assert (done.frames, done.damage) == (47, "damaged: 3 frames lost")
    source = catalog.source(done.source_id)
    assert (source.status, source.error) == (SourceStatus.DONE, "damaged: 3 frames lost")
    assert source.duration == pytest.approx(2.0)


def test_the_length_of_a_truncated_or_strangely_stamped_source_is_that_of_what_was_read(
    catalog: Catalog, ingester: Ingester, tmp_path: Path
) -> None:
    epoch = Recipe(times=[1_764_000_000 + i / 25 for i in range(50)]).write(tmp_path / "epoch.mkv")
    assert catalog.source(ingester.ingest(IngestJob(epoch)).source_id).duration == pytest.approx(2.0)
    jpeg = Recipe(codec="mjpeg", options={"qscale": "3"}, pixels="yuvj420p")
    done = ingester.ingest(IngestJob(shortened(jpeg.write(tmp_path / "cut.mkv"), 0.6)))
    source = catalog.source(done.source_id)
    assert source.duration == pytest.approx(done.frames / 25)
    assert source.error == done.damage == "truncated: 1.2 s of 2.0 s"


def test_a_rate_that_is_given_is_kept_with_the_source(catalog: Catalog, ingester: Ingester, tmp_path: Path) -> None:
    path = Recipe().write(tmp_path / "a.h264")
    source = catalog.source(ingester.ingest(IngestJob(path, read=ReadSettings(source_fps=10))).source_id)
    assert source.settings["source_fps"] == 10
    assert source.duration == pytest.approx(5.0)


@pytest.mark.parametrize("make", ["missing", "text", "empty folder"])
def test_what_is_no_video_is_a_video_error(make: str, ingester: Ingester, tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    if make == "text":
        path.write_text("not a video")
    if make == "empty folder":
        path.mkdir()
    with pytest.raises(VideoError):
        ingester.ingest(IngestJob(path))


def test_what_is_masked_is_neither_followed_nor_kept(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    before = ingester.ingest(IngestJob(clip))
    half = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
    CameraStore(catalog.database).change("east-gate", CameraView(masks=(half,)))
    done = ingester.ingest(IngestJob(clip))
    assert not done.already
    assert done.source_id != before.source_id
    track = catalog.track(int(catalog.facts("e", [done.source_id])[0].track[0]))
    assert track.path[:, 3].max() <= 162
    for crop in track.crops:
        hidden = max(0, round(crop.box[2]) - 165)
        assert hidden == 0 or np.asarray(Image.open(crop.file.path))[:, -hidden:].max() < 60
    assert ingester.ingest(IngestJob(clip)).already


def test_a_calibrated_camera_measures_what_it_ingests(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    road = ((0.0, 12.0), (32.0, 12.0), (32.0, 0.0), (0.0, 0.0))
    CameraStore(catalog.database).create("east-gate", CameraView(calibration=RoadCalibration(square, road)))
    done = ingester.ingest(IngestJob(clip))
    facts, _ = catalog.facts("e", [done.source_id])
    assert facts.speed == pytest.approx([4 * 3.6], rel=0.05)
    assert facts.nearest == pytest.approx([4], abs=0.4)
    assert facts.farthest == pytest.approx([4], abs=0.4)


def test_a_mot_sequence_is_one_camera_whichever_folder_is_named(
    catalog: Catalog, ingester: Ingester, tmp_path: Path
) -> None:
    sequence = tmp_path / "MOT20-01"
    pictures = sequence / "img1"
    pictures.mkdir(parents=True)
    for number in (1, 2, 3, 6, 7):
        draw(pictures / f"{number:06d}.png", 20 + 4 * number)
    (sequence / "seqinfo.ini").write_text("[Sequence]\nframeRate=10\n")
    (pictures / "000006.png").write_bytes((pictures / "000006.png").read_bytes()[:80])
    done = ingester.ingest(IngestJob(sequence))
    assert (done.tracks, done.damage) == (1, "damaged: 1 frame lost (000006.png)")
    assert done.notes == ("the pictures are timed at 10 frames a second, by seqinfo.ini",)
    assert ingester.ingest(IngestJob(pictures)).source_id == done.source_id
    (source,) = catalog.sources()
    assert (source.camera, source.uri, source.kind) == ("MOT20-01", str(pictures.resolve()), "folder")
    assert source.duration == pytest.approx(0.7)
    assert source.error == done.damage
    track = catalog.track(1)
    np.testing.assert_allclose(track.path[:, 0], [0.0, 0.1, 0.2, 0.6], atol=1e-6)
    np.testing.assert_allclose(track.path[:, 1], [24, 28, 32, 48], atol=1e-6)


def draw(file: Path, x: int) -> None:
    image = np.zeros((120, 320, 3), np.uint8)
    image[50:80, x : x + 50] = 255
    Image.fromarray(image).save(file)


def test_no_vehicle_in_a_video_full_of_them_is_doubted(catalog: Catalog, ingester: Ingester, tmp_path: Path) -> None:
    for minute, x in enumerate((20, 200, 90, 260, 10)):
        draw(tmp_path / f"20261129_08{minute:02d}00.png", x)
    done = ingester.ingest(IngestJob(tmp_path))
    said = "no vehicle could be followed, although 5 of 5 frames show one: they may be too far apart"
    assert (done.tracks, done.doubt, done.warning) == (0, said, said)
    (source,) = catalog.sources()
    assert (source.status, source.error, source.duration) == (SourceStatus.DONE, said, 300.0)


@pytest.mark.parametrize(("sure", "of", "doubted"), [(3, 30, True), (2, 2, False), (3, 31, False)])
def test_few_sure_frames_raise_no_doubt(sure: int, of: int, doubted: bool) -> None:
    watched = SureFrames(BrightBox(), 0.9)
    for index in range(of):
        watched([np.full((10, 10, 3), 255 if index < sure else 0, np.uint8)])
    assert (watched.doubt(0) is not None) is doubted
    assert watched.doubt(1) is None


def test_a_source_begins_when_its_name_says_and_tells_so(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    named = clip.rename(clip.with_name("gate_20261123_080000.mp4"))
    done = ingester.ingest(IngestJob(named, read=ReadSettings(times=TimeRules("Europe/Berlin"))))
    source = catalog.source(done.source_id)
    assert source.start_time == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert source.settings["start_time_from"] == "its name (YYYYMMDD_HHMMSS)"
    assert done.start is not None and done.start.origin == source.settings["start_time_from"]
    assert done.duration == source.duration == pytest.approx(FRAMES / 10)


def test_a_start_time_that_is_given_outranks_the_name(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    named, given = clip.rename(clip.with_name("20261123_080000.mp4")), datetime(2025, 1, 1, tzinfo=UTC)
    source = catalog.source(ingester.ingest(IngestJob(named, start_time=given)).source_id)
    assert (source.start_time, source.settings["start_time_from"]) == (given, "as given")


def test_where_a_start_time_comes_from_makes_no_other_source(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    first = ingester.ingest(IngestJob(clip))
    assert "start_time_from" not in catalog.source(first.source_id).settings
    again = ingester.ingest(IngestJob(clip, start_time=datetime(2025, 1, 1, tzinfo=UTC)))
    assert (again.already, again.source_id) == (True, first.source_id)
    assert again.notes == (f"source {first.source_id} has no start time, and keeps that: 'sources set' changes it",)


def test_a_name_may_say_the_camera(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    hour = clip.parent / "2026-11-23" / "08" / "front"
    hour.mkdir(parents=True)
    source = catalog.source(ingester.ingest(IngestJob(clip.rename(hour / "00.10.mp4"))).source_id)
    assert (source.camera, source.start_time) == ("front", datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC))


def test_what_was_sent_goes_by_the_name_that_it_had(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    source = catalog.source(ingester.ingest(IngestJob(clip, original="2026-11-23T08-00-00Z.mp4")).source_id)
    assert source.start_time == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(("third", "spans"), [("080002", [(0.0, 2.9)]), ("080009", [(0.0, 1.9), (9.0, 9.9)])])
def test_a_vehicle_that_crosses_files_without_a_gap_is_one_track(
    tmp_path: Path, catalog: Catalog, ingester: Ingester, third: str, spans: list[tuple[float, float]]
) -> None:
    folder, images = tmp_path / "gate", drive()
    folder.mkdir()
    for part, name in enumerate(("080000", "080001", third)):
        write_clip(folder / f"gate_20261123_{name}.mp4", images[10 * part : 10 * part + 10], 10)
    done = ingester.ingest(IngestJob(folder, read=ReadSettings(times=TimeRules("UTC"))))
    tracks = catalog.tracks([int(one) for one in catalog.facts("e", [done.source_id])[0].track])
    assert [(round(track.start, 2), round(track.end, 2)) for track in tracks] == spans
    source = catalog.source(done.source_id)
    assert (source.camera, source.start_time) == ("gate", datetime(2026, 11, 23, 8, tzinfo=UTC))
    track = tracks[-1]
    clip = Clips(catalog).clip(LOCAL, track.id, seconds=0)
    with open_video(clip) as video:
        boxes = [np.nonzero(frame.image.mean(axis=2) > 150)[1].mean() for frame in video]
    middles = (track.path[:, 1] + track.path[:, 3]) / 2
    assert boxes[0] == pytest.approx(middles[0], abs=6) and boxes[-1] == pytest.approx(middles[-1], abs=6)
    assert not done.notes or done.notes == ("gaps between files: 1, 7 s in all",)


def test_a_folder_that_has_grown_is_another_source_and_clips_of_the_first_still_play(
    clip: Path, tmp_path: Path, catalog: Catalog, ingester: Ingester
) -> None:
    folder = tmp_path / "gate"
    folder.mkdir()
    (folder / "1.mp4").write_bytes(clip.read_bytes())
    first = ingester.ingest(IngestJob(folder))
    assert ingester.ingest(IngestJob(folder)).already
    (folder / "2.mp4").write_bytes(clip.read_bytes())
    grown = ingester.ingest(IngestJob(folder))
    assert not grown.already
    assert f"source {first.source_id} is of the same folder, with other files" in grown.notes
    track = int(catalog.facts("e", [first.source_id])[0].track[0])
    assert Clips(catalog).clip(LOCAL, track).is_file()
    (folder / "1.mp4").write_bytes(clip.read_bytes() + b" ")
    with pytest.raises(VideoError, match="is not the video"):
        Clips(catalog).still(LOCAL, track)


def test_clips_play_of_a_folder_of_which_a_file_was_left_out(
    clip: Path, tmp_path: Path, catalog: Catalog, ingester: Ingester
) -> None:
    folder = tmp_path / "gate"
    folder.mkdir()
    (folder / "20261123_080000.mp4").write_bytes(clip.read_bytes())
    (folder / "20261123_080100.mp4").write_text("not a video")
    done = ingester.ingest(IngestJob(folder))
    assert done.warning is not None and done.warning.startswith("left out: cannot open 20261123_080100.mp4")
    assert catalog.source(done.source_id).error == done.warning
    track = int(catalog.facts("e", [done.source_id])[0].track[0])
    assert Clips(catalog).clip(LOCAL, track).is_file()
