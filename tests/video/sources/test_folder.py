"""Folders of pictures as recorders, cameras and data sets leave them; every picture tells its own number."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.video.synthetic import SIZE, grey, index_of, write_timed
from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.sources.picture_file import is_whole, read_picture
from vehiclefinder.video.sources.picture_layouts import SUFFIXES

Seen = list[tuple[int, float]]


def write(folder: Path, names: Iterable[str]) -> Path:
    """Write ``grey`` pictures, numbered from 0 in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, name in enumerate(names):
        cv2.imwrite(str(folder / name), grey(index))
    return folder


def seen(folder: Path, settings: ReadSettings = ReadSettings()) -> Seen:
    with open_video(folder, settings) as video:
        return [(index_of(frame.image), round(frame.time, 6)) for frame in video]


def notes(folder: Path) -> str:
    with open_video(folder) as video:
        return "; ".join(video.notes)


def test_gaps_in_the_numbers_are_gaps_in_time(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", ["img00001.jpg", "img00002.jpg", "img00005.jpg", "img00105.jpg"])
    assert seen(folder) == [(0, 0.0), (1, 0.04), (2, 0.16), (3, 4.16)]
    with open_video(folder) as video:
        assert video.duration == pytest.approx(4.16 + 0.12)  # the last stands for the usual step
        assert video.frame_count == 4
        assert [index_of(frame.image) for frame in video.between(0.1, 4.0)] == [2]
    assert "25 frames a second are assumed" in notes(folder)


def test_the_frame_rate_that_was_asked_for_outranks_all(tmp_path: Path) -> None:
    asked = ReadSettings(source_fps=5)
    assert seen(write(tmp_path / "a", ["f1.png", "f3.png"]), asked) == [(0, 0.0), (1, 0.4)]
    (tmp_path / "a" / "seqinfo.ini").write_text("[Sequence]\nframeRate=30\n")
    assert seen(tmp_path / "a", asked) == [(0, 0.0), (1, 0.4)]
    assert seen(write(tmp_path / "b", ["20261129_081502.jpg", "20261129_081512.jpg"]), asked) == [(0, 0.0), (1, 0.2)]


@pytest.mark.parametrize(
    ("names", "times"),
    [
        (["20261129_081502.jpg", "20261129_081503.jpg", "20261129_081601.jpg"], [0.0, 1.0, 59.0]),
        (["2026-11-29T08-15-02.250.png", "2026-11-29T08-15-02.750.png", "2026-11-29T08-15-03.png"], [0.0, 0.5, 0.75]),
        (["cam 2026.11.29 23.59.59.jpg", "cam 2026.11.30 00.00.01.jpg"], [0.0, 2.0]),
        (["10.0.0.64_01_20261129081502123_TIMING.jpg", "10.0.0.64_01_20261129081503000_TIMING.jpg"], [0.0, 0.877]),
        (["1764403200.jpg", "1764403260.jpg"], [0.0, 60.0]),
        (["1764403200.5.jpg", "1764403202.25.jpg"], [0.0, 1.75]),
        (["1764403200000.jpg", "1764403200040.jpg", "1764403201000.jpg"], [0.0, 0.04, 1.0]),
        (["n008-2018-08-01-15-16-36-0400__CAM_FRONT__1533151603512404.jpg",
          "n008-2018-08-01-15-16-36-0400__CAM_FRONT__1533151604012404.jpg"], [0.0, 0.5]),
        (["20261129_081502_001.jpg", "20261129_081502_501.jpg"], [0.0, 0.5]),
        (["20261129081502-00.jpg", "20261129081502-01.jpg", "20261129081503-00.jpg", "20261129081503-01.jpg",
          "20261129081503-02.jpg", "20261129081503-03.jpg"], [0.0, 0.5, 1.0, 1.25, 1.5, 1.75]),
        (["20261129_081502_000.jpg", "20261129_081502_001.jpg", "20261129_081503_000.jpg", "20261129_081503_001.jpg"],
         [0.0, 0.5, 1.0, 1.5]),
        (["20261129_081502_001.jpg", "20261129_081502_002.jpg", "20261129_081503_001.jpg"], [0.0, 0.5, 1.0]),
    ],
)  # fmt: skip
def test_times_in_names(tmp_path: Path, names: list[str], times: list[float]) -> None:
    folder = write(tmp_path / "a", names)
    assert seen(folder) == list(enumerate(times))
    assert notes(folder) == "the pictures are timed by their names"


def test_a_count_behind_the_time_of_the_first_picture_is_no_time(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", [f"20261129_081502_{number:03}.jpg" for number in (0, 1, 2, 3)])
    assert seen(folder) == [(0, 0.0), (1, 0.04), (2, 0.08), (3, 0.12)]
    assert "25 frames a second are assumed" in notes(folder)


def test_pictures_that_no_number_counts_are_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", [f"cam{camera}_{number:04}.jpg" for camera in (1, 2) for number in (0, 1)])
    assert [index for index, _ in seen(folder)] == [0, 1, 2, 3]
    assert "no number in the names, such as cam1_0000.jpg, counts all pictures" in notes(folder)


def test_a_number_that_only_looks_like_a_time_is_none(tmp_path: Path) -> None:
    assert seen(write(tmp_path / "a", ["0000000000.png", "0000000004.png"])) == [(0, 0.0), (1, 0.16)]
    assert seen(write(tmp_path / "b", ["20269999_999999_1.png", "20269999_999999_3.png"])) == [(0, 0.0), (1, 0.08)]
    assert seen(write(tmp_path / "c", ["20261129_081502_f1.png", "20261129_081502_f2.png"])) == [(0, 0.0), (1, 0.04)]


def test_the_number_that_counts_is_the_last_that_differs(tmp_path: Path) -> None:
    assert seen(write(tmp_path / "a", ["s02_000010_cam1.jpg", "s02_000012_cam1.jpg"])) == [(0, 0.0), (1, 0.08)]
    # None of these differs in all: their places count.
    assert seen(write(tmp_path / "b", ["1_1.jpg", "1_2.jpg", "2_1.jpg"])) == [(0, 0.0), (1, 0.04), (2, 0.08)]
    assert seen(write(tmp_path / "c", ["alpha.jpg", "beta.jpg"])) == [(0, 0.0), (1, 0.04)]


LAYOUTS: Mapping[str, tuple[str, str, float]] = {
    "kitti": ("training/image_02/0000", "{:06d}.png", 10.0),
    "kitti raw": ("2011_09_26_drive_0001_sync/image_02/data", "{:010d}.png", 10.0),
    "ua-detrac": ("DETRAC-train-data/MVI_20011", "img{:05d}.jpg", 25.0),
    "cityflow": ("train/S01/c001/img1", "{:06d}.jpg", 10.0),
    "cityflow c015": ("train/S03/c015/img1", "{:06d}.jpg", 8.0),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_that_tell_their_rate(tmp_path: Path, layout: str) -> None:
    path, name, rate = LAYOUTS[layout]
    folder = write(tmp_path / path, [name.format(number) for number in (1, 2, 4)])
    assert seen(folder) == [(0, 0.0), (1, 1 / rate), (2, 3 / rate)]
    assert f"{rate:g} frames a second, by the layout of" in notes(folder)


def test_mot_by_the_sequence_or_by_its_pictures(tmp_path: Path) -> None:
    sequence = tmp_path / "MOT17-02-FRCNN"
    write(sequence / "img1", ["000001.jpg", "000002.jpg", "000004.jpg"])
    (sequence / "seqinfo.ini").write_text("[Sequence]\nname=MOT17-02-FRCNN\nimDir=img1\nframeRate=30\nseqLength=3\n")
    for path in (sequence, sequence / "img1"):
        assert seen(path) == [(0, 0.0), (1, 0.033333), (2, 0.1)]
        assert notes(path) == "the pictures are timed at 30 frames a second, by seqinfo.ini"
    write(sequence / "det", ["000001.jpg", "000002.jpg"])
    assert seen(sequence / "det") == [(0, 0.0), (1, 0.04)]


@pytest.mark.parametrize(
    "text", ["", "[Sequence]\nframeRate=fast\n", "[Sequence]\nframeRate=0\n", "frameRate=30", "\x00"]
)
def test_a_seqinfo_that_tells_nothing(tmp_path: Path, text: str) -> None:
    folder = write(tmp_path / "a", ["000001.jpg", "000002.jpg"])
    (folder / "seqinfo.ini").write_text(text)
    assert seen(folder) == [(0, 0.0), (1, 0.04)]


def test_a_folder_with_one_video_is_that_video(tmp_path: Path) -> None:
    folder = tmp_path / "S01" / "c001"
    folder.mkdir(parents=True)
    cv2.imwrite(str(folder / "roi.jpg"), np.full((48, 64, 3), 255, np.uint8))
    (folder / "calibration.txt").write_text("1 0 0")
    write_timed(folder / "vdo.mp4", [i / 10 for i in range(5)])
    assert seen(folder) == [(i, i / 10) for i in range(5)]


def test_what_is_no_frame_is_left_out_and_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", [f"img{number:05d}.jpg" for number in (1, 2, 3)])
    for name in ("roi.jpg", "mask_1.png", ".hidden.jpg"):
        cv2.imwrite(str(folder / name), grey(50))
    (folder / "._img00001.jpg").write_bytes(b"\x00\x05\x16\x07 of a Mac")
    (folder / "Thumbs.db").write_bytes(b"")
    assert seen(folder) == [(0, 0.0), (1, 0.04), (2, 0.08)]
    assert "left out, as not named like the other pictures: mask_1.png, roi.jpg" in notes(folder)


def test_masks_named_like_the_pictures_are_told_by_their_ending(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", ["000001.jpg", "000002.jpg"])
    cv2.imwrite(str(folder / "000001.png"), grey(50))
    assert seen(folder) == [(0, 0.0), (1, 0.04)]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_format_is_read(tmp_path: Path, suffix: str) -> None:
    assert seen(write(tmp_path / "a", [f"f1{suffix}", f"f2{suffix.upper()}"])) == [(0, 0.0), (1, 0.04)]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tif"])
def test_half_a_picture_is_none(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    file = tmp_path / f"a{suffix}"
    cv2.imwrite(str(file), noise)
    data = file.read_bytes()
    assert is_whole(data)
    assert read_picture(file).shape == (48, 64, 3)
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(VideoError, match="cannot read picture"):
        read_picture(file)


def test_the_thumbnail_within_a_jpeg_does_not_make_it_whole() -> None:
    def jpeg(side: int) -> bytes:
        return bytes(cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 255, (side, side, 3)))[1])

    small, large = jpeg(16), jpeg(64)
    header = b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small
    whole = large[:2] + header + large[2:]
    assert is_whole(whole) and is_whole(whole + b"what a phone appends")
    assert not is_whole(whole[:-40])


def test_lost_pictures_are_counted_and_told_and_cost_no_time(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", [f"img{number:05d}.jpg" for number in range(1, 7)])
    (folder / "img00001.jpg").write_bytes(b"no jpeg")
    half = (folder / "img00003.jpg").read_bytes()
    (folder / "img00003.jpg").write_bytes(half[: len(half) // 2])
    (folder / "img00006.jpg").write_bytes(b"")
    with open_video(folder) as video:
        assert video.damage is None
        assert [(index_of(f.image), round(f.time, 3)) for f in video] == [(1, 0.04), (3, 0.12), (4, 0.16)]
        assert video.damage == "damaged: 3 frames lost (img00001.jpg, img00003.jpg, img00006.jpg)"


def test_a_folder_in_which_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "img00001.jpg").write_bytes(b"")
    with pytest.raises(VideoError, match=r"none of the 1 pictures in folder .* can be read"):
        open_video(tmp_path)


def test_a_change_of_size_is_scaled_and_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", ["f1.png", "f2.png", "f3.png"])
    cv2.imwrite(str(folder / "f2.png"), grey(1, (128, 96)))
    with open_video(folder) as video:
        frames = list(video)
        assert video.size == SIZE
        assert "1 picture of another size scaled to 64x48" in video.notes
    assert [(f.image.shape, index_of(f.image)) for f in frames] == [((48, 64, 3), index) for index in range(3)]
