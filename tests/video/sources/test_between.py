"""Reading from the middle."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.video.synthetic import grey, index_of, write_timed
from vehiclefinder.video.sources.open import ReadSettings, open_video

RATE = 25


def times(count: int, first: int = 0) -> list[Fraction]:
    return [Fraction(first + i, RATE) for i in range(count)]


def read(path: Path, begin: float, end: float) -> list[tuple[int, float]]:
    with open_video(path) as video:
        return [(index_of(frame.image), round(frame.time, 3)) for frame in video.between(begin, end)]


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_frames_and_times_are_those_of_reading_all(tmp_path: Path, ending: str) -> None:
    path = write_timed(tmp_path / f"clip.{ending}", times(50, first=7))
    with open_video(path) as video:
        every = [(index_of(frame.image), round(frame.time, 3)) for frame in video]
    assert len(every) == 50
    assert read(path, 0.99, 1.21) == [one for one in every if 0.99 <= one[1] <= 1.21] == every[25:31]
    assert read(path, -5.0, 0.05) == every[:2]
    assert read(path, 1.9, 99.0) == every[48:]
    assert read(path, 5.0, 6.0) == []


def test_a_late_landing_is_asked_again(tmp_path: Path) -> None:
    """A transport stream has no table of key frames: only trying tells where a seek lands."""
    path = write_timed(tmp_path / "long.ts", times(60))
    for begin in np.arange(0.02, 2.3, 0.24):
        assert read(path, begin, begin + 0.041)[0][0] == int(np.ceil(begin * RATE - 1e-6))


def test_a_stream_without_stamps_is_read_from_its_start(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "raw.h264", times(50))
    with open_video(path) as video:
        every = [(index_of(frame.image), round(frame.time, 3)) for frame in video]
    assert read(path, 0.99, 1.21) == [one for one in every if 0.99 <= one[1] <= 1.21] != []


def test_a_folder_is_entered_at_the_right_picture(tmp_path: Path) -> None:
    for i in range(20):
        cv2.imwrite(str(tmp_path / f"img{i:05}.png"), grey(i))
    with open_video(tmp_path, ReadSettings(folder_fps=10)) as video:
        assert [(index_of(f.image), f.time) for f in video.between(0.7, 0.95)] == [(7, 0.7), (8, 0.8), (9, 0.9)]
