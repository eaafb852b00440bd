"""Clips and stills of the demonstration clip, and who may see them."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.video.dying import crash
from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.control.clips import Clips
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.camera_view import CameraView
from vehiclefinder.core.errors import NotFoundError, VideoError
from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack
from vehiclefinder.video.clips.overlay import BRIGHT, box_at
from vehiclefinder.video.sources.open import open_video

SOUTH = Identity("sam", Role.ADMIN, ("south",))


@pytest.fixture(scope="module")
def home(demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the demonstration clip whose video may be moved."""
    folder = tmp_path_factory.mktemp("clips")
    video = Path(shutil.copy(demo_clip, folder / "traffic.mp4"))
    with open_ingester(Settings(home=folder / "home")) as ingester:
        ingester.ingest(IngestJob(video, camera="demo"))
    return folder / "home"


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    with open_catalog(Settings(home=home)) as catalog:
        yield catalog
    shutil.rmtree(home / "clips", ignore_errors=True)


@pytest.fixture
def track(catalog: Catalog) -> StoredTrack:
    """A car whose whole way lies within the clip."""
    every = [one for one in catalog.tracks(range(1, 100)) if one.start > 1.0 and one.end < 11.0]
    return max(every, key=lambda one: one.end - one.start)


def likeness(image: ByteArray, box: FloatArray) -> float:
    """How near the pixels on a box's outline are to its colour: mean distance in grey levels, 0 is the same."""
    height, width = image.shape[:2]
    x1, y1, x2, y2 = (round(float(side)) for side in box)
    columns, rows = np.arange(max(x1, 0), min(x2, width - 1)), np.arange(max(y1, 0), min(y2, height - 1))
    inside = [image[y, columns] for y in (y1, y2) if 0 <= y < height]
    inside += [image[rows, x] for x in (x1, x2) if 0 <= x < width]
    return float(np.abs(np.concatenate(inside).astype(int) - BRIGHT).mean())


def test_the_box_is_drawn_where_the_path_says(catalog: Catalog, track: StoredTrack, demo_clip: Path) -> None:
    begin = track.start - 1.0
    with open_video(Clips(catalog).clip(LOCAL, track.id, 1.0)) as clip, open_video(demo_clip) as source:
        drawn, plain = list(clip), {round(frame.time * 10): frame.image for frame in source}
    # The source has ten frames a second: the clip's first is the first that is not before its begin.
    origin = np.ceil(begin * 10 - 0.1) / 10
    seen = 0
    for frame in drawn:
        now = origin + frame.time
        before = plain[round(now * 10)]
        box = box_at(track.path, now)
        if box is None:
            assert np.abs(frame.image.astype(int) - before).mean() < 5
            continue
        seen += 1
        assert likeness(frame.image, box) < 45 < likeness(before, box)
    assert seen == round((track.end - track.start) * 10) + 1


def test_a_still_is_of_the_best_moment(catalog: Catalog, track: StoredTrack, demo_clip: Path) -> None:
    with Image.open(Clips(catalog).still(LOCAL, track.id)) as file:
        still = np.asarray(file.convert("RGB"))
    best = track.crops[0]
    with open_video(demo_clip) as video:
        source = next(frame.image for frame in video if abs(frame.time - best.time) < 0.01)
    assert still.shape == source.shape
    assert likeness(still, best.box) < 45
    assert np.median(np.abs(still.astype(int) - source)) <= 2


def test_what_was_made_once_is_kept(catalog: Catalog, track: StoredTrack) -> None:
    clips = Clips(catalog)
    first, made = clips.clip(LOCAL, track.id, 0.5), clips.clip(LOCAL, track.id, 0.5).stat().st_ino
    assert clips.clip(LOCAL, track.id, 0.5) == first
    assert first.stat().st_ino == made
    assert clips.clip(LOCAL, track.id, 0.0) != first


def test_two_may_ask_for_the_same_at_once(catalog: Catalog, track: StoredTrack) -> None:
    clips = Clips(catalog)
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(lambda _: clips.clip(LOCAL, track.id, 0.0), range(4)))
    (path,) = paths
    assert [path] == list(path.parent.iterdir())


def test_the_folder_stays_within_its_limit(catalog: Catalog, track: StoredTrack) -> None:
    clips = Clips(catalog, limit=1)
    first = clips.clip(LOCAL, track.id, 0.0)
    second = clips.still(LOCAL, track.id)
    assert not first.exists() and second.exists()


def test_what_one_may_not_see_is_not_there(catalog: Catalog, track: StoredTrack) -> None:
    clips = Clips(catalog)
    clips.clip(LOCAL, track.id)
    clips.still(LOCAL, track.id)
    for ask in (clips.clip, clips.still):
        with pytest.raises(NotFoundError) as hidden:
            ask(SOUTH, track.id)
        with pytest.raises(NotFoundError) as missing:
            ask(SOUTH, 9999)
        assert str(hidden.value).replace(str(track.id), "9999") == str(missing.value)


def test_a_video_that_is_gone_or_another_is_told(catalog: Catalog, track: StoredTrack) -> None:
    clips, video = Clips(catalog), Path(track.source)
    moved = video.rename(video.with_suffix(".moved"))
    try:
        with pytest.raises(VideoError, match=f"the video of track {track.id} is gone"):
            clips.clip(LOCAL, track.id)
        video.write_bytes(moved.read_bytes() + b"more")
        with pytest.raises(VideoError, match="it has changed since") as changed:
            clips.still(LOCAL, track.id)
        assert str(changed.value).startswith(f"{video.name} is not the video")
    finally:
        moved.rename(video)


def test_what_is_masked_is_black_and_no_kept_clip_shows_it(catalog: Catalog, track: StoredTrack) -> None:
    clips, cameras = Clips(catalog), CameraStore(catalog.database)
    plain = clips.clip(LOCAL, track.id, 0.0), clips.still(LOCAL, track.id)
    cameras.change("demo", CameraView(masks=(((0.0, 0.0), (0.25, 0.0), (0.25, 0.5), (0.0, 0.5)),)))
    try:
        hidden = clips.clip(LOCAL, track.id, 0.0), clips.still(LOCAL, track.id)
    finally:
        cameras.change("demo", CameraView())
    for path, is_masked in ((plain, False), (hidden, True)):
        with open_video(path[0]) as video, Image.open(path[1]) as still:
            corners = [next(iter(video)).image[:140, :180], np.asarray(still)[:140, :180]]
        assert [float(corner.max()) < 40 for corner in corners] == [is_masked] * 2
    assert (clips.clip(LOCAL, track.id, 0.0), clips.still(LOCAL, track.id)) == plain


def test_a_video_that_crashes_its_reader_is_told_and_leaves_nothing(
    catalog: Catalog, track: StoredTrack, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("vehiclefinder.control.clips.write_excerpt", crash)
        patched.setattr("vehiclefinder.control.clips.write_still", crash)
        for ask in (Clips(catalog).clip, Clips(catalog).still):
            with pytest.raises(VideoError, match=r"^reading this video ended the process .*SIGSEGV"):
                ask(LOCAL, track.id)
    assert [path for path in (home / "clips").rglob("*") if path.is_file()] == []
    assert Clips(catalog).still(LOCAL, track.id).exists()


def test_too_many_seconds_are_refused(catalog: Catalog, track: StoredTrack) -> None:
    with pytest.raises(ValueError, match="expected 0 to 30 seconds"):
        Clips(catalog).clip(LOCAL, track.id, 31.0)


def test_clips_go_with_their_source(home: Path, demo_clip: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    with open_catalog(Settings(home=tmp_path / "home")) as catalog:
        path = Clips(catalog).still(LOCAL, catalog.tracks(range(1, 100))[0].id)
        assert path.exists()
        catalog.remove_source(1)
    assert not path.exists()
