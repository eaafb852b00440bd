"""Video into the store, with a detector and an encoder whose answers are known."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray, Detections, Motion
from vehiclefinder.ingest.ingester import Ingester, IngestJob, Progress
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import ReadSettings

FRAMES = 30


class BrightBox:
    """A detector that takes the bounding box of all bright pixels for a car."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [self._one(image) for image in images]

    def _one(self, image: ByteArray) -> Detections:
        ys, xs = np.nonzero(image.mean(axis=2) > 150)
        if not len(xs):
            return Detections.empty()
        box = np.array([[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]], np.float32)
        return Detections(box, np.array([0.9], np.float32), np.array([0]))


class Brightness:
    """An encoder model whose every slot points one way."""

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        return [np.ones((len(inputs["pixels"]), DIM), np.float32)]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Ten frames a second; a white box drives right at 4 pixels a frame."""
    images = []
    for i in range(FRAMES):
        image = np.zeros((120, 320, 3), np.uint8)
        image[50:80, 20 + 4 * i : 70 + 4 * i] = 255
        images.append(image)
    path = tmp_path / "east-gate.mp4"
    write_clip(path, images, 10)
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
    assert all(crop.path.is_file() for crop in track.crops)
    assert track.speed == pytest.approx(40 / 120, rel=0.1)
    assert vectors.shape == (1, DIM)
    assert track.to_json()["monochrome"] is True  # white on black


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
        assert hidden == 0 or np.asarray(Image.open(crop.path))[:, -hidden:].max() < 60
    assert ingester.ingest(IngestJob(clip)).already


def test_a_calibrated_camera_measures_what_it_ingests(clip: Path, catalog: Catalog, ingester: Ingester) -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    road = ((0.0, 12.0), (32.0, 12.0), (32.0, 0.0), (0.0, 0.0))
    CameraStore(catalog.database).create("east-gate", CameraView(calibration=RoadCalibration(square, road)))
    done = ingester.ingest(IngestJob(clip))
    ((speed, nearest, farthest),) = catalog.facts("e", [done.source_id])[0].road
    assert speed == pytest.approx(4 * 3.6, rel=0.05)
    assert nearest == pytest.approx(4, abs=0.4)
    assert farthest == pytest.approx(4, abs=0.4)
