"""Clips and stills: is the box where the path says, when it says so?"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.video.numbered import Recipe
from tests.video.synthetic import SIZE, grey, index_of, write_timed
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray, FloatArray, Frame
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.clips.excerpt import LONGEST, WIDEST, Excerpt, paced, write_excerpt, write_still
from vehiclefinder.video.clips.overlay import BRIGHT, box_at
from vehiclefinder.video.sources.open import open_video

CLIP_SIZE = (320, 240)


def moving(begin: float, end: float) -> FloatArray:
    """A box of 80 x 60 that moves right by 40 pixels a second, seen twice a second."""
    times = np.arange(begin, end + 1e-6, 0.5)
    left = 40 * times
    return np.stack([times, left, np.full_like(times, 50), left + 80, np.full_like(times, 110)], axis=1).astype(
        np.float32
    )


def ink(image: ByteArray) -> NDArray[np.bool_]:
    """Where the bright line is, bool (H, W); the ground is grey, so a large difference of red and blue tells it."""
    return np.asarray(image[..., 0].astype(int) - image[..., 2] > 90)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("video") / "grey.mp4"
    write_clip(path, (np.full((*CLIP_SIZE[::-1], 3), 60 + i, np.uint8) for i in range(60)), 10)
    return path


def test_the_box_is_where_and_when_the_path_says(video: Path, tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    write_excerpt(Excerpt(video, moving(2.0, 4.0), 3.0), 1.0, out)
    with open_video(out) as clip:
        frames = list(clip)
    assert [round(frame.time, 3) for frame in frames] == [round(i / 10, 3) for i in range(41)]
    for frame in frames:
        now = 1.0 + frame.time
        drawn = ink(frame.image)
        if not 1.99 <= now <= 4.01:
            assert not drawn.any()
            continue
        rows, columns = np.nonzero(drawn)
        edges = [columns.min(), rows.min(), columns.max(), rows.max()]
        np.testing.assert_allclose(edges, [40 * now, 50, 40 * now + 80, 110], atol=3)
        assert abs(float(frame.image[220, 300].mean()) - (60 + 10 * now)) < 3, "the picture is of another moment"


def test_the_clip_is_h264_that_browsers_play(video: Path, tmp_path: Path) -> None:
    write_excerpt(Excerpt(video, moving(0.0, 1.0), 0.5), 0.0, tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.frames, float(stream.average_rate or 0)) == (11, 10.0)


def test_a_wide_video_shrinks_and_its_box_with_it(tmp_path: Path) -> None:
    write_clip(tmp_path / "wide.mp4", (np.full((480, 2560, 3), 90, np.uint8) for _ in range(3)), 10)
    path = np.array([[0.0, 400, 100, 800, 300], [1.0, 400, 100, 800, 300]], np.float32)
    write_excerpt(Excerpt(tmp_path / "wide.mp4", path, 0.1), 0.0, tmp_path / "clip.mp4")
    with open_video(tmp_path / "clip.mp4") as clip:
        frame = next(iter(clip))
    assert clip.size == (WIDEST, 240)
    rows, columns = np.nonzero(ink(frame.image))
    np.testing.assert_allclose([columns.min(), rows.min(), columns.max(), rows.max()], [200, 50, 400, 150], atol=3)


def test_a_clip_runs_as_fast_as_a_source_that_stutters(tmp_path: Path) -> None:
    times = [Fraction(i, 25) for i in (0, 1, 2, 12, 13, 14)]
    source = write_timed(tmp_path / "stutter.mp4", times)
    path = np.array([[0.0, 1, 1, 9, 9], [1.0, 1, 1, 9, 9]], np.float32)
    with open_video(source) as video:
        frames = [Frame(grey(index_of(f.image)), f.time) for f in video]
    shown = [index_of(frame.image) for frame in paced(frames, 25)]
    assert shown == [0, 1, *[2] * 10, 3, 4, 5]
    write_excerpt(Excerpt(source, path, 0.0), 0.0, tmp_path / "clip.mp4")
    with open_video(tmp_path / "clip.mp4") as clip:
        assert clip.duration == pytest.approx(15 / 25, abs=1 / clip.frame_rate + 1e-3)
        assert clip.size == SIZE


def test_a_dense_source_loses_frames_but_no_time() -> None:
    frames = [Frame(grey(i), i / 50) for i in range(50)]
    assert [index_of(frame.image) for frame in paced(frames, 25)] == [*range(0, 50, 2), 49]
    jittered = [Frame(grey(i), i / 25 + 0.004 * (-1) ** i) for i in range(25)]
    assert [index_of(frame.image) for frame in paced(jittered, 25)] == [*range(25)]


def test_a_path_in_pixels_that_were_not_square_is_drawn_in_those_that_are(tmp_path: Path) -> None:
    source = Recipe(size=(240, 180), aspect=Fraction(4, 3), options={"g": "12"}).write(tmp_path / "narrow.mkv")
    path = np.array([[0.0, 90, 90, 150, 150], [1.0, 90, 90, 150, 150]], np.float32)
    write_excerpt(Excerpt(source, path, 0.1, frame_size=(240, 180)), 0.0, tmp_path / "clip.mp4")
    with open_video(tmp_path / "clip.mp4") as clip:
        assert clip.size == (320, 180)
        rows, columns = np.nonzero(ink(next(iter(clip)).image[140:]))
    np.testing.assert_allclose([columns.min(), columns.max(), rows.max()], [120, 200, 10], atol=3)


@pytest.mark.parametrize(
    ("begin", "end", "best", "seconds", "span"),
    [
        (5.0, 9.0, 6.0, 2.0, (3.0, 11.0)),
        (1.0, 9.0, 6.0, 2.0, (0.0, 11.0)),
        (0.0, 300.0, 150.0, 2.0, (120.0, 180.0)),
        (0.0, 300.0, 1.0, 2.0, (0.0, 60.0)),
        (100.0, 300.0, 299.0, 2.0, (242.0, 302.0)),
    ],
)
def test_what_a_clip_shows(begin: float, end: float, best: float, seconds: float, span: tuple[float, float]) -> None:
    assert Excerpt(Path("a.mp4"), moving(begin, end), best).span(seconds) == span


@pytest.mark.parametrize("seconds", [-0.1, LONGEST / 2 + 0.1, float("nan")])
def test_too_much_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="expected 0 to 30 seconds"):
        Excerpt(Path("a.mp4"), moving(0, 1), 0.0).span(seconds)


def test_a_still_shows_box_and_path(video: Path, tmp_path: Path) -> None:
    write_still(Excerpt(video, moving(1.0, 4.0), 3.0), tmp_path / "still.jpg")
    with Image.open(tmp_path / "still.jpg") as file:
        assert file.format == "JPEG"
        still = np.asarray(file)
    drawn = ink(still)
    rows, columns = np.nonzero(drawn)
    assert rows.min() == pytest.approx(50, abs=3)
    assert (columns.min(), columns.max()) == (pytest.approx(80, abs=3), pytest.approx(200, abs=3))
    assert drawn[108:113, 85:115].any(axis=0).all(), "no line where the wheels went"
    assert abs(float(still[220, 300].mean()) - 90) < 3


def test_between_two_sightings_the_box_lies_between() -> None:
    path = moving(2.0, 4.0)
    assert box_at(path, 2.25) == pytest.approx([90, 50, 170, 110])
    assert box_at(path, 1.9) is None and box_at(path, 4.1) is None


def test_a_video_that_is_gone_or_too_short_is_told(video: Path, tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="no such video"):
        write_excerpt(Excerpt(tmp_path / "gone.mp4", moving(0, 1), 0.0), 0.0, tmp_path / "clip.mp4")
    with pytest.raises(VideoError, match=r"no frame from 50\.0 s on"):
        write_still(Excerpt(video, moving(40, 60), 50.0), tmp_path / "still.jpg")
    assert list(tmp_path.iterdir()) == []


def test_the_line_is_bright() -> None:
    assert BRIGHT[0] - BRIGHT[2] > 180, "what the tests above look for"
