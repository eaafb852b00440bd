"""Tracks and boxes of others, of every kind of source, with what is known of its camera."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.ingest.ingest_job import BoxesFile, IngestJob
from vehiclefinder.ingest.ingester import Ingester
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack
from vehiclefinder.video.clips.encoding import write_clip

from .bright import FRAMES, BrightBox, Brightness, drive


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def boxes(tmp_path: Path) -> Path:
    """The white box as MOTChallenge has it."""
    lines = (f"{i + 1},7,{21 + 4 * i},51,50,30,1,3,1\n" for i in range(FRAMES))
    (tmp_path / "gt.txt").write_text("".join(lines))
    return tmp_path / "gt.txt"


def one_file(folder: Path) -> Path:
    write_clip(folder / "gate.mp4", drive(), 10)
    return folder / "gate.mp4"


def pictures(folder: Path) -> Path:
    (folder / "gate").mkdir()
    for number, image in enumerate(drive(), 1):
        Image.fromarray(image).save(folder / "gate" / f"img{number:05d}.png")
    return folder / "gate"


def segments(folder: Path) -> Path:
    """Two files, the second of which begins 2 s after the first, which is 1 s long."""
    (folder / "gate").mkdir()
    write_clip(folder / "gate" / "20260513_120000.mp4", drive()[:10], 10)
    write_clip(folder / "gate" / "20260513_120003.mp4", drive()[10:], 10)
    return folder / "gate"


def taken_in(catalog: Catalog, source: Path, boxes: BoxesFile) -> StoredTrack:
    ingester = Ingester(catalog, BrightBox(), ImageEncoder(Brightness(), "e", side=112))
    done = ingester.ingest(IngestJob(source, "gate", boxes=boxes))
    facts, _ = catalog.facts("e", [done.source_id])
    return catalog.track(int(facts.track[0]))


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    ("make", "times"),
    [
        (one_file, [i / 10 for i in range(FRAMES)]),
        (pictures, [i / 25 for i in range(FRAMES)]),
        (segments, [i / 10 + (2.0 if i >= 10 else 0.0) for i in range(FRAMES)]),
    ],
)
def test_frames_are_counted_in_every_kind_of_source(
    catalog: Catalog, boxes: Path, tmp_path: Path, make: Callable[[Path], Path], times: list[float], tracked: bool
) -> None:
    track = taken_in(catalog, make(tmp_path), BoxesFile(boxes, tracked))
    if tracked or make is not segments:  # a gap of 2 s ends what is followed here
        assert track.path[:, 0] == pytest.approx(times, abs=0.01)
        assert track.path[:, 1] == pytest.approx([20 + 4 * i for i in range(FRAMES)], abs=0.1 if tracked else 4)
    else:
        assert track.path[:, 0] == pytest.approx(times[: len(track.path)], abs=0.01)
        assert len(track.path) == 10
    for crop in track.crops:
        assert np.asarray(Image.open(crop.file.path)).mean() > 150, "it shows the white box of its frame"


def test_what_is_masked_is_in_no_picture(catalog: Catalog, boxes: Path, tmp_path: Path) -> None:
    half = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
    CameraStore(catalog.database).create("gate", CameraView(masks=(half,)))
    track = taken_in(catalog, one_file(tmp_path), BoxesFile(boxes, True))
    assert len(track.crops) > 0
    for crop in track.crops:
        hidden = max(0, round(crop.box[2]) - 165)
        assert hidden == 0 or np.asarray(Image.open(crop.file.path))[:, -hidden:].max() < 60


def test_a_calibrated_camera_measures_tracks_of_others(catalog: Catalog, boxes: Path, tmp_path: Path) -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    road = ((0.0, 12.0), (32.0, 12.0), (32.0, 0.0), (0.0, 0.0))
    CameraStore(catalog.database).create("gate", CameraView(calibration=RoadCalibration(square, road)))
    track = taken_in(catalog, one_file(tmp_path), BoxesFile(boxes, True))
    assert track.road is not None and track.road.nearest is not None
    assert track.road.speed == pytest.approx(4 * 3.6, rel=0.05)
    assert track.road.nearest == pytest.approx(4, abs=0.4)
