import os
import struct
import threading
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.video.synthetic import SIZE, grey, index_of, write_timed
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import ReadSettings, open_video

NTSC = Fraction(1001, 30000)


def read(path: Path, settings: ReadSettings = ReadSettings()) -> list[Frame]:
    with open_video(path, settings) as video:
        return list(video)


def folder_of(path: Path, count: int) -> Path:
    path.mkdir()
    for index in range(count):
        cv2.imwrite(str(path / f"img{index + 1:05d}.jpg"), grey(index))
    return path


@pytest.mark.parametrize("ahead", [0, 3])
def test_times_come_from_the_stream_and_do_not_drift(tmp_path: Path, ahead: int) -> None:
    times = [i * NTSC for i in range(60)]
    path = write_timed(tmp_path / "ntsc.mp4", times)
    frames = read(path, ReadSettings(ahead=ahead))
    np.testing.assert_allclose([f.time for f in frames], [float(t) for t in times], atol=1e-4)
    assert [index_of(f.image) for f in frames] == list(range(60))
    assert frames[0].image.shape == (48, 64, 3)


def test_variable_frame_rate_and_a_late_start(tmp_path: Path) -> None:
    times = [2.5, 2.54, 2.6, 2.85, 2.86, 3.5]
    frames = read(write_timed(tmp_path / "variable.mkv", times, clock=1000))
    np.testing.assert_allclose([f.time for f in frames], np.array(times) - 2.5, atol=1e-3)
    assert [index_of(f.image) for f in frames] == list(range(6))


def test_stride_keeps_every_nth(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(20)])
    frames = read(path, ReadSettings(stride=7))
    assert [index_of(f.image) for f in frames] == [0, 7, 14]
    np.testing.assert_allclose([f.time for f in frames], [0.0, 0.28, 0.56], atol=1e-4)


def test_fps_keeps_the_rate_on_average(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    frames = read(path, ReadSettings(fps=10))
    # The first frame at or after each tenth of a second.
    expected = [0, 3, 5, 8, 10, 13, 15, 18, 20, 23, 25, 28, 30, 33, 35, 38, 40, 43, 45, 48]
    assert [index_of(f.image) for f in frames] == expected


def test_size_rate_duration_and_count(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    with open_video(path, ReadSettings(stride=2, fps=5)) as video:
        assert (video.size, video.frame_rate, video.duration) == (SIZE, 25.0, 2.0)
        assert video.frame_count == 10 == len(list(video))


def test_a_phone_clip_is_set_upright(tmp_path: Path) -> None:
    path = tmp_path / "portrait.mp4"
    image = grey(0)
    image[:24, :32] = 250
    write_clip(path, [image] * 5, 25)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 44
    data[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    with open_video(path) as video:
        assert video.size == (48, 64)
        upright = next(iter(video)).image
    assert upright.shape == (64, 48, 3)
    assert upright[:28, 28:].mean() > 240 > 20 > upright[:28, :20].mean()


def test_folder_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for index, number in enumerate([1, 2, 10]):
        cv2.imwrite(str(folder / f"img{number}.png"), grey(index))
    (folder / "notes.txt").write_text("no picture")
    frames = read(folder)
    assert [index_of(f.image) for f in frames] == [0, 1, 2]
    np.testing.assert_allclose([f.time for f in frames], [0.0, 0.04, 0.36])


def test_folder_is_rgb_and_keeps_its_own_rate(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "frames", 6)
    cv2.imwrite(str(folder / "img00001.jpg"), np.full((48, 64, 3), (255, 0, 0), np.uint8))
    with open_video(folder, ReadSettings(folder_fps=10, stride=2)) as video:
        assert (video.size, video.duration, video.frame_count) == (SIZE, 0.6, 3)
        frames = list(video)
    assert [f.time for f in frames] == [0.0, 0.2, 0.4]
    np.testing.assert_allclose(frames[0].image.mean(axis=(0, 1)), [0, 0, 255], atol=3)


def test_what_is_not_there_or_no_video(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("This is no video.\n" * 100)
    empty = tmp_path / "empty.mp4"
    empty.touch()
    (tmp_path / "bare").mkdir()
    for path in (tmp_path / "missing.mp4", text, empty, tmp_path / "bare"):
        with pytest.raises(VideoError) as error:
            open_video(path)
        assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_truncated_file_delivers_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    noise = np.random.default_rng(0).integers(0, 255, (100, 48, 64, 3), dtype=np.uint8)
    write_clip(path, noise, 25)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    frames = []
    with open_video(path) as video, pytest.raises(VideoError, match=r"cut short|breaks off"):
        for frame in video:
            frames.append(frame)
    assert 20 < len(frames) < 80


def test_a_file_without_its_index_cannot_be_opened(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(VideoError, match="no video stream"):
        open_video(path)


def test_stopping_early_leaves_no_thread(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    before = threading.active_count()
    with open_video(path, ReadSettings(ahead=2)) as video:
        frames = iter(video)
        next(frames)
        del frames
    assert threading.active_count() == before


def test_leaving_ends_an_iterator_that_is_still_held(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    before = threading.active_count()
    with open_video(path, ReadSettings(ahead=2)) as video:
        frames = iter(video)
        next(frames)
    assert threading.active_count() == before
    assert next(frames, None) is None


def test_a_pipe_is_refused_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(VideoError, match="neither a file nor a folder"):
        open_video(tmp_path / "pipe.mp4")


@pytest.mark.parametrize(
    "wrong", [{"stride": 0}, {"fps": 0.0}, {"folder_fps": -1.0}, {"source_fps": 0.0}, {"timeout": 0.0}, {"ahead": -1}]
)
def test_settings_check_themselves(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        ReadSettings(**wrong)  # type: ignore[arg-type]
