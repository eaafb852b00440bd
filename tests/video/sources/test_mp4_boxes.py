"""MP4 files without their index are told from others."""

from pathlib import Path

import pytest

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.mp4_boxes import lacks_index
from vehiclefinder.video.sources.open import open_video

from ..numbered import Recipe, shortened


@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_a_recording_that_broke_off_before_its_index_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    path = shortened(Recipe().write(tmp_path / f"a.{kind}"), 0.6)
    with pytest.raises(VideoError, match=r"MP4 without its index \(moov\)"):
        open_video(path)


@pytest.mark.parametrize("kind", ["mp4", "mkv", "ts"])
def test_whole_files_lack_none(tmp_path: Path, kind: str) -> None:
    assert not lacks_index(Recipe().write(tmp_path / f"a.{kind}"))


@pytest.mark.parametrize("text", [b"", b"mdat", b"\0\0\0\0free", bytes(100)])
def test_what_is_no_mp4_lacks_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(text)
    assert not lacks_index(tmp_path / "a.mp4")


def test_a_long_box_is_passed_over(tmp_path: Path) -> None:
    head = b"\0\0\0\1mdat" + (116).to_bytes(8, "big") + bytes(100)
    (tmp_path / "a.mp4").write_bytes(head)
    assert lacks_index(tmp_path / "a.mp4")
    (tmp_path / "a.mp4").write_bytes(head + b"\0\0\0\x08moov")
    assert not lacks_index(tmp_path / "a.mp4")
